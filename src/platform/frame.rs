//! One pending frame of the screen.

use super::panic;
use gloo_render::{AnimationFrame, request_animation_frame};

/// A frame that was not begun yet; dropping it cancels what was to be done in it.
pub struct Frame(#[expect(dead_code, reason = "held until it is dropped")] AnimationFrame);

impl Frame {
    /// Calls back once, right before the next frame is painted.
    pub fn next(callback: impl FnOnce() + 'static) -> Self {
        Self(request_animation_frame(move |_| {
            if !panic::is_broken() {
                callback();
            }
        }))
    }
}

/// Does something before the next frame is painted, whatever happens until then.
pub fn request(task: impl FnOnce() + 'static) {
    leptos::prelude::request_animation_frame(move || {
        if !panic::is_broken() {
            task();
        }
    });
}
