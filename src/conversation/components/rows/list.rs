//! A keyed list of elements, one per item.
//!
//! A transcript is long, and each message has a dozen elements. The rows therefore have no
//! effects of their own: the list subscribes once and updates the rows that changed.

use super::element::{El, InsertionPoint, effect, remove};
use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use std::sync::Arc;
use web_sys::Node;

/// A rendered item.
pub struct RowView<V> {
    /// Its element.
    pub element: El,
    /// Writes the item to the element. Called once after creation, and again when the item or
    /// the shared context has changed.
    pub update: Box<dyn FnMut(&V)>,
}

impl<V> From<El> for RowView<V> {
    /// A row that never changes.
    fn from(element: El) -> Self {
        Self {
            element,
            update: Box::new(|_| {}),
        }
    }
}

/// Renders one element per item at `insertion_point`, in the order of the items. An element
/// is reused as long as its key exists.
///
/// A row is updated when its item changes. All rows are updated when `context`, which any of
/// them may show, changes. `placed` is called after elements were added or removed.
pub fn list<K, V, C>(
    insertion_point: InsertionPoint,
    items: RwSignal<Vec<(K, Arc<V>)>>,
    context: impl Fn() -> C + 'static,
    make: impl Fn(&V) -> RowView<V> + 'static,
    placed: impl Fn() + 'static,
) where
    K: Clone + Eq + Send + Sync + 'static,
    V: Send + Sync + 'static,
    C: PartialEq + 'static,
{
    let mut list = List {
        insertion_point,
        owner: Owner::current().unwrap_or_default(),
        free_owners: Vec::new(),
        rows: Vec::new(),
    };
    let mut last_context = None;
    effect(move || {
        let context = Some(context());
        let has_new_context = last_context != context;
        last_context = context;
        if items.with(|items| list.show(items, has_new_context, &make)) {
            placed();
        }
    });
}

struct List<K, V> {
    insertion_point: InsertionPoint,
    owner: Owner,
    /// Owners of removed rows, for reuse. An owner stays in its parent until the parent is
    /// disposed, so creating new ones would leak memory.
    free_owners: Vec<Owner>,
    rows: Vec<Row<K, V>>,
}

/// A rendered item with its key and owner.
struct Row<K, V> {
    key: K,
    item: Arc<V>,
    view: RowView<V>,
    owner: Owner,
}

impl<K: Clone + Eq, V> List<K, V> {
    /// Shows these items. Returns whether elements were added or removed.
    fn show(
        &mut self,
        items: &[(K, Arc<V>)],
        are_all_stale: bool,
        make: &impl Fn(&V) -> RowView<V>,
    ) -> bool {
        let (before, after) = self.common_ends(items);
        let (upper, rest) = items.split_at(before);
        let (middle, lower) = rest.split_at(rest.len() - after);
        let changed = before..self.rows.len() - after;
        let mut old: Vec<Row<K, V>> = self.rows.drain(changed).collect();
        let rows = self.rows.iter_mut();
        for (row, (_, item)) in rows.zip(upper.iter().chain(lower)) {
            row.update(item, are_all_stale);
        }
        let mut new = Vec::with_capacity(middle.len());
        for (key, item) in middle {
            let reused = old.iter().position(|row| row.key == *key);
            let reused = reused.map(|index| old.swap_remove(index));
            let mut row = reused.unwrap_or_else(|| self.make(key.clone(), item.clone(), make));
            row.update(item, are_all_stale);
            new.push(row);
        }
        let has_changed = !(old.is_empty() && new.is_empty());
        for row in old {
            row.owner.cleanup();
            remove(&row.view.element);
            self.free_owners.push(row.owner);
        }
        self.insert(before, new);
        has_changed
    }

    /// The numbers of rows at the beginning and at the end whose keys are unchanged.
    fn common_ends(&self, items: &[(K, Arc<V>)]) -> (usize, usize) {
        let same = |(row, (key, _)): &(&Row<K, V>, &(K, Arc<V>))| row.key == *key;
        let before = self.rows.iter().zip(items).take_while(same).count();
        let most = self.rows.len().min(items.len()) - before;
        let pairs = self.rows.iter().rev().zip(items.iter().rev());
        (before, pairs.take(most).take_while(same).count())
    }

    fn make(&mut self, key: K, item: Arc<V>, make: &impl Fn(&V) -> RowView<V>) -> Row<K, V> {
        let owner = self.free_owners.pop();
        let owner = owner.unwrap_or_else(|| self.owner.with(Owner::new));
        let view = owner.with(|| untrack(|| make(&item)));
        let mut row = Row {
            key,
            item,
            view,
            owner,
        };
        row.show();
        row
    }

    /// Inserts rows before the row that is at `index`. Elements that are in place do not move.
    fn insert(&mut self, index: usize, rows: Vec<Row<K, V>>) {
        let next = self.rows.get(index).map(Row::node);
        let mut next = next.unwrap_or_else(|| self.insertion_point.end());
        for row in rows.iter().rev() {
            let node = row.node();
            if next.previous_sibling().as_ref() != Some(&node) {
                self.insertion_point.insert(&node, &next);
            }
            next = node;
        }
        self.rows.splice(index..index, rows);
    }
}

impl<K, V> Row<K, V> {
    fn update(&mut self, item: &Arc<V>, is_stale: bool) {
        if is_stale || !Arc::ptr_eq(&self.item, item) {
            self.item = item.clone();
            self.show();
        }
    }

    fn show(&mut self) {
        let Self {
            item, view, owner, ..
        } = self;
        owner.with(|| untrack(|| (view.update)(item)));
    }

    fn node(&self) -> Node {
        self.view.element.node()
    }
}
