//! Simulates the device's clock and its timers.

use hailer_messaging::Instant;

/// The resolutions of the clocks, in hundredths of a millisecond, selected by the seed.
const GRANULARITIES: [u64; 4] = [100, 100, 1_667, 10_000];
/// The coarsest resolution.
pub const COARSEST_MS: u64 = 100;
/// A timer may fire at most this much too early.
const EARLIEST_MS: u64 = 16;

/// The monotonic clock of one schedule.
pub struct Clock {
    seed: u64,
    /// How far the clock is behind the true time.
    behind_ms: u64,
    /// The time it shows while it is stopped.
    stands_at_ms: Option<u64>,
}

impl Clock {
    pub const fn new(seed: u64) -> Self {
        Self {
            seed,
            behind_ms: 0,
            stands_at_ms: None,
        }
    }

    /// The time that the clock shows at a true time.
    pub fn shows_ms(&self, true_ms: u64) -> u64 {
        if let Some(at_ms) = self.stands_at_ms {
            return at_ms;
        }
        let coarse = GRANULARITIES[usize::try_from(self.seed / 2 % 4).unwrap_or_default()];
        let hundredths = true_ms.saturating_sub(self.behind_ms) * 100;
        hundredths / coarse * coarse / 100
    }

    /// Moves the clock back once.
    pub const fn falls_back(&mut self, by_ms: u64) {
        self.behind_ms += by_ms;
    }

    /// Stops the clock at this true time.
    pub fn stands_still(&mut self, true_ms: u64) {
        self.stands_at_ms = Some(self.shows_ms(true_ms));
    }

    /// Starts the clock again after it was stopped for `after_ms`.
    pub const fn goes_on(&mut self, after_ms: u64) {
        self.stands_at_ms = None;
        self.behind_ms += after_ms;
    }

    /// The true time at which a timer that is set now fires. A timer measures its wait with the
    /// clock. In half of the schedules it fires early.
    pub fn fires_at_ms(&self, true_ms: u64, at: Instant) -> u64 {
        let wait_ms = at.as_ms().saturating_sub(self.shows_ms(true_ms));
        let early_ms = (self.seed / 8 % 2) * ((true_ms ^ at.as_ms()) % (EARLIEST_MS + 1));
        true_ms + wait_ms.saturating_sub(early_ms).max(1)
    }
}
