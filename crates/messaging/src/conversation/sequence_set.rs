//! A set of sequence numbers, stored as ranges. A transcript of ten thousand events without a
//! gap is a single range.

use crate::ids::Sequence;

/// A set of sequence numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SequenceSet {
    /// Inclusive, sorted and never adjacent.
    ranges: Vec<(u64, u64)>,
}

impl SequenceSet {
    /// Adds a sequence number. Returns true if it is new.
    pub fn insert(&mut self, sequence: Sequence) -> bool {
        let at = sequence.0;
        let index = self.ranges.partition_point(|&(_, end)| end < at);
        if self
            .ranges
            .get(index)
            .is_some_and(|&(start, _)| start <= at)
        {
            return false;
        }
        let joins_left = index > 0 && self.ranges[index - 1].1.checked_add(1) == Some(at);
        let joins_right = (self.ranges.get(index)).is_some_and(|&(start, _)| at + 1 == start);
        match (joins_left, joins_right) {
            (true, true) => {
                self.ranges[index - 1].1 = self.ranges[index].1;
                self.ranges.remove(index);
            }
            (true, false) => self.ranges[index - 1].1 = at,
            (false, true) => self.ranges[index].0 = at,
            (false, false) => self.ranges.insert(index, (at, at)),
        }
        true
    }

    /// Adds all sequence numbers from `start` to `end`, without `end`.
    pub fn insert_range(&mut self, start: Sequence, end: Sequence) {
        if start >= end {
            return;
        }
        let (mut first, mut last) = (start.0, end.0 - 1);
        self.ranges.retain(|&(from, to)| {
            let touches = from <= last.saturating_add(1) && first <= to.saturating_add(1);
            if touches {
                first = first.min(from);
                last = last.max(to);
            }
            !touches
        });
        let index = self.ranges.partition_point(|&(_, to)| to < first);
        self.ranges.insert(index, (first, last));
    }

    /// Removes a sequence number.
    pub fn remove(&mut self, sequence: Sequence) {
        let at = sequence.0;
        let index = self.ranges.partition_point(|&(_, end)| end < at);
        let Some(&(start, end)) = self.ranges.get(index).filter(|(start, _)| *start <= at) else {
            return;
        };
        let left = (start < at).then(|| (start, at - 1));
        let right = (at < end).then(|| (at + 1, end));
        self.ranges
            .splice(index..=index, left.into_iter().chain(right));
    }

    /// All sequence numbers, in order.
    pub fn iter(&self) -> impl Iterator<Item = Sequence> + '_ {
        let ranges = self.ranges.iter();
        ranges.flat_map(|&(start, end)| (start..=end).map(Sequence))
    }

    /// Whether the set is empty.
    pub const fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether the set contains this sequence number.
    pub fn contains(&self, sequence: Sequence) -> bool {
        let index = self.ranges.partition_point(|&(_, end)| end < sequence.0);
        (self.ranges.get(index)).is_some_and(|&(start, _)| start <= sequence.0)
    }

    /// The lowest sequence number, from 0 on, that is missing.
    pub fn first_missing(&self) -> Sequence {
        match self.ranges.first() {
            Some(&(0, end)) => Sequence(end).next(),
            _ => Sequence(0),
        }
    }

    /// The highest sequence number in the set.
    pub fn highest(&self) -> Option<Sequence> {
        self.ranges.last().map(|&(_, end)| Sequence(end))
    }

    /// Whether a sequence number below the highest is missing.
    pub fn has_gap(&self) -> bool {
        self.ranges.len() > 1 || self.ranges.first().is_some_and(|&(start, _)| start > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(of: &[u64]) -> SequenceSet {
        let mut set = SequenceSet::default();
        for &sequence in of {
            set.insert(Sequence(sequence));
        }
        set
    }

    #[test]
    fn any_order_gives_the_same_set() {
        assert_eq!(set(&[0, 1, 2, 3]), set(&[3, 1, 0, 2]));
        assert_eq!(set(&[0, 1, 2, 3]), set(&[0, 2, 1, 3, 1, 0]));
    }

    #[test]
    fn the_first_missing_number_is_the_start_of_the_first_gap() {
        assert_eq!(set(&[]).first_missing(), Sequence(0));
        assert_eq!(set(&[1, 2]).first_missing(), Sequence(0));
        assert_eq!(set(&[0, 1, 4]).first_missing(), Sequence(2));
        assert!(set(&[0, 1, 4]).has_gap());
        assert!(!set(&[0, 1, 2]).has_gap());
    }

    #[test]
    fn an_inserted_range_merges_the_ranges_it_touches() {
        let mut holes = set(&[0, 1, 4, 9]);
        holes.insert_range(Sequence(2), Sequence(4));
        assert_eq!(holes, set(&[0, 1, 2, 3, 4, 9]));
        holes.insert_range(Sequence(0), Sequence(20));
        assert_eq!(holes.first_missing(), Sequence(20));
    }

    #[test]
    fn the_largest_sequence_does_not_overflow() {
        let mut ends = set(&[u64::MAX, u64::MAX - 1]);
        ends.insert_range(Sequence(0), Sequence(u64::MAX));
        assert!(ends.contains(Sequence(u64::MAX)));
        assert_eq!(ends.first_missing(), Sequence(u64::MAX));
    }
}
