//! Messages that the consumer has sent and that are not in the server's transcript yet.
//!
//! **How the copy of an unacknowledged message is recognised.** A published event contains no
//! id of ours that the server must return: request ids are not stored, and bots treat metadata
//! as a click. The server returns the consumer's id, the content, the dialog and a sequence
//! number. So before a message is sent, the highest known sequence number of its dialog is
//! stored as its *watermark*. Only one message is under way at a time.
//!
//! After a reconnect the dialog's history is requested from the end of the transcript. The copy
//! is an event of the consumer with the same content, above the watermark, that no other
//! message has claimed. At most one message is ever in doubt, because the next one is not sent
//! before its fate is known. So two messages with the same text cannot claim each other's copy.
//!
//! A frame sent on a lost connection may reach the server after the next connection has
//! received the history. So the message only counts as lost if it is missing in a history that
//! was requested some time later (`config::DOUBT_PATIENCE`). A copy that arrives earlier is
//! claimed as usual.
//!
//! A tab that adopts the messages of another tab may know less of the transcript than that tab
//! did. So the known sequence numbers of sent messages are stored with the outbox, and no
//! watermark is lower.
//!
//! One case cannot be told apart: two devices of one consumer send the same text, or clicks
//! with the same metadata in the same message, during one such doubt. No protocol field
//! distinguishes them.

mod claim;

use super::message::FailureReason;
use super::outgoing::OutgoingContent;
use crate::ids::{DialogId, LocalId, ParticipantId, RequestId, Sequence};
use crate::time::Instant;
use serde_json::Value;

/// The state of one outbox entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutboxState {
    /// Not sent yet, or known not to be stored.
    Queued,
    /// Sent, but not acknowledged yet.
    UnderWay {
        /// The id of the publish request.
        request: RequestId,
        /// The dialog it was published in.
        dialog: DialogId,
        /// The highest known sequence number of the dialog when it was sent.
        watermark: Option<Sequence>,
    },
    /// The connection was lost before the response arrived. The history decides.
    InDoubt {
        /// The dialog it was published in.
        dialog: DialogId,
        /// The highest known sequence number of the dialog when it was sent.
        watermark: Option<Sequence>,
        /// When the connection was lost. After a reload, when the entry was restored.
        since: Instant,
    },
    /// Acknowledged with a sequence number. The copy has not arrived yet.
    Acknowledged {
        /// The dialog it was published in.
        dialog: DialogId,
        /// The acknowledged sequence number.
        sequence: Sequence,
    },
    /// Refused. The consumer can retry or discard it.
    Failed(FailureReason),
}

/// One message or click in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Its id on this device.
    pub id: LocalId,
    /// The text or the click.
    pub content: OutgoingContent,
    /// Sent with it, unchanged (protocol §7.6).
    pub metadata: Option<Value>,
    /// When it was written, in milliseconds since 1970.
    pub written_unix_ms: u64,
    /// Its author, if the brand named the consumer. Nobody else may send or see it.
    pub author: Option<ParticipantId>,
    /// Its state.
    pub state: OutboxState,
}

/// All messages and clicks that are not in the transcript yet, in the order they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    entries: Vec<OutboxEntry>,
    /// Entries of other consumers of this browser. They wait for their author.
    held: Vec<OutboxEntry>,
    /// The highest sequence number per dialog that a sent message is known to have. It is
    /// stored with the entries, because the tab that adopts them may not know the events up to
    /// there.
    taken: Vec<(DialogId, Sequence)>,
}

impl Outbox {
    /// Appends stored entries. An entry that is already present is skipped.
    pub fn adopt(&mut self, kept: Vec<OutboxEntry>) {
        for entry in kept {
            if !self.everything().any(|known| known.id == entry.id) {
                self.entries.push(entry);
            }
        }
    }

    /// Holds back the entries of other authors, and releases those of the current consumer.
    pub fn hold_back_from(&mut self, own: &[ParticipantId]) {
        let all = core::mem::take(&mut self.held).into_iter();
        let all = core::mem::take(&mut self.entries).into_iter().chain(all);
        let is_own = |entry: &OutboxEntry| match &entry.author {
            Some(author) => own.contains(author),
            None => true,
        };
        (self.entries, self.held) = all.partition(is_own);
    }

    /// Makes this consumer the author of all entries without an author.
    pub fn sign(&mut self, author: &ParticipantId) {
        for entry in &mut self.entries {
            entry.author.get_or_insert_with(|| author.clone());
        }
    }

    /// All entries, including those held back.
    pub fn everything(&self) -> impl Iterator<Item = &OutboxEntry> {
        self.entries.iter().chain(&self.held)
    }

    /// All entries of the current consumer, oldest first.
    pub fn entries(&self) -> &[OutboxEntry] {
        &self.entries
    }

