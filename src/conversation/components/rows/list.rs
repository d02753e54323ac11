//! A list of elements, one for each of some items.
//!
//! A transcript is long and each message is a dozen elements: what every row
//! would watch for itself, the list watches once, and tells those it concerns.

use super::element::{El, InsertionPoint, effect, remove};
use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use std::sync::Arc;
use web_sys::Node;

/// An item as it is drawn.
pub struct RowView<V> {
    /// Its element.
    pub element: El,
    /// Shows the item as it is now; called at first, and whenever it may look different.
    pub follow: Box<dyn FnMut(&V)>,
}

impl<V> From<El> for RowView<V> {
    /// What stays as it is.
    fn from(element: El) -> Self {
        Self {
            element,
            follow: Box::new(|_| {}),
        }
    }
}

/// Keeps an element in `insertion_point` for each item, in their order and by a key that outlives changes. It
/// stays as long as its key does, and follows its item and what `around` says that any of them may
/// show. `placed` is called when elements have come or gone.
pub fn list<K, V, A>(
    insertion_point: InsertionPoint,
    items: RwSignal<Vec<(K, Arc<V>)>>,
    around: impl Fn() -> A + 'static,
    make: impl Fn(&V) -> RowView<V> + 'static,
    placed: impl Fn() + 'static,
) where
    K: Clone + Eq + Send + Sync + 'static,
    V: Send + Sync + 'static,
    A: PartialEq + 'static,
{
    let mut list = List {
        insertion_point,
        owner: Owner::current().unwrap_or_default(),
        spare: Vec::new(),
        rows: Vec::new(),
    };
    let mut seen = None;
    effect(move || {
        let around = Some(around());
        let is_other = seen != around;
        seen = around;
        if items.with(|items| list.show(items, is_other, &make)) {
            placed();
        }
    });
}

struct List<K, V> {
    insertion_point: InsertionPoint,
    owner: Owner,
    /// Owners of rows that went: the parent of one that is made never forgets it.
    spare: Vec<Owner>,
    rows: Vec<Row<K, V>>,
}

/// One of the elements.
struct Row<K, V> {
    key: K,
    item: Arc<V>,
    drawn: RowView<V>,
    owner: Owner,
}

impl<K: Clone + Eq, V> List<K, V> {
    /// Shows these items; whether elements came or went.
    fn show(
        &mut self,
        items: &[(K, Arc<V>)],
        are_all_stale: bool,
        make: &impl Fn(&V) -> RowView<V>,
    ) -> bool {
        let (before, after) = self.stayed(items);
        let (upper, rest) = items.split_at(before);
        let (middle, lower) = rest.split_at(rest.len() - after);
        let stretch = before..self.rows.len() - after;
        let mut old: Vec<Row<K, V>> = self.rows.drain(stretch).collect();
        let rows = self.rows.iter_mut();
        for (row, (_, item)) in rows.zip(upper.iter().chain(lower)) {
            row.follow(item, are_all_stale);
        }
        let mut fresh = Vec::with_capacity(middle.len());
        for (key, item) in middle {
            let kept = old.iter().position(|row| row.key == *key);
            let kept = kept.map(|index| old.swap_remove(index));
            let mut row = kept.unwrap_or_else(|| self.make(key.clone(), item.clone(), make));
            row.follow(item, are_all_stale);
            fresh.push(row);
        }
        let is_other = !(old.is_empty() && fresh.is_empty());
        for row in old {
            row.owner.cleanup();
            remove(&row.drawn.element);
            self.spare.push(row.owner);
        }
        self.put(before, fresh);
        is_other
    }

    /// How many rows at the beginning, and at the end, have stayed what they were.
    fn stayed(&self, items: &[(K, Arc<V>)]) -> (usize, usize) {
        let same = |(row, (key, _)): &(&Row<K, V>, &(K, Arc<V>))| row.key == *key;
        let before = self.rows.iter().zip(items).take_while(same).count();
        let most = self.rows.len().min(items.len()) - before;
        let pairs = self.rows.iter().rev().zip(items.iter().rev());
        (before, pairs.take(most).take_while(same).count())
    }

    fn make(&mut self, key: K, item: Arc<V>, make: &impl Fn(&V) -> RowView<V>) -> Row<K, V> {
        let owner = self.spare.pop();
        let owner = owner.unwrap_or_else(|| self.owner.with(Owner::new));
        let drawn = owner.with(|| untrack(|| make(&item)));
        let mut row = Row {
            key,
            item,
            drawn,
            owner,
        };
        row.show();
        row
    }

    /// Puts rows into their places, before the one that is at `index` now.
    fn put(&mut self, index: usize, rows: Vec<Row<K, V>>) {
        let next = self.rows.get(index).map(Row::node);
        let mut next = next.unwrap_or_else(|| self.insertion_point.end());
        for row in rows.iter().rev() {
            let node = row.node();
            if next.previous_sibling().as_ref() != Some(&node) {
                self.insertion_point.put(&node, &next);
            }
            next = node;
        }
        self.rows.splice(index..index, rows);
    }
}

impl<K, V> Row<K, V> {
    fn follow(&mut self, item: &Arc<V>, is_stale: bool) {
        if is_stale || !Arc::ptr_eq(&self.item, item) {
            self.item = item.clone();
            self.show();
        }
    }

    fn show(&mut self) {
        let Self {
            item, drawn, owner, ..
        } = self;
        owner.with(|| untrack(|| (drawn.follow)(item)));
    }

    fn node(&self) -> Node {
        self.drawn.element.node()
    }
}
