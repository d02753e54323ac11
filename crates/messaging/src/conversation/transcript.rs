//! One dialog's transcript, ordered by sequence (protocol §5.1).

mod sent_here;

use super::message::{DeliveryState, Message, MessageKey, Sender, sender_of};
use super::receipts::Receipts;
use super::sequence_set::SequenceSet;
use crate::ids::{ConversationId, DialogId, LocalId, ParticipantId, Sequence};
use crate::sorted_map::SortedMap;
use crate::wire::{AcceptStatus, Content, EventRecord, MessageAudience, MessagingEvent};
use core::ops::Range;
use std::sync::Arc;

/// One dialog's transcript and the state of its receipts.
#[derive(Clone, Debug)]
pub struct Transcript {
    dialog: DialogId,
    conversation: ConversationId,
    /// All stored events, including receipts, so that a snapshot can contain them.
    records: SortedMap<Sequence, EventRecord>,
    /// The sequence numbers of messages that are shown.
    shown: Vec<Sequence>,
    /// The messages that were sent from this tab.
    sent_here: SortedMap<Sequence, LocalId>,
    /// The messages of the brand.
    from_brand: Vec<Sequence>,
    /// Sequence numbers that were received or never will be, such as those of private messages.
    known: SequenceSet,
    /// The first sequence number that can be loaded. Earlier events are too long to be sent.
    beginning: Sequence,
    /// The consumer's messages that were delivered.
    delivered: SequenceSet,
    /// The highest sequence number that the other side has read (§5.3: READ includes all
    /// earlier ones).
    read_by_others: Option<Sequence>,
    /// The consumer's ACCEPT receipts.
    pub accepts: Receipts,
    /// The consumer's READ receipts.
    pub reads: Receipts,
    /// The consumer's NACK receipts.
    pub nacks: Receipts,
}

/// The effect of an event on a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// No effect: the event is known, has no sequence number or is not for the consumer.
    Nothing,
    /// A new message.
    Message(Sequence),
    /// The consumer clicked something in structured content.
    Action(Sequence),
    /// New receipts. The state of these messages has changed.
    Receipts(Vec<Sequence>),
}

impl Transcript {
    /// An empty transcript.
    pub fn new(conversation: ConversationId, dialog: DialogId) -> Self {
        Self {
            dialog,
            conversation,
            records: SortedMap::new(),
            shown: Vec::new(),
            sent_here: SortedMap::new(),
            from_brand: Vec::new(),
            known: SequenceSet::default(),
            beginning: Sequence(0),
            delivered: SequenceSet::default(),
            read_by_others: None,
            accepts: Receipts::default(),
            reads: Receipts::default(),
            nacks: Receipts::default(),
        }
    }

    /// Its dialog.
    pub const fn dialog(&self) -> &DialogId {
        &self.dialog
    }

    /// Its conversation.
    pub const fn conversation(&self) -> &ConversationId {
        &self.conversation
    }

    /// Sequence numbers that were received or never will be.
    pub const fn known(&self) -> &SequenceSet {
        &self.known
    }

    /// The last event before the first gap. The beginning if there is no event.
    pub fn last_in_order(&self) -> Sequence {
        let missing = self.known.first_missing();
        let before = self.records.between(None, &missing);
        let held = before.iter().rev().map(|(sequence, _)| *sequence);
        held.into_iter()
            .find(|sequence| *sequence < missing)
            .unwrap_or(self.beginning)
    }

    /// The first sequence number that can be loaded.
    pub const fn beginning(&self) -> Sequence {
        self.beginning
    }

    /// Sets the beginning. Earlier events are too long to be sent, so they are not requested.
    pub fn begin_at(&mut self, beginning: Sequence) {
        self.beginning = beginning;
        self.accept_holes(Sequence(0), beginning);
    }

    /// The server has sent all events from `from` on. Gaps up to `to` are permanent.
    pub fn accept_holes(&mut self, from: Sequence, to: Sequence) {
        self.known.insert_range(from, to);
    }

    /// Applies one event. A repeated event has no effect.
    pub fn apply(&mut self, record: EventRecord, own: &[ParticipantId]) -> Applied {
        let Some(sequence) = record.sequence else {
            return Applied::Nothing;
        };
        if !self.known.insert(sequence) && self.records.contains_key(&sequence) {
            return Applied::Nothing;
        }
        if record.audience == MessageAudience::AgentsAndManagers {
            return Applied::Nothing;
        }
        let sender = sender_of(&record, own);
        let is_mine = sender == Sender::Consumer;
        let applied = match &record.event {
            MessagingEvent::AcceptStatus { status, sequences } => {
                self.apply_receipt(sequence, status, sequences, is_mine)
            }
            MessagingEvent::ChatState(_) => Applied::Nothing,
            MessagingEvent::Content { .. } | MessagingEvent::Unknown(_) => {
                insert_sorted(&mut self.shown, sequence);
                if matches!(sender, Sender::Agent(_) | Sender::Bot(_)) {
                    insert_sorted(&mut self.from_brand, sequence);
                }
                Applied::Message(sequence)
            }
        };
        self.records.insert(sequence, record);
        applied
    }