    /// The entries that are messages, oldest first.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &OutboxEntry> {
        let entries = self.entries.iter();
        entries.filter(|entry| entry.content.is_message())
    }

    /// Appends an entry.
    pub fn push(&mut self, entry: OutboxEntry) {
        self.entries.push(entry);
    }

    /// Puts an entry back at the front. It had been removed because of a copy that was not its
    /// own.
    pub fn put_back(&mut self, entry: OutboxEntry) {
        self.entries.insert(0, entry);
    }

    /// The entry with this id.
    pub fn get_mut(&mut self, id: &LocalId) -> Option<&mut OutboxEntry> {
        self.entries.iter_mut().find(|entry| entry.id == *id)
    }

    /// Removes the entry with this id.
    pub fn remove(&mut self, id: &LocalId) -> Option<OutboxEntry> {
        let index = self.entries.iter().position(|entry| entry.id == *id)?;
        Some(self.entries.remove(index))
    }

    /// The oldest queued entry. None if an earlier one is under way or in doubt, because the
    /// order must be kept.
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

    /// Whether any entry is still to be sent or acknowledged.
    pub fn is_busy(&self) -> bool {
        let is_settled = |entry: &OutboxEntry| {
            matches!(
                entry.state,
                OutboxState::Failed(_) | OutboxState::Acknowledged { .. }
            )
        };
        !self.entries.iter().all(is_settled)
    }

    /// Dialogs whose history is needed: entries there are in doubt, lack their copy or are
    /// queued clicks.
    pub fn dialogs_in_doubt(&self) -> impl Iterator<Item = &DialogId> {
        self.entries.iter().filter_map(|entry| match &entry.state {
            OutboxState::InDoubt { dialog, .. } | OutboxState::Acknowledged { dialog, .. } => {
                Some(dialog)
            }
            OutboxState::Queued => match &entry.content {
                OutgoingContent::Action { dialog, .. } => Some(dialog),
                OutgoingContent::Text(_) => None,
            },
            _ => None,
        })
    }

    /// A dialog other than this one that took a message whose copy has not come.
    pub fn acknowledged_outside(&self, this: Option<&DialogId>) -> Option<&DialogId> {
        self.entries.iter().find_map(|entry| match &entry.state {
            OutboxState::Acknowledged { dialog, .. } => {
                Some(dialog).filter(|_| this != Some(dialog))
            }
            _ => None,
        })
    }

    /// Marks the unacknowledged entries as in doubt, because the connection was lost.
    pub fn connection_lost(&mut self, now: Instant) {
        for entry in &mut self.entries {
            if let OutboxState::UnderWay {
                dialog, watermark, ..
            } = &entry.state
            {
                entry.state = OutboxState::InDoubt {
                    dialog: dialog.clone(),
                    watermark: *watermark,
                    since: now,
                };
            }
        }
    }

    /// Queues all entries without an author again for a new consumer, because no dialog of the
    /// previous consumer can hold their copies. Entries with an author keep their state.
    pub fn requeue_unsigned(&mut self) {
        for entry in &mut self.entries {
            if entry.author.is_none() {
                entry.state = OutboxState::Queued;
            }
        }
    }

    /// The dialog's history is complete. Removes its acknowledged entries: the server has
    /// stored them, even if no copy was found at the acknowledged sequence number.
    pub fn history_is_complete(&mut self, in_dialog: &DialogId) {
        self.entries.retain(|entry| {
            !matches!(&entry.state, OutboxState::Acknowledged { dialog, .. } if dialog == in_dialog)
        });
    }

    /// Queues again every entry in doubt for which `is_over` returns true. Its arguments are
    /// the dialog and the start of the doubt. Returns true if there was such an entry.
    pub fn end_doubts(&mut self, is_over: impl Fn(&DialogId, Instant) -> bool) -> bool {
        let mut has_ended = false;
        for entry in &mut self.entries {
            if matches!(&entry.state, OutboxState::InDoubt { dialog, since, .. } if is_over(dialog, *since))
            {
                entry.state = OutboxState::Queued;
                has_ended = true;
            }
        }
        has_ended
    }

    /// The service no longer knows the dialog. Queues again every entry that is in doubt or
    /// acknowledged there. Returns true if there was such an entry.
    pub fn dialog_is_gone(&mut self, gone: &DialogId) -> bool {
        let mut has_any = false;
        for entry in &mut self.entries {
            if let OutboxState::InDoubt { dialog, .. } | OutboxState::Acknowledged { dialog, .. } =
                &entry.state
                && dialog == gone
            {
                entry.state = OutboxState::Queued;
                has_any = true;
            }
        }
        has_any
    }

    /// The sequence number from which a history must start to decide all doubts in the dialog.
    /// It is the lowest watermark, whose event also proves that the history has arrived, or 0.
    /// None if nothing is in doubt.
    pub fn doubtful_from(&self, in_dialog: &DialogId) -> Option<Sequence> {
        let marks = self.entries.iter().filter_map(|entry| match &entry.state {
            OutboxState::InDoubt {
                dialog, watermark, ..
            } if dialog == in_dialog => Some(watermark.unwrap_or(Sequence(0))),
            _ => None,
        });
        marks.min()
    }

    /// Restarts all doubts, because the page was asleep and copies may wait to be handled.
    pub fn doubt_anew(&mut self, now: Instant) {
        for entry in &mut self.entries {
            if let OutboxState::InDoubt { since, .. } = &mut entry.state {
                *since = now;
            }
        }
    }

    /// Notes that a sent message has this sequence number, so that no other entry claims it.
    pub fn note_taken(&mut self, dialog: &DialogId, sequence: Sequence) {
        match self.taken.iter_mut().find(|(known, _)| known == dialog) {
            Some((_, highest)) => *highest = sequence.max(*highest),
            None => self.taken.push((dialog.clone(), sequence)),
        }
    }

    /// The highest sequence number per dialog that a sent message is known to have.
    pub fn taken(&self) -> &[(DialogId, Sequence)] {
        &self.taken
    }

    /// The highest sequence number in a dialog that a sent message is known to have.
    pub fn taken_up_to(&self, dialog: &DialogId) -> Option<Sequence> {
        let mut taken = self.taken.iter();
        taken.find(|(known, _)| known == dialog).map(|(_, at)| *at)
    }

    /// The dialogs with entries in doubt, and when each doubt began.
    pub fn doubts(&self) -> impl Iterator<Item = (DialogId, Instant)> + '_ {
        self.entries.iter().filter_map(|entry| match &entry.state {
            OutboxState::InDoubt { dialog, since, .. } => Some((dialog.clone(), *since)),
            _ => None,
        })
    }
}
