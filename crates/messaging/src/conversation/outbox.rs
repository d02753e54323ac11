//! What the consumer pressed Send on and the server's transcript does not
//! hold yet.
//!
//! **How an unanswered publish is recognised.** A publish carries nothing of
//! ours that the server promises to give back: request ids are not stored, and
//! metadata is read by bots as a click. What does come back is our own id, the
//! text, the dialog and a sequence. So before a message is sent, the highest
//! sequence known in its dialog is noted as its *watermark*, and only one
//! message is under way at a time. After a reconnect the dialog is read from
//! where the transcript ends; an own event with the same text, above the
//! watermark and not claimed by another message, is the copy. Since at most
//! one message is ever in doubt, two messages with the same text cannot take
//! each other's copy: the second is not sent before the first is certain.

use super::message::FailureReason;
use crate::ids::{DialogId, LocalId, RequestId, Sequence};

/// Where one message stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutboxState {
    /// Not handed to any socket, or known not to have arrived.
    Queued,
    /// Handed to the socket; the answer is due.
    UnderWay {
        /// The publish.
        request: RequestId,
        /// Where it was published.
        dialog: DialogId,
        /// The highest sequence known in the dialog when it was sent.
        watermark: Option<Sequence>,
    },
    /// The connection went before the answer came; the history will tell.
    InDoubt {
        /// Where it was published.
        dialog: DialogId,
        /// The highest sequence known in the dialog when it was sent.
        watermark: Option<Sequence>,
    },
    /// The server answered with its place; its copy has not come yet.
    Acknowledged {
        /// Where it was published.
        dialog: DialogId,
        /// Its place.
        sequence: Sequence,
    },
    /// Refused; waits for the consumer to try again or to discard it.
    Failed(FailureReason),
}

/// One message on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Its identity here.
    pub id: LocalId,
    /// The text.
    pub text: String,
    /// When it was written, in milliseconds since 1970.
    pub written_unix_ms: u64,
    /// Where it stands.
    pub state: OutboxState,
}

/// Messages on their way, in the order they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    entries: Vec<OutboxEntry>,
}

impl Outbox {
    /// Takes over entries kept from before. Nothing can be under way then.
    pub fn restore(entries: Vec<OutboxEntry>) -> Self {
        let mut outbox = Self { entries };
        outbox.connection_lost();
        outbox
    }

    /// All of them, oldest first.
    pub fn entries(&self) -> &[OutboxEntry] {
        &self.entries
    }

    /// Adds a message at the end.
    pub fn push(&mut self, entry: OutboxEntry) {
        self.entries.push(entry);
    }

    /// Finds one.
    pub fn get_mut(&mut self, id: &LocalId) -> Option<&mut OutboxEntry> {
        self.entries.iter_mut().find(|entry| entry.id == *id)
    }

    /// Takes one out.
    pub fn remove(&mut self, id: &LocalId) -> Option<OutboxEntry> {
        let index = self.entries.iter().position(|entry| entry.id == *id)?;
        Some(self.entries.remove(index))
    }

    /// The oldest message that still has to be sent, provided that none before
    /// it is uncertain: order matters more than speed.
    pub fn next_to_send(&self) -> Option<&OutboxEntry> {
        self.entries
            .iter()
            .find(|entry| {
                !matches!(
                    entry.state,
                    OutboxState::Failed(_) | OutboxState::Acknowledged { .. }
                )
            })
            .filter(|entry| entry.state == OutboxState::Queued)
    }

    /// Whether anything is still to be sent or answered.
    pub fn is_busy(&self) -> bool {
        let is_settled = |entry: &OutboxEntry| {
            matches!(
                entry.state,
                OutboxState::Failed(_) | OutboxState::Acknowledged { .. }
            )
        };
        !self.entries.iter().all(is_settled)
    }

    /// The dialog in which a message's fate must be looked up.
    pub fn dialogs_in_doubt(&self) -> impl Iterator<Item = &DialogId> {
        self.entries.iter().filter_map(|entry| match &entry.state {
            OutboxState::InDoubt { dialog, .. } | OutboxState::Acknowledged { dialog, .. } => {
                Some(dialog)
            }
            _ => None,
        })
    }

    /// The connection went: what was under way is in doubt.
    pub fn connection_lost(&mut self) {
        for entry in &mut self.entries {
            if let OutboxState::UnderWay {
                dialog, watermark, ..
            } = &entry.state
            {
                entry.state = OutboxState::InDoubt {
                    dialog: dialog.clone(),
                    watermark: *watermark,
                };
            }
        }
    }

    /// The dialog's history is complete: what is still in doubt there did not
    /// arrive and is sent again. What the server acknowledged is in its hands,
    /// even if its copy is not where it said.
    pub fn history_is_complete(&mut self, in_dialog: &DialogId) {
        self.entries.retain(|entry| {
            !matches!(&entry.state, OutboxState::Acknowledged { dialog, .. } if dialog == in_dialog)
        });
        for entry in &mut self.entries {
            if matches!(&entry.state, OutboxState::InDoubt { dialog, .. } if dialog == in_dialog) {
                entry.state = OutboxState::Queued;
            }
        }
    }

    /// An own text event stands in the dialog at `sequence`: takes out the
    /// message it is the copy of, if it is one of ours.
    pub fn claim(
        &mut self,
        in_dialog: &DialogId,
        sequence: Sequence,
        text: &str,
    ) -> Option<OutboxEntry> {
        let acknowledged = |entry: &OutboxEntry| {
            matches!(&entry.state, OutboxState::Acknowledged { dialog, sequence: at }
                if dialog == in_dialog && *at == sequence)
        };
        let uncertain = |entry: &OutboxEntry| {
            entry.text == text
                && match &entry.state {
                    OutboxState::UnderWay {
                        dialog, watermark, ..
                    }
                    | OutboxState::InDoubt { dialog, watermark } => {
                        dialog == in_dialog && watermark.is_none_or(|mark| sequence > mark)
                    }
                    _ => false,
                }
        };
        // One page of the documents prints the answer one lower than the event
        // (protocol §8.2, row 17): the event is trusted.
        let off_by_one = |entry: &OutboxEntry| {
            entry.text == text
                && matches!(&entry.state, OutboxState::Acknowledged { dialog, sequence: at }
                    if dialog == in_dialog && at.next() == sequence)
        };
        let index = self
            .entries
            .iter()
            .position(acknowledged)
            .or_else(|| self.entries.iter().position(off_by_one))
            .or_else(|| self.entries.iter().position(uncertain))?;
        Some(self.entries.remove(index))
    }
}
