//! What survives a reload, as JSON texts.
//!
//! There are two, because a consumer may have several tabs. The *snapshot* can
//! all be had from the server again; tabs share one, and the last to write it
//! wins. The *outbox* (see `kept_outbox`) is known nowhere else; every tab
//! keeps its own, and whoever finds one whose tab is gone adopts it.
//!
//! Events are kept in the shape they have on the wire and read back by the
//! same tolerant reader, so that a damaged entry costs that entry alone.

use super::output::Survey;
use super::{Session, SessionConfig};
use crate::conversation::Transcript;
use crate::ids::{ConversationId, DialogId, ParticipantId, Sequence};
use crate::time::Now;
use crate::wire::json;
use crate::wire::json::Value;
use crate::wire::json::json;
use crate::wire::{Conversation, EventRecord};
use core::fmt;

/// The layout of the text; a newer one is not read.
pub(super) const VERSION: i64 = 1;
/// A transcript longer than this is fetched again rather than kept.
const MAX_KEPT_EVENTS: usize = 1_000;

/// Why a kept snapshot was not used. The session then starts empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotError {
    /// It is not a JSON object.
    NotAnObject,
    /// A newer version of the widget wrote it.
    NewerVersion {
        /// Its version.
        version: i64,
    },
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject => f.write_str("the kept state is damaged"),
            Self::NewerVersion { version } => {
                write!(
                    f,
                    "the kept state has version {version}, which is newer than this one"
                )
            }
        }
    }
}

impl core::error::Error for SnapshotError {}

/// Reads a kept text of this version or an older one.
pub(super) fn read(kept: &str) -> Result<Value, SnapshotError> {
    let kept = json::parse(kept).map_err(|_| SnapshotError::NotAnObject)?;
    if !kept.is_object() {
        return Err(SnapshotError::NotAnObject);
    }
    let version = json::integer(&kept, "version").unwrap_or_default();
    if version > VERSION {
        return Err(SnapshotError::NewerVersion { version });
    }
    Ok(kept)
}

impl Session {
    /// A session that goes on from a snapshot. One of a consumer whom the brand named
    /// shows nothing of it before a token says that they are here.
    ///
    /// # Errors
    /// When the text cannot be used at all; single damaged entries are left out.
    pub fn restore(config: SessionConfig, snapshot: &str) -> Result<Self, SnapshotError> {
        let kept = read(snapshot)?;
        let mut session = Self::new(config);
        if json::boolean(&kept, "named") == Some(true) {
            session.sealed = Some(snapshot.to_owned());
        } else {
            session.take_snapshot(&kept);
        }
        Ok(session)
    }

    pub(super) fn take_snapshot(&mut self, kept: &Value) {
        let consumer = json::id(kept, "consumer", ParticipantId::new);
        self.own = consumer.into_iter().collect();
        for result in json::list(kept, "conversations") {
            self.conversations.extend(Conversation::from_result(result));
        }
        for dialog in json::list(kept, "dialogs") {
            self.restore_dialog(dialog);
        }
        if let Some(id) = json::id(kept, "survey", ConversationId::new) {
            self.closing.survey = Survey::Asked(id);
        }
        self.transcript_changed = true;
    }

    fn restore_dialog(&mut self, kept: &Value) -> Option<()> {
        let dialog = json::id(kept, "dialogId", DialogId::new)?;
        let conversation = json::id(kept, "conversationId", ConversationId::new)?;
        let mut transcript = Transcript::new(conversation, dialog.clone());
        for event in json::list(kept, "events") {
            if let Some(record) = EventRecord::from_value(event, kept) {
                transcript.apply(record, &self.own);
            }
        }
        let next = json::unsigned(kept, "next").map_or(Sequence(0), Sequence);
        transcript.accept_holes(Sequence(0), next);
        let read = json::unsigned(kept, "read").map(Sequence);
        transcript.reads.note_stored(read.as_slice());
        let seen = json::unsigned(kept, "seen").map(Sequence);
        transcript.reads.note_seen_elsewhere(seen);
        for owed in json::list(kept, "owed").iter().filter_map(json::sequence) {
            transcript.reads.owe(owed);
        }
        if json::boolean(kept, "complete") == Some(true) {
            self.complete.insert(dialog.clone(), ());
        }
        self.transcripts.insert(dialog, transcript);
        Some(())
    }

