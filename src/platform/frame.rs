//! Animation frames.

use super::panic;
use gloo_render::{AnimationFrame, request_animation_frame};
use gloo_timers::callback::Timeout;
use std::cell::Cell;
use std::rc::Rc;

/// A requested animation frame. Dropping it cancels the callback.
pub struct Frame(#[expect(dead_code, reason = "held until it is dropped")] AnimationFrame);

impl Frame {
    /// Calls back once, before the next frame is painted.
    pub fn next(callback: impl FnOnce() + 'static) -> Self {
        Self(request_animation_frame(move |_| {
            if !panic::is_broken() {
                callback();
            }
        }))
    }
}

/// How long to wait for a frame, in milliseconds. A hidden page paints none.
const FRAME_TIMEOUT_MS: u32 = 100;

/// Runs a task after the next frame was painted, or after a timeout.
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
    Timeout::new(FRAME_TIMEOUT_MS, move || run(&task)).forget();
}

/// Runs a task before the next frame is painted. It cannot be cancelled.
pub fn request(task: impl FnOnce() + 'static) {
    leptos::prelude::request_animation_frame(move || {
        if !panic::is_broken() {
            task();
        }
    });
}
