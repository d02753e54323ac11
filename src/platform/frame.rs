//! One pending frame of the screen.

use super::timer::Timer;
use super::{panic, profile};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

/// A screen is painted about this often, in milliseconds; nobody paints a hidden tab.
const USUAL_MS: u64 = 16;

/// A frame that was not begun yet; dropping it cancels what was to be done in it.
pub enum Frame {
    /// The screen's next one.
    Painted {
        /// Names it.
        id: i32,
        /// What is done in it.
        _callback: Closure<dyn FnMut()>,
    },
    /// About as long, in a tab that paints none.
    Hidden {
        /// Rings then.
        _timer: Timer,
    },
}

impl Frame {
    /// Calls back once, right before the next frame is painted.
    pub fn next(callback: impl FnOnce() + 'static) -> Option<Self> {
        Self::ask(Box::new(callback))
    }

    fn ask(callback: Box<dyn FnOnce()>) -> Option<Self> {
        if !profile::is_tab_visible() {
            return Timer::after(USUAL_MS, callback).map(|timer| Self::Hidden { _timer: timer });
        }
        let callback = Closure::once(move || {
            if !panic::is_broken() {
                callback();
            }
        });
        let ask = callback.as_ref().unchecked_ref();
        let id = web_sys::window()?.request_animation_frame(ask).ok()?;
        Some(Self::Painted {
            id,
            _callback: callback,
        })
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        if let (Self::Painted { id, .. }, Some(window)) = (self, web_sys::window()) {
            // Fails only where there is no such frame.
            let _ = window.cancel_animation_frame(*id);
        }
    }
}