    /// Another tab kept this snapshot: what was read there is read here too. An
    /// ended conversation takes no receipts, so the server cannot tell it.
    ///
    /// # Errors
    /// When the text cannot be used at all.
    pub fn read_elsewhere(&mut self, now: Now, snapshot: &str) -> Result<(), SnapshotError> {
        let kept = read(snapshot)?;
        self.advance(now);
        if self.sealed.is_some() {
            self.sealed = Some(snapshot.to_owned());
        } else {
            self.note_seen_elsewhere(&kept);
        }
        self.settle();
        Ok(())
    }

    fn note_seen_elsewhere(&mut self, kept: &Value) {
        for dialog in json::list(kept, "dialogs") {
            if let Some(id) = json::id(dialog, "dialogId", DialogId::new)
                && let Some(home) = json::id(dialog, "conversationId", ConversationId::new)
            {
                let seen = json::unsigned(dialog, "seen").map(Sequence);
                // It may be told here before what it is about.
                let transcript =
                    (self.transcripts).get_or_insert_with(id.clone(), || Transcript::new(home, id));
                transcript.reads.note_seen_elsewhere(seen);
            }
        }
    }

    /// What a reload is spared from asking the server again. Where room is
    /// short, `with_transcript: false` leaves the messages to be asked for.
    pub fn snapshot(&self, with_transcript: bool) -> String {
        if let Some(sealed) = self.sealed.as_ref().filter(|_| with_transcript) {
            return sealed.clone();
        }
        let mut kept = json!({"version": VERSION, "named": self.is_named});
        json::put(
            &mut kept,
            "consumer",
            self.own.first().map(ParticipantId::as_str),
        );
        if let Survey::Asked(id) | Survey::Sending(id) = &self.closing.survey {
            json::put(&mut kept, "survey", Some(id.as_str()));
        }
        if with_transcript {
            let results: Vec<_> = self
                .conversations
                .iter()
                .map(Conversation::to_result)
                .collect();
            json::put(&mut kept, "conversations", Some(results));
        }
        let room = if with_transcript { MAX_KEPT_EVENTS } else { 0 };
        json::put(&mut kept, "dialogs", Some(self.kept_dialogs(room)));
        json::write(&kept)
    }

    /// What was read in every dialog, and the events of the newest ones, as
    /// many as there is room for.
    fn kept_dialogs(&self, mut room: usize) -> Vec<Value> {
        let newest = (self.conversations.iter().rev()).flat_map(|known| &known.dialogs);
        let transcripts = newest.filter_map(|dialog| self.transcripts.get(&dialog.id));
        let kept = transcripts.map(|transcript| {
            let mut kept = Self::kept_marks(transcript);
            let count = transcript.records().len();
            if count <= room {
                room -= count;
                self.keep_events(transcript, &mut kept);
            } else {
                room = 0;
            }
            kept
        });
        kept.collect()
    }

    fn kept_marks(transcript: &Transcript) -> Value {
        let mut kept = json!({
            "dialogId": transcript.dialog().as_str(),
            "conversationId": transcript.conversation().as_str(),
        });
        let read = transcript.reads.highest_stored();
        json::put(&mut kept, "read", read.map(|read| read.0));
        let seen = transcript.reads.highest();
        json::put(&mut kept, "seen", seen.map(|seen| seen.0));
        let owed: Vec<u64> = transcript.reads.unsettled().map(|at| at.0).collect();
        json::put(&mut kept, "owed", (!owed.is_empty()).then_some(owed));
        kept
    }

    fn keep_events(&self, transcript: &Transcript, kept: &mut Value) {
        let next = transcript.known().first_missing();
        let known = transcript.records();
        let known = known.filter(|record| record.sequence < Some(next));
        let events: Vec<_> = known.map(EventRecord::to_value).collect();
        let is_complete = self.complete.contains_key(transcript.dialog());
        json::put(kept, "next", Some(next.0));
        json::put(kept, "complete", is_complete.then_some(true));
        json::put(kept, "events", Some(events));
    }

    /// Forgets what belongs to one consumer.
    pub(super) fn forget_conversations(&mut self) {
        self.conversations.clear();
        self.transcripts.clear();
        self.complete.clear();
        self.on_screen.clear();
        self.closing = super::closing::Closing::default();
        self.transcript_changed = true;
    }
}
