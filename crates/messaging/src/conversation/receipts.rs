//! Receipts we owe for one dialog and one status (protocol §5.3).
//!
//! A receipt is a debt, not a message: it may be sent twice without harm but
//! must not be forgotten. So it stays owed until the server's answer, or its
//! echo in the dialog, says that it was stored; a lost connection puts what
//! was under way back among the owed.

use super::sequence_set::SequenceSet;
use crate::ids::{RequestId, Sequence};

/// So many messages are acknowledged by one request, should they come in a flood.
const MOST_AT_ONCE: usize = 1_000;

/// Receipts of one status in one dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipts {
    owed: SequenceSet,
    under_way: Option<(RequestId, Vec<Sequence>)>,
    stored: SequenceSet,
    /// Up to here another tab says so. The server may not know yet, but that tab will tell it.
    seen_elsewhere: Option<Sequence>,
}

impl Receipts {
    /// A message arrived, or was seen, for which one is due.
    pub fn owe(&mut self, sequence: Sequence) {
        if !self.is_known(sequence) {
            self.owed.insert(sequence);
        }
    }

    /// Whether one is owed, under way or stored for this message.
    pub fn is_known(&self, sequence: Sequence) -> bool {
        let under_way = self.under_way.iter();
        self.stored.contains(sequence)
            || self.owed.contains(sequence)
            || (under_way.flat_map(|(_, list)| list.binary_search(&sequence))).count() > 0
    }

    /// Whether there is something to send, and nothing under way.
    pub fn is_due(&self) -> bool {
        !self.owed.is_empty() && self.under_way.is_none()
    }

    /// Takes what is due, for one batch, in order.
    pub fn take_due(&mut self) -> Vec<Sequence> {
        let due: Vec<_> = self.owed.iter().take(MOST_AT_ONCE).collect();
        for &sequence in &due {
            self.owed.remove(sequence);
        }
        due
    }

    /// A batch is under way.
    pub fn sent(&mut self, request: RequestId, batch: Vec<Sequence>) {
        self.under_way = Some((request, batch));
    }

    /// The server answered a batch. Refused or stored, it is not sent again:
    /// a refusal will not change by repeating it.
    pub fn settle(&mut self, request: &RequestId) {
        if let Some((_, list)) = self.under_way.take_if(|(id, _)| id == request) {
            self.note_stored(&list);
        }
    }

    /// The dialog holds these receipts of ours, from whichever tab.
    pub fn note_stored(&mut self, sequences: &[Sequence]) {
        for &sequence in sequences {
            self.stored.insert(sequence);
            self.owed.remove(sequence);
        }
    }

    /// Another tab gave this status up to there.
    pub fn note_seen_elsewhere(&mut self, up_to: Option<Sequence>) {
        self.seen_elsewhere = self.seen_elsewhere.max(up_to);
    }

    /// The connection went: what was under way is owed again.
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

    /// Forgets all debts, as a closed dialog takes no more receipts.
    pub fn write_off(&mut self) {
        for sequence in core::mem::take(&mut self.owed).iter() {
            self.stored.insert(sequence);
        }
    }

    /// The highest message this status was given to, as the server knows it.
    pub fn highest_stored(&self) -> Option<Sequence> {
        self.stored.highest()
    }

    /// What the server does not know of yet.
    pub fn unsettled(&self) -> impl Iterator<Item = Sequence> + '_ {
        let under_way = self.under_way.iter().flat_map(|(_, list)| list);
        under_way.copied().chain(self.owed.iter())
    }

    /// The highest message this status was given to, sent or not.
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
    fn a_batch_lost_with_its_connection_is_owed_again_and_sent_once_more() {
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
    fn a_receipt_another_tab_gave_is_not_given_again() {
        let mut receipts = Receipts::default();
        receipts.owe(Sequence(2));
        receipts.note_stored(&[Sequence(2), Sequence(3)]);
        receipts.owe(Sequence(3));
        assert!(!receipts.is_due());
        assert_eq!(receipts.highest(), Some(Sequence(3)));
    }
}
