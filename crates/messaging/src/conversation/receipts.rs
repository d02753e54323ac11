//! Receipts we owe for one dialog and one status (protocol §5.3).
//!
//! A receipt is a debt, not a message: it may be sent twice without harm but
//! must not be forgotten. So it stays owed until the server's answer, or its
//! echo in the dialog, says that it was stored; a lost connection puts what
//! was under way back among the owed.

use super::sequence_set::SequenceSet;
use crate::ids::{RequestId, Sequence};

/// Receipts of one status in one dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipts {
    owed: Vec<Sequence>,
    under_way: Option<(RequestId, Vec<Sequence>)>,
    stored: SequenceSet,
}

impl Receipts {
    /// A message arrived, or was seen, for which one is due.
    pub fn owe(&mut self, sequence: Sequence) {
        if !self.is_known(sequence) {
            self.owed.push(sequence);
        }
    }

    /// Whether one is owed, under way or stored for this message.
    pub fn is_known(&self, sequence: Sequence) -> bool {
        let mut under_way = self.under_way.iter().flat_map(|(_, list)| list);
        self.stored.contains(sequence)
            || self.owed.contains(&sequence)
            || under_way.any(|&at| at == sequence)
    }

    /// Whether there is something to send, and nothing under way.
    pub fn is_due(&self) -> bool {
        !self.owed.is_empty() && self.under_way.is_none()
    }

    /// Takes everything that is due, for one batch.
    pub fn take_due(&mut self) -> Vec<Sequence> {
        let mut due = core::mem::take(&mut self.owed);
        due.sort_unstable();
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
            self.owed.retain(|owed| *owed != sequence);
        }
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
        for sequence in core::mem::take(&mut self.owed) {
            self.stored.insert(sequence);
        }
    }

    /// The highest message this status was given to, sent or not.
    pub fn highest(&self) -> Option<Sequence> {
        let under_way = self.under_way.iter().flat_map(|(_, list)| list);
        let owed = self.owed.iter().max();
        under_way
            .chain(owed)
            .copied()
            .chain(self.stored.highest())
            .max()
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
