//! What survives a reload: everything needed to go on, as one JSON text.
//!
//! Events are kept in the shape they have on the wire and read back by the
//! same tolerant reader, so that a damaged entry costs that entry alone.

use super::output::Survey;
use super::{Session, SessionConfig};
use crate::conversation::{FailureReason, Outbox, OutboxEntry, OutboxState, Transcript};
use crate::ids::{ConversationId, DialogId, LocalId, ParticipantId, Sequence};
use crate::wire::json;
use crate::wire::{Conversation, EventRecord};
use core::fmt;
use serde_json::{Value, json};

/// The layout of the text; a newer one is not read.
const VERSION: i64 = 1;
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

impl Session {
    /// A session that goes on from a snapshot.
    ///
    /// # Errors
    /// When the text cannot be used at all; single damaged entries are left out.
    pub fn restore(config: SessionConfig, snapshot: &str) -> Result<Self, SnapshotError> {
        let kept: Value = serde_json::from_str(snapshot).map_err(|_| SnapshotError::NotAnObject)?;
        if !kept.is_object() {
            return Err(SnapshotError::NotAnObject);
        }
        let version = json::integer(&kept, "version").unwrap_or_default();
        if version > VERSION {
            return Err(SnapshotError::NewerVersion { version });
        }
        let mut session = Self::new(config);
        session.own = json::id(&kept, "consumer", ParticipantId::new)
            .into_iter()
            .collect();
        let outbox = json::list(&kept, "outbox").iter().filter_map(outbox_entry);
        session.outbox = Outbox::restore(outbox.collect());
        for result in json::list(&kept, "conversations") {
            session
                .conversations
                .extend(Conversation::from_result(result));
        }
        for dialog in json::list(&kept, "dialogs") {
            session.restore_dialog(dialog);
        }
        if let Some(id) = json::id(&kept, "survey", ConversationId::new) {
            session.closing.survey = Survey::Asked(id);
        }
        session.transcript_changed = true;
        Ok(session)
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
        if let Some(read) = json::unsigned(kept, "read") {
            transcript.reads.note_stored(&[Sequence(read)]);
        }
        if json::boolean(kept, "complete") == Some(true) {
            self.complete.insert(dialog.clone());
        }
        self.transcripts.insert(dialog, transcript);
        Some(())
    }

    /// Everything needed to go on after a reload. Where room is short,
    /// `with_transcript: false` keeps only what the server does not have.
    pub fn snapshot(&self, with_transcript: bool) -> String {
        let outbox: Vec<_> = self.outbox.entries().iter().map(outbox_value).collect();
        let mut kept = json!({"version": VERSION, "outbox": outbox});
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
            json::put(&mut kept, "dialogs", Some(self.kept_dialogs()));
        }
        kept.to_string()
    }

    /// The newest dialogs, as many as there is room for.
    fn kept_dialogs(&self) -> Vec<Value> {
        let newest = self
            .conversations
            .iter()
            .rev()
            .flat_map(|known| &known.dialogs);
        let mut room = MAX_KEPT_EVENTS;
        newest
            .filter_map(|dialog| self.transcripts.get(&dialog.id))
            .take_while(|transcript| {
                let fits = transcript.records().len() <= room;
                room = room.saturating_sub(transcript.records().len());
                fits
            })
            .map(|transcript| self.kept_dialog(transcript))
            .collect()
    }

    fn kept_dialog(&self, transcript: &Transcript) -> Value {
        let next = transcript.known().first_missing();
        let known = transcript
            .records()
            .filter(|record| record.sequence < Some(next));
        let events: Vec<_> = known.map(EventRecord::to_value).collect();
        let mut kept = json!({
            "dialogId": transcript.dialog().as_str(),
            "conversationId": transcript.conversation().as_str(),
            "next": next.0,
            "complete": self.complete.contains(transcript.dialog()),
            "events": events,
        });
        json::put(
            &mut kept,
            "read",
            transcript.reads.highest().map(|read| read.0),
        );
        kept
    }

    /// Forgets what belongs to another consumer.
    pub(super) fn forget_conversations(&mut self) {
        self.conversations.clear();
        self.transcripts.clear();
        self.complete.clear();
        self.on_screen.clear();
        self.closing = super::closing::Closing::default();
        self.outbox = Outbox::restore(
            (self.outbox.entries().iter())
                .map(|entry| OutboxEntry {
                    state: OutboxState::Queued,
                    ..entry.clone()
                })
                .collect(),
        );
        self.transcript_changed = true;
    }
}

fn outbox_value(entry: &OutboxEntry) -> Value {
    let mut kept =
        json!({"id": entry.id.as_str(), "text": entry.text, "written": entry.written_unix_ms});
    match &entry.state {
        OutboxState::Queued => {}
        OutboxState::UnderWay {
            dialog, watermark, ..
        }
        | OutboxState::InDoubt { dialog, watermark } => {
            json::put(&mut kept, "dialogId", Some(dialog.as_str()));
            json::put(&mut kept, "watermark", watermark.map(|mark| mark.0));
        }
        OutboxState::Acknowledged { dialog, sequence } => {
            json::put(&mut kept, "dialogId", Some(dialog.as_str()));
            json::put(&mut kept, "sequence", Some(sequence.0));
        }
        OutboxState::Failed(
            FailureReason::Refused { code } | FailureReason::NoConversation { code },
        ) => {
            json::put(&mut kept, "refused", Some(*code));
        }
    }
    kept
}

fn outbox_entry(kept: &Value) -> Option<OutboxEntry> {
    let number = |name| json::unsigned(kept, name).map(Sequence);
    let refused = json::unsigned(kept, "refused").and_then(|code| code.try_into().ok());
    let state = match (
        json::id(kept, "dialogId", DialogId::new),
        number("sequence"),
        refused,
    ) {
        (Some(dialog), Some(sequence), _) => OutboxState::Acknowledged { dialog, sequence },
        (Some(dialog), None, _) => OutboxState::InDoubt {
            dialog,
            watermark: number("watermark"),
        },
        (None, _, Some(code)) => OutboxState::Failed(FailureReason::Refused { code }),
        (None, _, None) => OutboxState::Queued,
    };
    Some(OutboxEntry {
        id: json::id(kept, "id", LocalId::new)?,
        text: json::string(kept, "text")?,
        written_unix_ms: json::unsigned(kept, "written").unwrap_or_default(),
        state,
    })
}
