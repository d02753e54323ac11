//! What signals of Leptos lack here.

use leptos::prelude::*;

/// Setting a signal that often stays as it is.
pub trait SetIfChanged<T> {
    /// Sets the value, and notifies whoever follows it, if it is another one.
    fn set_if_changed(&self, value: T);
}

impl<T: PartialEq + Send + Sync + 'static> SetIfChanged<T> for RwSignal<T> {
    fn set_if_changed(&self, value: T) {
        if self.with_untracked(|now| *now != value) {
            self.set(value);
        }
    }
}
