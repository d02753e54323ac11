//! Seeded schedules of faults between a session and a model of the server.
//!
//! Whatever the network does, what the consumer pressed Send on is in the
//! server's transcript exactly once and in the order it was written, and the
//! consumer's transcript equals the server's. A seed that fails is replayed by
//! `HAILER_SEED=… cargo test -p hailer-messaging --test simulation -- --nocapture`.

mod server;
mod world;

use std::env;

/// How many schedules a test run tries; each is a few milliseconds.
const SCHEDULES: u64 = 2_000;

#[test]
fn nothing_is_lost_or_doubled_under_any_schedule_of_faults() {
    if let Ok(seed) = env::var("HAILER_SEED") {
        let seed = seed.parse().expect("HAILER_SEED is a number");
        let outcome = world::run(seed, true);
        assert_eq!(outcome, Ok(()), "seed {seed}");
        return;
    }
    for seed in 0..SCHEDULES {
        if let Err(problem) = world::run(seed, false) {
            panic!("seed {seed}: {problem}\nreplay it with HAILER_SEED={seed}");
        }
    }
}
