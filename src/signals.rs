//! Extensions for the signals of Leptos.

use leptos::prelude::*;

/// Sets a signal without notifying its subscribers when the value is unchanged.
pub trait SetIfChanged<T> {
    /// Sets the value and notifies the subscribers if the value is different.
    fn set_if_changed(&self, value: T);
}

impl<T: PartialEq + Send + Sync + 'static> SetIfChanged<T> for RwSignal<T> {
    fn set_if_changed(&self, value: T) {
        if self.with_untracked(|now| *now != value) {
            self.set(value);
        }
    }
}
