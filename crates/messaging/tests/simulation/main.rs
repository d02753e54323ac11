//! Seeded schedules of faults between the tabs of one consumer and a model of the server.
//!
//! Whatever the network, the server and the device do, every sent message is stored in the
//! server's transcript exactly once and in the order it was written, or it is shown as
//! failed. Every tab shows the server's transcript. The session also keeps the invariants
//! in `check`. A failing schedule is shortened and printed.
//!
//! - `HAILER_SEEDS=1000000` runs this many schedules (`cargo xtask simulate --seeds N`);
//! - `HAILER_SEED=7` replays one, step by step (with `-- --nocapture`).

mod check;
mod check_clicks;
mod clock;
mod connection;
mod consumer;
mod happen;
mod page;
mod run;
mod server;
mod step;
mod stored;
mod world;

use std::env;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// The number of schedules in a test run.
const SCHEDULES: u64 = 2_000;

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    let number = text.replace('_', "").parse();
    Some(number.unwrap_or_else(|_| panic!("{variable} is a whole number and not {text:?}")))
}

#[test]
fn no_schedule_of_faults_loses_or_duplicates_a_message() {
    if let Some(seed) = number("HAILER_SEED") {
        replay(seed);
        return;
    }
    let seeds = number("HAILER_SEEDS").unwrap_or(SCHEDULES);
    let from = number("HAILER_FROM").unwrap_or_default();
    if let Some(seed) = try_all(from, from + seeds) {
        replay(seed);
    }
}

/// Runs a range of seeds on all cores. Returns the lowest seed that failed.
#[expect(
    clippy::disallowed_types,
    reason = "a rate is measured, and nothing depends on it"
)]
fn try_all(from: u64, end: u64) -> Option<u64> {
    let started = std::time::Instant::now();
    let next = AtomicU64::new(from);
    let lowest_failed = AtomicU64::new(u64::MAX);
    let work = || {
        let mut figures = run::Figures::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end || lowest_failed.load(Ordering::Relaxed) < u64::MAX {
                return figures;
            }
            if let Ok(one) = run_contained(seed) {
                figures.add(one);
            } else {
                lowest_failed.fetch_min(seed, Ordering::Relaxed);
            }
        }
    };
    let mut total = run::Figures::default();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for thread in running {
            total.add(thread.join().expect("panics are contained"));
        }
    });
    println!("{total} in {:.1?}", started.elapsed());
    Some(lowest_failed.into_inner()).filter(|seed| *seed < u64::MAX)
}

/// Treats a panic of the session like any other failure.
fn run_contained(seed: u64) -> Result<run::Figures, String> {
    std::panic::catch_unwind(|| run::seed(seed)).unwrap_or_else(|_| Err("a panic".to_owned()))
}

/// Shortens a failing schedule and runs it step by step.
fn replay(seed: u64) {
    let schedule = if run_contained(seed).is_ok() {
        step::schedule(seed)
    } else {
        run::shrink(seed)
    };
    println!("seed {seed}: {} steps", schedule.len());
    let outcome = run::steps(seed, &schedule, true);
    let shown: Vec<String> = schedule.iter().map(|step| format!("{step:?}")).collect();
    assert!(
        outcome.is_ok(),
        "seed {seed}: {}\nreplay it with HAILER_SEED={seed}; its shortest schedule is\n[{}]",
        outcome.expect_err("it failed"),
        shown.join(", ")
    );
}
