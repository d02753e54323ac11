//! What is known nowhere but here: the messages on their way, as a JSON text.
//!
//! Every tab keeps its own text and rewrites it before anything that follows
//! from it leaves the tab. A tab that is gone leaves its text behind, and
//! whoever holds it then goes on in its stead ([`Session::adopt_outbox`]).

use super::Session;
use super::snapshot::{SnapshotError, VERSION, read};
use crate::conversation::{FailureReason, OutboxEntry, OutboxState};
use crate::ids::{DialogId, LocalId, ParticipantId, Sequence};
use crate::time::{Instant, Now};
use crate::wire::json;
use crate::wire::json::Value;
use crate::wire::json::json;

impl Session {
    /// The messages on their way, to be kept on [`Output::PersistOutbox`](super::Output::PersistOutbox).
    /// None when there are none.
    pub fn outbox_snapshot(&self) -> Option<String> {
        let entries: Vec<_> = self.outbox.everything().map(outbox_value).collect();
        if entries.is_empty() {
            return None;
        }
        let taken: Vec<_> = (self.outbox.taken().iter())
            .map(|(dialog, at)| json!({"dialogId": dialog.as_str(), "sequence": at.0}))
            .collect();
        let kept = json!({"version": VERSION, "outbox": entries, "taken": taken});
        Some(json::write(&kept))
    }

    /// Takes over the messages that a tab left behind when it went: this one
    /// before its reload, or another. They line up behind those of this tab.
    ///
    /// # Errors
    /// When the text cannot be used at all; a single damaged entry is left out.
    pub fn adopt_outbox(&mut self, now: Now, kept: &str) -> Result<(), SnapshotError> {
        let kept = read(kept)?;
        self.advance(now);
        let since = self.instant();
        for place in json::list(&kept, "taken") {
            let dialog = json::id(place, "dialogId", DialogId::new);
            if let (Some(dialog), Some(at)) = (dialog, json::unsigned(place, "sequence")) {
                self.outbox.note_taken(&dialog, Sequence(at));
            }
        }
        let entries = json::list(&kept, "outbox").iter();
        let entries = entries.filter_map(|entry| outbox_entry(entry, since));
        self.outbox.adopt(entries.collect());
        self.outbox.hold_back_from(&self.own);
        self.claim_known();
        self.note_outbox_changed();
        self.settle();
        Ok(())
    }

    /// Finds the copies that are in the transcript already, as with a message
    /// whose tab went while another tab saw it arrive.
    pub(super) fn claim_known(&mut self) {
        let dialogs: Vec<_> = self.outbox.dialogs_in_doubt().cloned().collect();
        for dialog in dialogs {
            let Some(transcript) = self.transcripts.get_mut(&dialog) else {
                continue;
            };
            for (sequence, text) in transcript.unclaimed_texts(&self.own) {
                if let Some(entry) = self.outbox.claim(&dialog, sequence, &text) {
                    transcript.link(sequence, entry.id);
                }
            }
        }
    }
}

fn outbox_value(entry: &OutboxEntry) -> Value {
    let mut kept = json!({"id": entry.id.as_str(), "text": entry.text.as_str(), "written": entry.written_unix_ms});
    let author = entry.author.as_ref().map(ParticipantId::as_str);
    json::put(&mut kept, "author", author);
    match &entry.state {
        OutboxState::Queued => {}
        OutboxState::UnderWay {
            dialog, watermark, ..
        }
        | OutboxState::InDoubt {
            dialog, watermark, ..
        } => {
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

fn outbox_entry(kept: &Value, since: Instant) -> Option<OutboxEntry> {
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
            since,
        },
        (None, _, Some(code)) => OutboxState::Failed(FailureReason::Refused { code }),
        (None, _, None) => OutboxState::Queued,
    };
    Some(OutboxEntry {
        id: json::id(kept, "id", LocalId::new)?,
        text: json::string(kept, "text")?,
        written_unix_ms: json::unsigned(kept, "written").unwrap_or_default(),
        author: json::id(kept, "author", ParticipantId::new),
        state,
    })
}
