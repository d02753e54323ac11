//! One event listener.

use super::panic;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// A listener; dropping it takes it off.
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    callback: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens for `event` on `target`.
    pub fn new(
        target: &EventTarget,
        event: &'static str,
        callback: impl FnMut(Event) + 'static,
    ) -> Self {
        Self::listen(target, event, Box::new(callback))
    }

    /// One piece of code for all callbacks.
    fn listen(
        target: &EventTarget,
        event: &'static str,
        mut callback: Box<dyn FnMut(Event)>,
    ) -> Self {
        let callback: Closure<dyn FnMut(Event)> = Closure::new(move |event| {
            if !panic::is_broken() {
                callback(event);
            }
        });
        // Fails only for a null callback.
        let _ = target.add_event_listener_with_callback_and_bool(
            event,
            callback.as_ref().unchecked_ref(),
            comes_down(event),
        );
        Self {
            target: target.clone(),
            event,
            callback,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        let _ = (self.target).remove_event_listener_with_callback_and_bool(
            self.event,
            callback,
            comes_down(self.event),
        );
    }
}

/// What a picture that cannot be loaded tells does not rise from it: whoever holds
/// pictures hears of it on its way down.
fn comes_down(event: &str) -> bool {
    event == "error"
}
