//! One pending time-out.

use super::once::Once;
use leptos::prelude::window;

/// A time-out that has not fired; dropping it cancels it.
pub struct Timer(Once);

impl Timer {
    /// Calls back once, after `delay_ms`.
    pub fn after(delay_ms: u64, callback: impl FnOnce() + 'static) -> Option<Self> {
        // A longer wait than the browser can count fires early, which is harmless.
        let delay = i32::try_from(delay_ms).unwrap_or(i32::MAX);
        let once = Once::new(callback);
        let id = window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(once.function(), delay)
            .ok()?;
        once.is_asked(id);
        Some(Self(once))
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(id) = self.0.pending() {
            window().clear_timeout_with_handle(id);
        }
    }
}
