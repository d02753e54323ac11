//! A signal of any type that is one type for Leptos.
//!
//! `RwSignal<T>` brings its reading, writing, locking and disposing anew for every
//! `T`, two kilobytes each. A [`Live`] is a `RwSignal` of a box; only looking into
//! the box is made for every `T`. `docs/size.md` tells what that saves.

use leptos::prelude::*;
use std::any::Any;
use std::marker::PhantomData;

type Slot = Box<dyn Any + Send + Sync>;

/// A value that can be watched. Copies are the same signal; it ends with the
/// owner it was made under.
pub struct Live<T> {
    signal: RwSignal<Slot>,
    holds: PhantomData<fn() -> T>,
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Live<T> {}

impl<T: Send + Sync + 'static> Live<T> {
    /// Begins with a value.
    pub fn new(value: T) -> Self {
        Self {
            signal: make(Box::new(value)),
            holds: PhantomData,
        }
    }

    /// Looks at the value, and is told of the next one.
    pub fn with<R>(self, look: impl FnOnce(&T) -> R) -> R {
        self.track();
        self.with_untracked(look)
    }

    /// Looks at the value.
    pub fn with_untracked<R>(self, look: impl FnOnce(&T) -> R) -> R {
        let slot = self.signal.read_untracked();
        look(slot.downcast_ref().expect("made with this type"))
    }

    /// Sets the value, and tells whoever watches.
    pub fn set(self, value: T) {
        replace(self.signal, Box::new(value));
    }

    /// Changes the value, and tells whoever watches.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.update_untracked(change);
        tell(self.signal);
    }

    /// Changes the value and tells nobody.
    pub fn update_untracked(self, change: impl FnOnce(&mut T)) {
        // It may have ended, as when an answer comes after the widget was destroyed.
        if let Some(mut slot) = self.signal.try_write_untracked() {
            change(slot.downcast_mut().expect("made with this type"));
        }
    }

    /// Is told of the next value.
    pub fn track(self) {
        track(self.signal);
    }
}

impl<T: PartialEq + Send + Sync + 'static> Live<T> {
    /// Sets the value, and tells whoever watches, where it is another one.
    pub fn change_to(self, value: T) {
        if self.with_untracked(|now| *now != value) {
            self.set(value);
        }
    }
}

impl<T: Clone + Send + Sync + 'static> Live<T> {
    /// The value; whoever asks is told of the next one.
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    /// The value.
    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}

// Each once, and not once more for every value.

#[inline(never)]
fn make(slot: Slot) -> RwSignal<Slot> {
    RwSignal::new(slot)
}

#[inline(never)]
fn replace(signal: RwSignal<Slot>, slot: Slot) {
    signal.set(slot);
}

#[inline(never)]
fn tell(signal: RwSignal<Slot>) {
    signal.notify();
}

#[inline(never)]
fn track(signal: RwSignal<Slot>) {
    signal.track();
}
