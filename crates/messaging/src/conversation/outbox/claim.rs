//! Finds the outbox entry of which a message in the transcript is the copy.

use super::super::outgoing::OutgoingContent;
use super::{Outbox, OutboxEntry, OutboxState};
use crate::ids::{DialogId, Sequence};
use crate::wire::lenient;
use serde_json::Value;

impl Outbox {
    /// Finds the entry whose copy is the consumer's event at `sequence`, and removes it. None
    /// if the event is not from this tab.
    pub fn claim(
        &mut self,
        in_dialog: &DialogId,
        sequence: Sequence,
        content: &OutgoingContent,
        metadata: Option<&Value>,
    ) -> Option<OutboxEntry> {
        let acknowledged = |entry: &OutboxEntry| {
            matches!(&entry.state, OutboxState::Acknowledged { dialog, sequence: at }
                if dialog == in_dialog && *at == sequence)
        };
        let uncertain = |entry: &OutboxEntry| {
            entry.content == *content
                && carries(metadata, entry.metadata.as_ref())
                && match &entry.state {
                    OutboxState::UnderWay {
                        dialog, watermark, ..
                    }
                    | OutboxState::InDoubt {
                        dialog, watermark, ..
                    } => dialog == in_dialog && watermark.is_none_or(|mark| sequence > mark),
                    _ => false,
                }
        };
        // One page of the documentation shows a response with a sequence number one below that
        // of the event (protocol §8.2, row 17). The event counts.
        let off_by_one = |entry: &OutboxEntry| {
            entry.content == *content
                && matches!(&entry.state, OutboxState::Acknowledged { dialog, sequence: at }
                    if dialog == in_dialog && at.next() == sequence)
        };
        let index = self
            .entries
            .iter()
            .position(acknowledged)
            .or_else(|| self.entries.iter().position(uncertain))
            .or_else(|| self.entries.iter().position(off_by_one))?;
        self.note_taken(in_dialog, sequence);
        Some(self.entries.remove(index))
    }
}

/// Whether the copy's metadata contains what was sent. The server may add entries, or return
/// none.
fn carries(told: Option<&Value>, sent: Option<&Value>) -> bool {
    match (told, sent) {
        (Some(told), Some(sent)) => {
            let told = lenient::one_or_many(told);
            lenient::one_or_many(sent)
                .iter()
                .all(|entry| told.contains(entry))
        }
        _ => true,
    }
}
