//! One event listener.

use super::panic;
use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use web_sys::{Event, EventTarget};

/// A listener; dropping it takes it off.
pub struct Listener(#[expect(dead_code, reason = "held until it is dropped")] EventListener);

impl Listener {
    /// Listens for `event` on `target`.
    pub fn new(
        target: &EventTarget,
        event: &'static str,
        callback: impl FnMut(&Event) + 'static,
    ) -> Self {
        Self::listen(target, event, Box::new(callback))
    }

    /// One piece of code for all callbacks.
    fn listen(
        target: &EventTarget,
        event: &'static str,
        mut callback: Box<dyn FnMut(&Event)>,
    ) -> Self {
        let options = EventListenerOptions {
            phase: phase_of(event),
            passive: false,
        };
        let listener = EventListener::new_with_options(target, event, options, move |event| {
            if !panic::is_broken() {
                callback(event);
            }
        });
        Self(listener)
    }
}

/// What a picture that cannot be loaded tells does not rise from it: whoever holds
/// pictures hears of it on its way down.
fn phase_of(event: &str) -> EventListenerPhase {
    match event {
        "error" => EventListenerPhase::Capture,
        _ => EventListenerPhase::Bubble,
    }
}
