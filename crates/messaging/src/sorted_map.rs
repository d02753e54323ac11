//! A map stored as a sorted list. The core's data almost always arrives in order, so an
//! insertion is usually a push. Its code is a tenth of a B-tree's, which matters because every
//! byte is downloaded.

/// A map, sorted by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortedMap<K, V> {
    entries: Vec<(K, V)>,
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> SortedMap<K, V> {
    /// An empty map.
    pub const fn new() -> Self {
        Self {
            entries: Vec::new(),
        }
    }

    /// The number of entries.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the map is empty.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Removes all entries.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// All entries, in the order of their keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + ExactSizeIterator {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    /// All values, in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.entries.iter().map(|(_, value)| value)
    }

    /// All values, mutable.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().map(|(_, value)| value)
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    fn find(&self, key: &K) -> Result<usize, usize> {
        match self.entries.last() {
            Some((last, _)) if last < key => Err(self.entries.len()),
            _ => self.entries.binary_search_by(|(known, _)| known.cmp(key)),
        }
    }

    /// Whether there is an entry with this key.
    pub fn contains_key(&self, key: &K) -> bool {
        self.find(key).is_ok()
    }

    /// The value of this key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.find(key).ok().map(|index| &self.entries[index].1)
    }

    /// The value of this key, mutable.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let index = self.find(key).ok()?;
        Some(&mut self.entries[index].1)
    }

    /// Sets a value and returns the previous one.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(index) => Some(core::mem::replace(&mut self.entries[index].1, value)),
            Err(index) => {
                self.entries.insert(index, (key, value));
                None
            }
        }
    }

    /// The value of this key. Inserts the result of `make` if there is none.
    pub fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let index = match self.find(&key) {
            Ok(index) => index,
            Err(index) => {
                self.entries.insert(index, (key, make()));
                index
            }
        };
        &mut self.entries[index].1
    }

    /// Removes an entry and returns its value.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let index = self.find(key).ok()?;
        Some(self.entries.remove(index).1)
    }

    /// The entries after `low`, up to and including `high`.
    pub fn between(&self, low: Option<&K>, high: &K) -> &[(K, V)] {
        let start = low.map_or(0, |low| self.entries.partition_point(|(key, _)| key <= low));
        let end = self.entries.partition_point(|(key, _)| key <= high);
        self.entries.get(start..end).unwrap_or_default()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::SortedMap;

    #[test]
    fn keys_inserted_in_any_order_are_sorted_and_found() {
        let mut map = SortedMap::new();
        for key in [5, 1, 9, 3, 7, 5] {
            map.insert(key, key * 10);
        }
        let keys: Vec<_> = map.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, [1, 3, 5, 7, 9]);
        assert_eq!(map.get(&7), Some(&70));
        assert_eq!(map.get(&4), None);
        assert_eq!(map.remove(&5), Some(50));
        assert_eq!(map.len(), 4);
        assert_eq!(*map.get_or_insert_with(4, || 40), 40);
    }

    #[test]
    fn between_excludes_the_lower_key_and_includes_the_upper() {
        let mut map = SortedMap::new();
        for key in [2, 4, 6] {
            map.insert(key, ());
        }
        let keys = |low: Option<i32>, high| {
            let stretch = map.between(low.as_ref(), &high).iter();
            stretch.map(|(key, ())| *key).collect::<Vec<_>>()
        };
        assert_eq!(keys(None, 4), [2, 4]);
        assert_eq!(keys(Some(2), 6), [4, 6]);
        assert_eq!(keys(Some(5), 3), [0; 0]);
    }
}
