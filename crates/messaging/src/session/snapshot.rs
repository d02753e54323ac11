//! The data that survives a reload, as two JSON texts. There are two because a consumer may
//! have several tabs.
//!
//! The *snapshot* can be loaded from the server again. All tabs share one, and the last write
//! wins. The *outbox* (see `kept_outbox`) exists nowhere else. Every tab stores its own, and
//! another tab adopts it when its tab is closed.
//!
//! Events are stored as they are on the wire and read by the same tolerant decoder. So a
//! damaged event loses only that event.

use super::output::Survey;
use super::{Session, SessionConfig};
use crate::conversation::Transcript;
use crate::ids::{ConversationId, DialogId, ParticipantId, Sequence};
use crate::time::Now;
use crate::wire::text::{parse, to_text};
use crate::wire::{Conversation, EventRecord, lenient};
use core::fmt;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of the layout. Newer versions are not read.
pub(super) const VERSION: i64 = 1;
/// At most this many events are stored. The rest is loaded from the server again.
const MAX_KEPT_EVENTS: usize = 1_000;

/// Why a snapshot was not restored. The session then starts empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotError {
    /// The text is not a JSON object.
    NotAnObject,
    /// A newer version of the widget wrote it.
    NewerVersion {
        /// The version in the text.
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

#[derive(Serialize)]
struct Snapshot<'a> {
    version: i64,
    named: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    consumer: Option<&'a ParticipantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    survey: Option<&'a ConversationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversations: Option<&'a [Conversation]>,
    dialogs: Vec<KeptDialog<'a>>,
}

/// The stored part of a dialog. Its events are read one by one.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct KeptDialog<'a> {
    dialog_id: DialogId,
    conversation_id: ConversationId,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    read: Option<Sequence>,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    seen: Option<Sequence>,
    #[serde(
        deserialize_with = "lenient::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    owed: Vec<Sequence>,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    next: Option<Sequence>,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    complete: Option<bool>,
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    events: Option<Vec<&'a EventRecord>>,
}

/// Parses a stored text of this version or an older one.
pub(super) fn read(kept: &str) -> Result<Value, SnapshotError> {
    let kept = parse(kept).map_err(|_| SnapshotError::NotAnObject)?;
    if !kept.is_object() {
        return Err(SnapshotError::NotAnObject);
    }
    let version = lenient::member(&kept, "version").unwrap_or_default();
    if version > VERSION {
        return Err(SnapshotError::NewerVersion { version });
    }
    Ok(kept)
}

impl Session {
    /// Restores a session from a snapshot. If the brand named the consumer, the data stays
    /// hidden until a token names the same consumer.
    ///
    /// # Errors
    /// When the text cannot be read at all. Single damaged entries are skipped.
    pub fn restore(config: SessionConfig, snapshot: &str) -> Result<Self, SnapshotError> {
        let kept = read(snapshot)?;
        let mut session = Self::new(config);
        if lenient::member(&kept, "named") == Some(true) {
            session.identity.sealed = Some(snapshot.to_owned());
        } else {
            session.take_snapshot(&kept);
        }
        Ok(session)
    }

    pub(super) fn take_snapshot(&mut self, kept: &Value) {
        let consumer: Option<ParticipantId> = lenient::member(kept, "consumer");
        self.identity.own = consumer.into_iter().collect();
        for result in lenient::elements(kept, "conversations") {
            self.history
                .conversations
                .extend(Conversation::from_result(result));
        }
        for dialog in lenient::elements(kept, "dialogs") {
            self.restore_dialog(dialog);
        }
        if let Some(id) = lenient::member(kept, "survey") {
            self.closing.survey = Survey::Asked(id);
        }
        self.changes.transcript_changed = true;
    }

