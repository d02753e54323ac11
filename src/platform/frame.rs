//! One pending frame of the screen.

use super::panic;
use gloo_render::{AnimationFrame, request_animation_frame};
use gloo_timers::callback::Timeout;
use std::cell::Cell;
use std::rc::Rc;

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

/// A page that is hidden paints nothing: so long a frame is waited for, in milliseconds.
const PATIENCE_MS: u32 = 100;

/// Does something as soon as the next frame was painted.
pub fn after_paint(task: impl FnOnce() + 'static) {
    let task: Box<dyn FnOnce()> = Box::new(task);
    let task = Rc::new(Cell::new(Some(task)));
    let run = |task: &Cell<Option<Box<dyn FnOnce()>>>| {
        if let Some(task) = task.take().filter(|_| !panic::is_broken()) {
            task();
        }
    };
    let painted = task.clone();
    request(move || {
        Timeout::new(0, move || run(&painted)).forget();
    });
    Timeout::new(PATIENCE_MS, move || run(&task)).forget();
}

/// Does something before the next frame is painted, whatever happens until then.
pub fn request(task: impl FnOnce() + 'static) {
    leptos::prelude::request_animation_frame(move || {
        if !panic::is_broken() {
            task();
        }
    });
}
