//! Links the messages and clicks of a transcript to those that were sent from here.

use super::super::message::{Sender, sender_of};
use super::super::outgoing::OutgoingContent;
use super::Transcript;
use crate::ids::{LocalId, ParticipantId, Sequence};
use crate::wire::EventRecord;
use serde_json::Value;

impl Transcript {
    /// Notes that the message at `sequence` was sent from here as `id`.
    pub fn link(&mut self, sequence: Sequence, id: LocalId) {
        self.sent_here.insert(sequence, id);
    }

    /// The sequence number of the message that was sent from here as `id`.
    pub fn place_of(&self, id: &LocalId) -> Option<Sequence> {
        let found = self.sent_here.iter().find(|(_, local)| *local == id);
        found.map(|(sequence, _)| *sequence)
    }

    /// Removes the link of a message, because the copy turned out to be another tab's.
    pub fn unlink(&mut self, sequence: Sequence) {
        self.sent_here.remove(&sequence);
    }

    /// The consumer's message or click at `sequence`, unless it is linked to one sent from here.
    pub fn unclaimed(
        &self,
        sequence: Sequence,
        own: &[ParticipantId],
    ) -> Option<(&EventRecord, OutgoingContent)> {
        let record = self.records.get(&sequence)?;
        if self.sent_here.contains_key(&sequence) || sender_of(record, own) != Sender::Consumer {
            return None;
        }
        let content = OutgoingContent::from_record(record, &self.dialog)?;
        Some((record, content))
    }

    /// The content and metadata of all unclaimed events, oldest first.
    pub fn all_unclaimed(
        &self,
        own: &[ParticipantId],
    ) -> Vec<(Sequence, OutgoingContent, Option<Value>)> {
        let unclaimed = self.records.iter().filter_map(|(&sequence, _)| {
            let (record, content) = self.unclaimed(sequence, own)?;
            Some((sequence, content, record.metadata.clone()))
        });
        unclaimed.collect()
    }

    /// Whether the events at both sequence numbers have the same text.
    pub fn same_text(&self, one: Sequence, other: Sequence) -> bool {
        let event = |at| self.records.get(&at).map(|record| &record.event);
        event(one).is_some() && event(one) == event(other)
    }
}
