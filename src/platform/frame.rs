//! One pending frame of the screen.

use super::panic;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

/// A frame that was not begun yet; dropping it cancels what was to be done in it.
pub struct Frame {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Frame {
    /// Calls back once, right before the next frame is painted.
    pub fn next(callback: impl FnOnce() + 'static) -> Option<Self> {
        let callback = Closure::once(move || {
            if !panic::is_broken() {
                callback();
            }
        });
        let ask = callback.as_ref().unchecked_ref();
        let id = web_sys::window()?.request_animation_frame(ask).ok()?;
        Some(Self {
            id,
            _callback: callback,
        })
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            // Fails only where there is no such frame.
            let _ = window.cancel_animation_frame(self.id);
        }
    }
}
