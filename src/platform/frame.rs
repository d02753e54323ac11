//! One pending frame of the screen.

use super::once::Once;
use super::panic;
use leptos::prelude::{request_animation_frame, window};

/// A frame that was not begun yet; dropping it cancels what was to be done in it.
pub struct Frame(Once);

impl Frame {
    /// Calls back once, right before the next frame is painted.
    pub fn next(callback: impl FnOnce() + 'static) -> Option<Self> {
        let once = Once::new(callback);
        let id = window().request_animation_frame(once.function()).ok()?;
        once.is_asked(id);
        Some(Self(once))
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        if let Some(id) = self.0.pending() {
            // Fails only where there is no such frame.
            let _ = window().cancel_animation_frame(id);
        }
    }
}

/// Does something before the next frame is painted, whatever happens until then.
pub fn request(task: impl FnOnce() + 'static) {
    request_animation_frame(move || {
        if !panic::is_broken() {
            task();
        }
    });
}
