//! One pending frame of the screen.

use super::panic;
use super::timer::Timer;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

/// A page that paints nothing, as it is hidden or asleep, is not waited for any longer,
/// in milliseconds.
const PATIENCE_MS: u64 = 250;

/// A frame that was not begun yet; dropping it cancels what was to be done in it.
pub struct Frame {
    id: i32,
    _callback: Closure<dyn FnMut()>,
    _patience: Timer,
}

impl Frame {
    /// Calls back once, right before the next frame is painted, or soon where none is.
    pub fn next(callback: impl FnOnce() + 'static) -> Option<Self> {
        let callback = Rc::new(Cell::new(Some(callback)));
        let run = {
            let callback = callback.clone();
            move || {
                if let Some(callback) = callback.take().filter(|_| !panic::is_broken()) {
                    callback();
                }
            }
        };
        let patience = Timer::after(PATIENCE_MS, run.clone())?;
        let callback: Closure<dyn FnMut()> = Closure::new(run);
        let ask = callback.as_ref().unchecked_ref();
        let id = web_sys::window()?.request_animation_frame(ask).ok()?;
        Some(Self {
            id,
            _callback: callback,
            _patience: patience,
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