    fn restore_dialog(&mut self, told: &Value) -> Option<()> {
        let kept: KeptDialog<'_> = lenient::read(told)?;
        let dialog = kept.dialog_id;
        let mut transcript = Transcript::new(kept.conversation_id, dialog.clone());
        for event in lenient::elements(told, "events") {
            if let Some(record) = EventRecord::from_value(event, told) {
                transcript.apply(record, &self.identity.own);
            }
        }
        transcript.accept_holes(Sequence(0), kept.next.unwrap_or(Sequence(0)));
        transcript.reads.note_stored(kept.read.as_slice());
        transcript.reads.note_seen_elsewhere(kept.seen);
        for owed in kept.owed {
            transcript.reads.owe(owed);
        }
        if kept.complete == Some(true) {
            self.history.complete.insert(dialog.clone(), ());
        }
        self.history.transcripts.insert(dialog, transcript);
        Some(())
    }

    /// Adopts the read marks from another tab's snapshot. The server cannot send them for an
    /// ended conversation, because that accepts no receipts.
    ///
    /// # Errors
    /// When the text cannot be read at all.
    pub fn read_elsewhere(&mut self, now: Now, snapshot: &str) -> Result<(), SnapshotError> {
        let kept = read(snapshot)?;
        self.advance(now);
        if self.identity.sealed.is_some() {
            self.identity.sealed = Some(snapshot.to_owned());
        } else {
            self.note_seen_elsewhere(&kept);
        }
        self.settle();
        Ok(())
    }

    fn note_seen_elsewhere(&mut self, kept: &Value) {
        let dialogs = lenient::elements(kept, "dialogs").iter();
        for kept in dialogs.filter_map(lenient::read::<KeptDialog<'_>>) {
            let (id, home) = (kept.dialog_id, kept.conversation_id);
            // The dialog's events may not have arrived here yet.
            let transcript = (self.history.transcripts)
                .get_or_insert_with(id.clone(), || Transcript::new(home, id));
            transcript.reads.note_seen_elsewhere(kept.seen);
        }
    }

    /// The snapshot as text. If there is too little storage, `with_transcript: false` leaves
    /// out the messages, which are then loaded from the server.
    pub fn snapshot(&self, with_transcript: bool) -> String {
        if let Some(sealed) = self.identity.sealed.as_ref().filter(|_| with_transcript) {
            return sealed.clone();
        }
        let room = if with_transcript { MAX_KEPT_EVENTS } else { 0 };
        to_text(&Snapshot {
            version: VERSION,
            named: self.identity.is_named,
            consumer: self.identity.own.first(),
            survey: match &self.closing.survey {
                Survey::Asked(id) | Survey::Sending(id) => Some(id),
                _ => None,
            },
            conversations: with_transcript.then_some(&self.history.conversations),
            dialogs: self.kept_dialogs(room),
        })
    }

    /// The read marks of every dialog, and the events of the newest dialogs, up to `room`
    /// events.
    fn kept_dialogs(&self, mut room: usize) -> Vec<KeptDialog<'_>> {
        let newest = (self.history.conversations.iter().rev()).flat_map(|known| &known.dialogs);
        let transcripts = newest.filter_map(|dialog| self.history.transcripts.get(&dialog.id));
        let kept = transcripts.map(|transcript| {
            let mut kept = KeptDialog::marks(transcript);
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

    fn keep_events<'a>(&self, transcript: &'a Transcript, kept: &mut KeptDialog<'a>) {
        let next = transcript.known().first_missing();
        let known = transcript.records();
        let known = known.filter(|record| record.sequence < Some(next));
        let is_complete = self.history.complete.contains_key(transcript.dialog());
        kept.next = Some(next);
        kept.complete = is_complete.then_some(true);
        kept.events = Some(known.collect());
    }

    /// Deletes the data of one consumer.
    pub(super) fn forget_conversations(&mut self) {
        self.history.conversations.clear();
        self.history.transcripts.clear();
        self.history.complete.clear();
        self.reading.on_screen.clear();
        self.closing = super::closing::Closing::default();
        self.changes.transcript_changed = true;
    }
}

impl KeptDialog<'_> {
    fn marks(transcript: &Transcript) -> Self {
        Self {
            dialog_id: transcript.dialog().clone(),
            conversation_id: transcript.conversation().clone(),
            read: transcript.reads.highest_stored(),
            seen: transcript.reads.highest(),
            owed: transcript.reads.unsettled().collect(),
            next: None,
            complete: None,
            events: None,
        }
    }
}
