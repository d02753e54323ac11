//! One pending time-out.

use super::panic;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

/// A time-out that has not fired; dropping it cancels it.
pub struct Timer {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls back once, after `delay_ms`.
    pub fn after(delay_ms: u64, callback: impl FnOnce() + 'static) -> Option<Self> {
        // A longer wait than the browser can count fires early, which is harmless.
        let delay = i32::try_from(delay_ms).unwrap_or(i32::MAX);
        let callback = Closure::once(move || {
            if !panic::is_broken() {
                callback();
            }
        });
        let id = web_sys::window()?
            .set_timeout_with_callback_and_timeout_and_arguments_0(
                callback.as_ref().unchecked_ref(),
                delay,
            )
            .ok()?;
        Some(Self {
            id,
            _callback: callback,
        })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}
