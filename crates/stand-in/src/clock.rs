//! Waits that follow the stand-in's clock, which tests can advance.

use crate::world::{Shared, lock};
use std::time::Duration;
use tokio::time::sleep;

/// Waits until the clock has advanced by `by_ms`.
pub async fn wait(shared: &Shared, by_ms: u64) {
    if by_ms == 0 {
        return;
    }
    let (mut moves, due_ms) = {
        let world = lock(shared);
        (world.clock_ahead_ms.subscribe(), world.now_ms() + by_ms)
    };
    loop {
        let left_ms = due_ms.saturating_sub(lock(shared).now_ms());
        if left_ms == 0 {
            return;
        }
        tokio::select! {
            () = sleep(Duration::from_millis(left_ms)) => {}
            // This cannot fail, because the world outlives every request.
            _ = moves.changed() => {}
        }
    }
}
