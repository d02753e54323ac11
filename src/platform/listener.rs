//! Event listeners.

use super::panic;
use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use web_sys::{Event, EventTarget};

/// An event listener. Dropping it removes it.
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

    /// Takes a boxed callback, so that this code is compiled only once.
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

/// The `error` event of a picture does not bubble. An ancestor receives it only in the
/// capture phase.
fn phase_of(event: &str) -> EventListenerPhase {
    match event {
        "error" => EventListenerPhase::Capture,
        _ => EventListenerPhase::Bubble,
    }
}
