//! Which messages, and clicks, of a transcript were sent from here.

use super::super::message::{Sender, sender_of};
use super::super::outgoing::OutgoingContent;
use super::Transcript;
use crate::ids::{LocalId, ParticipantId, Sequence};
use crate::wire::EventRecord;
use serde_json::Value;

impl Transcript {
    /// Notes that the message at `sequence` is the one sent from here as `id`.
    pub fn link(&mut self, sequence: Sequence, id: LocalId) {
        self.sent_here.insert(sequence, id);
    }

    /// Where the message sent from here as `id` stands.
    pub fn place_of(&self, id: &LocalId) -> Option<Sequence> {
        let found = self.sent_here.iter().find(|(_, local)| *local == id);
        found.map(|(sequence, _)| *sequence)
    }

    /// Unlinks a message from a place that turned out to be another's.
    pub fn unlink(&mut self, sequence: Sequence) {
        self.sent_here.remove(&sequence);
    }

    /// An own message, or click, at `sequence` that nothing sent from here is linked to.
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

    /// What all such messages say, oldest first, with their metadata.
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

    /// Whether two places hold the same text.
    pub fn same_text(&self, one: Sequence, other: Sequence) -> bool {
        let event = |at| self.records.get(&at).map(|record| &record.event);
        event(one).is_some() && event(one) == event(other)
    }
}
