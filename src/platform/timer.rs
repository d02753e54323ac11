//! Timeouts.

use super::panic;
use gloo_timers::callback::Timeout;

/// A pending timeout. Dropping it cancels it.
pub struct Timer(#[expect(dead_code, reason = "held until it is dropped")] Timeout);

impl Timer {
    /// Calls back once, after `delay_ms`.
    pub fn after(delay_ms: u64, callback: impl FnOnce() + 'static) -> Self {
        // A longer delay is limited to the browser's maximum and fires early, which is harmless.
        let delay_ms = u32::try_from(delay_ms.min(i32::MAX as u64)).unwrap_or(u32::MAX);
        Self(Timeout::new(delay_ms, move || {
            if !panic::is_broken() {
                callback();
            }
        }))
    }
}
