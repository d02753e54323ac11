//! The outbox as JSON text. The server may not have these messages, so they may exist only
//! here.
//!
//! Every tab stores its own text. It writes the text before any output that depends on it. When
//! a tab is closed, its text stays. Another tab can adopt it and continue
//! ([`Session::adopt_outbox`]).

use super::Session;
use super::snapshot::{SnapshotError, VERSION, read};
use crate::conversation::{FailureReason, OutboxEntry, OutboxState, OutgoingContent};
use crate::ids::{DialogId, LocalId, ParticipantId, Sequence};
use crate::time::{Instant, Now};
use crate::wire::lenient;
use crate::wire::text::to_text;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Serialize)]
struct KeptOutbox<'a> {
    version: i64,
    outbox: Vec<KeptEntry<'a>>,
    /// The highest sequence number per dialog that a sent message is known to have.
    taken: Vec<Place>,
}

/// A sequence number in a dialog.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    dialog_id: DialogId,
    sequence: Sequence,
}

/// One outbox entry. The optional fields that are present tell its state.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct KeptEntry<'a> {
    id: LocalId,
    /// Only for a message.
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    text: Option<String>,
    /// Only for a click: the clicked content.
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    action: Option<Place>,
    #[serde(deserialize_with = "lenient::or_default")]
    written: u64,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    author: Option<ParticipantId>,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    dialog_id: Option<DialogId>,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    watermark: Option<Sequence>,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    sequence: Option<Sequence>,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    refused: Option<u16>,
    /// Any JSON value, so it is read separately.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a Value>,
}

impl Session {
    /// The outbox as text, to be stored on
    /// [`Output::PersistOutbox`](super::Output::PersistOutbox). None when the outbox is empty.
    pub fn outbox_snapshot(&self) -> Option<String> {
        let outbox: Vec<_> = self.outbox.everything().map(KeptEntry::from).collect();
        if outbox.is_empty() {
            return None;
        }
        let taken = self.outbox.taken().iter().cloned();
        let taken = taken.map(|(dialog_id, sequence)| Place {
            dialog_id,
            sequence,
        });
        Some(to_text(&KeptOutbox {
            version: VERSION,
            outbox,
            taken: taken.collect(),
        }))
    }

    /// Adopts the messages of a closed tab, or of this tab before its reload. They are queued
    /// behind the messages of this tab.
    ///
    /// # Errors
    /// When the text cannot be read at all. A single damaged entry is skipped.
    pub fn adopt_outbox(&mut self, now: Now, kept: &str) -> Result<(), SnapshotError> {
        let kept = read(kept)?;
        self.advance(now);
        let since = self.instant();
        let taken = lenient::elements(&kept, "taken").iter();
        for place in taken.filter_map(lenient::read::<Place>) {
            self.outbox.note_taken(&place.dialog_id, place.sequence);
        }
        let entries = lenient::elements(&kept, "outbox").iter();
        let entries = entries.filter_map(|entry| outbox_entry(entry, since));
        self.outbox.adopt(entries.collect());
        self.outbox.hold_back_from(&self.identity.own);
        self.claim_known();
        self.note_outbox_changed();
        self.settle();
        Ok(())
    }

    /// Finds copies that are already in the transcript. This happens when another tab received
    /// the copy of a message whose own tab was closed.
    pub(super) fn claim_known(&mut self) {
        let dialogs: Vec<_> = self.outbox.dialogs_in_doubt().cloned().collect();
        for dialog in dialogs {
            let Some(transcript) = self.history.transcripts.get_mut(&dialog) else {
                continue;
            };
            for (sequence, content, metadata) in transcript.all_unclaimed(&self.identity.own) {
                let metadata = metadata.as_ref();
                if let Some(entry) = self.outbox.claim(&dialog, sequence, &content, metadata) {
                    transcript.link(sequence, entry.id);
                }
            }
        }
    }
}

impl<'a> From<&'a OutboxEntry> for KeptEntry<'a> {
    fn from(entry: &'a OutboxEntry) -> Self {
        let (text, action) = match &entry.content {
            OutgoingContent::Text(text) => (Some(text.clone()), None),
            OutgoingContent::Action { dialog, sequence } => {
                let (dialog_id, sequence) = (dialog.clone(), *sequence);
                let place = Place {
                    dialog_id,
                    sequence,
                };
                (None, Some(place))
            }
        };
        let mut kept = Self {
            id: entry.id.clone(),
            text,
            action,
            written: entry.written_unix_ms,
            author: entry.author.clone(),
            dialog_id: None,
            watermark: None,
            sequence: None,
            refused: None,
            metadata: entry.metadata.as_ref(),
        };
        match &entry.state {
            OutboxState::Queued => {}
            OutboxState::UnderWay {
                dialog, watermark, ..
            }
            | OutboxState::InDoubt {
                dialog, watermark, ..
            } => {
                kept.dialog_id = Some(dialog.clone());
                kept.watermark = *watermark;
            }
            OutboxState::Acknowledged { dialog, sequence } => {
                kept.dialog_id = Some(dialog.clone());
                kept.sequence = Some(*sequence);
            }
            OutboxState::Failed(
                FailureReason::Refused { code } | FailureReason::NoConversation { code },
            ) => kept.refused = Some(*code),
        }
        kept
    }
}

fn outbox_entry(told: &Value, since: Instant) -> Option<OutboxEntry> {
    let kept: KeptEntry<'_> = lenient::read(told)?;
    let content = match (kept.text, kept.action) {
        (Some(text), _) => OutgoingContent::Text(text),
        (None, Some(of)) => OutgoingContent::Action {
            dialog: of.dialog_id,
            sequence: of.sequence,
        },
        (None, None) => return None,
    };
    let state = match (kept.dialog_id, kept.sequence, kept.refused) {
        (Some(dialog), Some(sequence), _) => OutboxState::Acknowledged { dialog, sequence },
        (Some(dialog), None, _) => OutboxState::InDoubt {
            dialog,
            watermark: kept.watermark,
            since,
        },
        (None, _, Some(code)) => OutboxState::Failed(FailureReason::Refused { code }),
        (None, _, None) => OutboxState::Queued,
    };
    Some(OutboxEntry {
        id: kept.id,
        content,
        metadata: lenient::present(told, "metadata").cloned(),
        written_unix_ms: kept.written,
        author: kept.author,
        state,
    })
}