    fn apply_receipt(
        &mut self,
        at: Sequence,
        status: &AcceptStatus,
        of: &[Sequence],
        is_mine: bool,
    ) -> Applied {
        match (status, is_mine) {
            (AcceptStatus::Accept, true) => self.accepts.note_stored(of),
            (AcceptStatus::Read, true) => self.reads.note_stored(of),
            (AcceptStatus::Nack, true) => self.nacks.note_stored(of),
            (AcceptStatus::Action, true) => return Applied::Action(at),
            (AcceptStatus::Accept, false) => {
                let mut fresh = of.to_vec();
                fresh.retain(|sequence| self.delivered.insert(*sequence));
                return Applied::Receipts(fresh);
            }
            // A receipt may arrive before its message, so the mark is stored even then.
            (AcceptStatus::Read, false) => {
                let before = self.read_by_others;
                self.read_by_others = before.max(of.iter().copied().max());
                return Applied::Receipts(self.between(before, self.read_by_others));
            }
            _ => {}
        }
        Applied::Nothing
    }

    /// The stored events after `low`, up to and including `high`.
    fn between(&self, low: Option<Sequence>, high: Option<Sequence>) -> Vec<Sequence> {
        let stretch = high.map(|high| self.records.between(low.as_ref(), &high));
        let stretch = stretch.unwrap_or_default().iter();
        stretch.map(|(sequence, _)| *sequence).collect()
    }

    /// Whether somebody other than the consumer wrote the message.
    pub fn is_of_others(&self, sequence: Sequence, own: &[ParticipantId]) -> bool {
        let record = self.records.get(&sequence);
        record.is_some_and(|record| {
            let is_shown = matches!(
                record.event,
                MessagingEvent::Content { .. } | MessagingEvent::Unknown(_)
            );
            is_shown && sender_of(record, own) != Sender::Consumer
        })
    }

    /// The last message, if it is from the other side, has quick replies and none of them was
    /// clicked (protocol §7.5).
    pub fn quick_replies_at(&self, own: &[ParticipantId]) -> Option<Sequence> {
        let last = *self.shown.last()?;
        let record = self.records.get(&last)?;
        let offers = matches!(
            record.event,
            MessagingEvent::Content {
                quick_replies: Some(_),
                ..
            }
        );
        if !offers || sender_of(record, own) == Sender::Consumer {
            return None;
        }
        let after = self.records.between(Some(&last), &self.known.highest()?);
        let is_click = |record: &EventRecord| {
            let is_action = matches!(&record.event, MessagingEvent::AcceptStatus {
                status: AcceptStatus::Action, sequences } if sequences.contains(&last));
            is_action && sender_of(record, own) == Sender::Consumer
        };
        (!after.iter().any(|(_, record)| is_click(record))).then_some(last)
    }

    /// The number of messages.
    pub const fn message_count(&self) -> usize {
        self.shown.len()
    }

    /// The number of messages before this one.
    pub fn position_of(&self, sequence: Sequence) -> Option<usize> {
        self.shown.binary_search(&sequence).ok()
    }

    /// The messages at these positions, in order.
    pub fn messages<'a>(
        &'a self,
        positions: Range<usize>,
        own: &'a [ParticipantId],
    ) -> impl DoubleEndedIterator<Item = Message> + 'a {
        let asked = self.shown.get(positions).unwrap_or_default().iter();
        asked.filter_map(move |sequence| self.message(*sequence, own))
    }

    /// The message with this sequence number.
    pub fn message(&self, sequence: Sequence, own: &[ParticipantId]) -> Option<Message> {
        self.present(sequence, self.records.get(&sequence)?, own)
    }

    fn present(
        &self,
        sequence: Sequence,
        record: &EventRecord,
        own: &[ParticipantId],
    ) -> Option<Message> {
        let (content, quick_replies) = match &record.event {
            MessagingEvent::Content {
                content,
                quick_replies,
            } => (content.clone(), quick_replies.clone()),
            MessagingEvent::Unknown(event) => (Content::Rich(Arc::new(event.clone())), None),
            MessagingEvent::AcceptStatus { .. } | MessagingEvent::ChatState(_) => return None,
        };
        let sender = sender_of(record, own);
        Some(Message {
            key: match self.sent_here.get(&sequence) {
                Some(id) => MessageKey::Local(id.clone()),
                None => MessageKey::Stored(self.dialog.clone(), sequence),
            },
            conversation: Some(self.conversation.clone()),
            sequence: Some(sequence),
            state: self.state_of(sequence, &sender),
            sender,
            content,
            quick_replies,
            unix_ms: record.server_unix_ms.unwrap_or_default(),
        })
    }

    fn state_of(&self, sequence: Sequence, sender: &Sender) -> DeliveryState {
        let (read_up_to, delivered) = match sender {
            Sender::Consumer => (self.read_by_others, self.delivered.contains(sequence)),
            _ => (self.reads.highest(), true),
        };
        if read_up_to.is_some_and(|mark| sequence <= mark) {
            DeliveryState::Read
        } else if delivered {
            DeliveryState::Delivered
        } else {
            DeliveryState::Sent
        }
    }

    /// The number of the brand's messages that the consumer has not read (protocol §5.5).
    pub fn unread(&self) -> usize {
        let read = self.reads.highest();
        let seen = (self.from_brand).partition_point(|at| read.is_some_and(|mark| *at <= mark));
        self.from_brand.len() - seen
    }

    /// All stored events, for the snapshot.
    pub fn records(&self) -> impl ExactSizeIterator<Item = &EventRecord> {
        self.records.values()
    }
}

fn insert_sorted(places: &mut Vec<Sequence>, sequence: Sequence) {
    let index = places.partition_point(|one| *one < sequence);
    places.insert(index, sequence);
}
