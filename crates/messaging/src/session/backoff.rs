//! The wait before the next connection attempt (protocol §1.10).

use crate::time::Duration;

/// Exponential back-off with jitter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    attempt: u32,
}

impl Backoff {
    const FIRST_MS: u64 = 1_000;
    const LONGEST_MS: u64 = 60_000;

    /// Returns the next wait. It doubles up to one minute. `random` picks a value in the upper
    /// half of the range, so that many widgets do not reconnect at the same moment.
    pub fn next(&mut self, random: u64) -> Duration {
        let doubled = Self::FIRST_MS << self.attempt.min(10);
        let longest = doubled.min(Self::LONGEST_MS);
        self.attempt = self.attempt.saturating_add(1);
        Duration::from_ms(longest / 2 + random % (longest / 2 + 1))
    }

    /// Called after a connection that lasted at least `GOOD_CONNECTION`.
    pub fn reset(&mut self) {
        self.attempt = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_minute_and_stay_in_their_upper_half() {
        for random in [0, 1, u64::MAX] {
            let mut backoff = Backoff::default();
            for longest in [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000] {
                let wait = backoff.next(random).as_ms();
                assert!(
                    (longest / 2..=longest).contains(&wait),
                    "{wait} of {longest}"
                );
            }
        }
    }

    #[test]
    fn a_thousand_attempts_do_not_overflow() {
        let mut backoff = Backoff::default();
        for _ in 0..1_000 {
            assert!(backoff.next(7).as_ms() <= 60_000);
        }
    }
}
