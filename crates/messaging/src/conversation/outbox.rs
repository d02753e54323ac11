//! What the consumer pressed Send on and the server's transcript does not
//! hold yet.
//!
//! **How an unanswered publish is recognised.** A publish carries nothing of
//! ours that the server promises to give back: request ids are not stored, and
//! metadata is read by bots as a click. What does come back is our own id, what
//! was said, the dialog and a sequence. So before a message is sent, the highest
//! sequence known in its dialog is noted as its *watermark*, and only one
//! message is under way at a time. After a reconnect the dialog is read from
//! where the transcript ends; an own event that says the same, above the
//! watermark and not claimed by another message, is the copy. Since at most
//! one message is ever in doubt, two messages with the same text cannot take
//! each other's copy: the second is not sent before the first is certain.
//!
//! A frame handed to a connection that went may still reach the server after
//! the next connection was told the history. So only a history that was asked
//! for a while later (`config::DOUBT_PATIENCE`) proves that the message is lost;
//! a copy that shows up before is recognised like any other.
//!
//! A tab that adopts another's messages may not have seen the transcript as far
//! as that one had. So the places that messages of ours are known to have are
//! kept beside the messages, and no watermark lies below them.
//!
//! What this cannot tell apart: the same words, or clicks with the same metadata in the
//! same message, sent from two devices of one consumer within one such doubt. Nothing on
//! the wire could.

mod claim;

use super::message::FailureReason;
use super::outgoing::OutgoingContent;
use crate::ids::{DialogId, LocalId, ParticipantId, RequestId, Sequence};
use crate::time::Instant;
use serde_json::Value;

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
        /// When the connection went; after a reload, when the message was found again.
        since: Instant,
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
    /// What it says.
    pub content: OutgoingContent,
    /// Sent beside it and not looked at here (protocol §7.6).
    pub metadata: Option<Value>,
    /// When it was written, in milliseconds since 1970.
    pub written_unix_ms: u64,
    /// Whose it is, where the brand named the consumer: nobody else may send or see it.
    pub author: Option<ParticipantId>,
    /// Where it stands.
    pub state: OutboxState,
}

/// Messages on their way, in the order they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    entries: Vec<OutboxEntry>,
    /// Messages of somebody else who used this browser; they wait for their author.
    held: Vec<OutboxEntry>,
    /// Per dialog the highest place that a message of ours is known to have. Kept with
    /// the messages: whoever adopts them may not have seen that far yet.
    taken: Vec<(DialogId, Sequence)>,
}

impl Outbox {
    /// Takes over messages kept from before, behind those that are there.
    /// One that is there already is not taken twice.
    pub fn adopt(&mut self, kept: Vec<OutboxEntry>) {
        for entry in kept {
            if !self.everything().any(|known| known.id == entry.id) {
                self.entries.push(entry);
            }
        }
    }

    /// Keeps what only somebody else may send out of the way, and takes back
    /// what waited for whoever is here now.
    pub fn hold_back_from(&mut self, own: &[ParticipantId]) {
        let all = core::mem::take(&mut self.held).into_iter();
        let all = core::mem::take(&mut self.entries).into_iter().chain(all);
        let is_own = |entry: &OutboxEntry| match &entry.author {
            Some(author) => own.contains(author),
            None => true,
        };
        (self.entries, self.held) = all.partition(is_own);
    }

    /// The messages that nobody is the author of are this consumer's from now on.
    pub fn sign(&mut self, author: &ParticipantId) {
        for entry in &mut self.entries {
            entry.author.get_or_insert_with(|| author.clone());
        }
    }

    /// All messages, also those that wait for somebody else.
    pub fn everything(&self) -> impl Iterator<Item = &OutboxEntry> {
        self.entries.iter().chain(&self.held)
    }

    /// All of them, oldest first.
    pub fn entries(&self) -> &[OutboxEntry] {
        &self.entries
    }

    /// Those that are messages, oldest first.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &OutboxEntry> {
        let entries = self.entries.iter();
        entries.filter(|entry| entry.content.is_message())
    }

    /// Adds a message at the end.
    pub fn push(&mut self, entry: OutboxEntry) {
        self.entries.push(entry);
    }

    /// Puts a message back that seemed to have arrived: before all that came after it.
    pub fn put_back(&mut self, entry: OutboxEntry) {
        self.entries.insert(0, entry);
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

    /// The dialogs in which a message's fate must be looked up, or that a click waits for.
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

    /// The connection went: what was under way is in doubt.
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

    /// Another consumer goes on with what nobody is the author of: no dialog of the
    /// last one holds a copy. What has an author stays in doubt until they are back.
    pub fn requeue_unsigned(&mut self) {
        for entry in &mut self.entries {
            if entry.author.is_none() {
                entry.state = OutboxState::Queued;
            }
        }
    }

    /// The dialog's history is complete. What the server acknowledged is in its
    /// hands, even if its copy is not where it said.
    pub fn history_is_complete(&mut self, in_dialog: &DialogId) {
        self.entries.retain(|entry| {
            !matches!(&entry.state, OutboxState::Acknowledged { dialog, .. } if dialog == in_dialog)
        });
    }

    /// Ends the doubts that `is_over` names, by their dialog and beginning: these
    /// messages did not arrive and are sent again. True when there were any.
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

    /// The service knows the dialog no longer: what was on its way there, and what it took
    /// without its copy having come back, is written again elsewhere. True when there was any.
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

    /// From where on a dialog's history must be told to end every doubt in it:
    /// the last event that was known then, which proves that it was told, or
    /// the beginning. None where nothing is in doubt.
    pub fn doubtful_from(&self, in_dialog: &DialogId) -> Option<Sequence> {
        let marks = self.entries.iter().filter_map(|entry| match &entry.state {
            OutboxState::InDoubt {
                dialog, watermark, ..
            } if dialog == in_dialog => Some(watermark.unwrap_or(Sequence(0))),
            _ => None,
        });
        marks.min()
    }

    /// Every doubt begins now: the page was asleep, and copies may be waiting to be seen.
    pub fn doubt_anew(&mut self, now: Instant) {
        for entry in &mut self.entries {
            if let OutboxState::InDoubt { since, .. } = &mut entry.state {
                *since = now;
            }
        }
    }

    /// A message of ours has this place: no other one's copy stands there.
    pub fn note_taken(&mut self, dialog: &DialogId, sequence: Sequence) {
        match self.taken.iter_mut().find(|(known, _)| known == dialog) {
            Some((_, highest)) => *highest = sequence.max(*highest),
            None => self.taken.push((dialog.clone(), sequence)),
        }
    }

    /// Per dialog the highest place that a message of ours is known to have.
    pub fn taken(&self) -> &[(DialogId, Sequence)] {
        &self.taken
    }

    /// The highest place in a dialog that a message of ours is known to have.
    pub fn taken_up_to(&self, dialog: &DialogId) -> Option<Sequence> {
        let mut taken = self.taken.iter();
        taken.find(|(known, _)| known == dialog).map(|(_, at)| *at)
    }

    /// The dialogs that hold messages in doubt, and since when.
    pub fn doubts(&self) -> impl Iterator<Item = (DialogId, Instant)> + '_ {
        self.entries.iter().filter_map(|entry| match &entry.state {
            OutboxState::InDoubt { dialog, since, .. } => Some((dialog.clone(), *since)),
            _ => None,
        })
    }
}
