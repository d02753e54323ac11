//! Receipts owed for one dialog and one status (protocol §5.3).
//!
//! A receipt may be sent twice without harm but must not be lost. So it stays owed until the
//! server's response, or its copy in the dialog, shows that it was stored. When the connection
//! is lost, unacknowledged receipts are owed again.

use super::sequence_set::SequenceSet;
use crate::ids::{RequestId, Sequence};

/// The most messages in one request, in case very many arrive at once.
const MOST_AT_ONCE: usize = 1_000;

/// Receipts of one status in one dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipts {
    owed: SequenceSet,
    under_way: Option<(RequestId, Vec<Sequence>)>,
    stored: SequenceSet,
    /// Another tab has given this status up to here. The server may not know yet; that tab will
    /// send it.
    seen_elsewhere: Option<Sequence>,
}

impl Receipts {
    /// Owes a receipt for a message that arrived or was seen.
    pub fn owe(&mut self, sequence: Sequence) {
        if !self.is_known(sequence) {
            self.owed.insert(sequence);
        }
    }

    /// Whether the receipt for this message is owed, sent or stored.
    pub fn is_known(&self, sequence: Sequence) -> bool {
        let under_way = self.under_way.iter();
        self.stored.contains(sequence)
            || self.owed.contains(sequence)
            || (under_way.flat_map(|(_, list)| list.binary_search(&sequence))).count() > 0
    }

    /// Whether receipts are owed and none are under way.
    pub fn is_due(&self) -> bool {
        !self.owed.is_empty() && self.under_way.is_none()
    }

    /// Removes the next batch of owed receipts, in order.
    pub fn take_due(&mut self) -> Vec<Sequence> {
        let due: Vec<_> = self.owed.iter().take(MOST_AT_ONCE).collect();
        for &sequence in &due {
            self.owed.remove(sequence);
        }
        due
    }

    /// Notes that a batch was sent.
    pub fn sent(&mut self, request: RequestId, batch: Vec<Sequence>) {
        self.under_way = Some((request, batch));
    }

    /// Handles the response to a batch. A refused batch is not sent again, because the server
    /// would refuse it again.
    pub fn settle(&mut self, request: &RequestId) {
        if let Some((_, list)) = self.under_way.take_if(|(id, _)| id == request) {
            self.note_stored(&list);
        }
    }

    /// Notes receipts of the consumer that are stored in the dialog, from any tab.
    pub fn note_stored(&mut self, sequences: &[Sequence]) {
        for &sequence in sequences {
            self.stored.insert(sequence);
            self.owed.remove(sequence);
        }
    }

    /// Notes that another tab has given this status up to `up_to`.
    pub fn note_seen_elsewhere(&mut self, up_to: Option<Sequence>) {
        self.seen_elsewhere = self.seen_elsewhere.max(up_to);
    }

    /// Owes unacknowledged receipts again, because the connection was lost.
    pub fn connection_lost(&mut self) {
        for sequence in self
            .under_way
            .take()
            .map(|(_, list)| list)
            .unwrap_or_default()
        {
            self.owe(sequence);
        }
    }

    /// Drops all owed receipts, because an ended dialog accepts none.
    pub fn write_off(&mut self) {
        for sequence in core::mem::take(&mut self.owed).iter() {
            self.stored.insert(sequence);
        }
    }

    /// The highest sequence number with a receipt that the server knows.
    pub fn highest_stored(&self) -> Option<Sequence> {
        self.stored.highest()
    }

    /// Sequence numbers with receipts that the server does not know yet.
    pub fn unsettled(&self) -> impl Iterator<Item = Sequence> + '_ {
        let under_way = self.under_way.iter().flat_map(|(_, list)| list);
        under_way.copied().chain(self.owed.iter())
    }

    /// The highest sequence number with a receipt, sent or not.
    pub fn highest(&self) -> Option<Sequence> {
        let under_way = self.under_way.iter().filter_map(|(_, list)| list.last());
        let kept = [
            self.owed.highest(),
            self.stored.highest(),
            self.seen_elsewhere,
        ];
        under_way.copied().chain(kept.into_iter().flatten()).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(receipts: &mut Receipts, request: &str) -> Vec<Sequence> {
        let due = receipts.take_due();
        receipts.sent(RequestId::new(request), due.clone());
        due
    }

    #[test]
    fn a_batch_is_owed_and_sent_again_after_its_connection_is_lost() {
        let mut receipts = Receipts::default();
        receipts.owe(Sequence(4));
        receipts.owe(Sequence(6));
        assert_eq!(batch(&mut receipts, "1"), [Sequence(4), Sequence(6)]);
        assert!(!receipts.is_due());
        receipts.connection_lost();
        assert_eq!(batch(&mut receipts, "2"), [Sequence(4), Sequence(6)]);
        receipts.settle(&RequestId::new("2"));
        receipts.owe(Sequence(4));
        assert!(!receipts.is_due());
    }

    #[test]
    fn a_receipt_sent_by_another_tab_is_not_sent_again() {
        let mut receipts = Receipts::default();
        receipts.owe(Sequence(2));
        receipts.note_stored(&[Sequence(2), Sequence(3)]);
        receipts.owe(Sequence(3));
        assert!(!receipts.is_due());
        assert_eq!(receipts.highest(), Some(Sequence(3)));
    }
}
