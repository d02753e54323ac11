//! What the chat costs, in a real browser, beside two lists written by hand.
//! `benches/` measures; this brings together what it needs.

use crate::failure::{Failure, Named as _};
use crate::run::{cargo, program, root, succeed};
use crate::{assets, tools};
use clap::Args;
use std::fs;

/// What to measure.
#[derive(Args)]
pub struct Options {
    /// How often; the medians count.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Some benchmarks alone, with commas: long, empty, flood, closed, cold, prefetched, sendable. Nothing is written to docs/ then.
    #[arg(long)]
    only: Option<String>,
    /// Measure the assets that are in dist/ already.
    #[arg(long)]
    as_built: bool,
}

/// Builds what is measured, measures, prints the table and keeps it.
pub fn run(options: &Options) -> Result<(), Failure> {
    let browser = tools::browser()?;
    let playwright = tools::playwright()?;
    let dist = root().join("dist");
    if !options.as_built || !dist.join("manifest.json").exists() {
        assets::build()?;
    }
    succeed(
        cargo(&[]).args(["build", "--release", "--package", "hailer-stand-in"]),
        "The mistake is above",
    )?;
    let results = root().join("target/bench");
    fs::create_dir_all(&results).named(results.display())?;
    let mut measure = program("node", &[]);
    measure
        .arg("benches/run.mjs")
        .env("HAILER_PLAYWRIGHT", playwright)
        .env("HAILER_DIST", dist)
        .env(
            "HAILER_STAND_IN",
            root().join("target/release/hailer-stand-in"),
        )
        .env("CHROME", browser.chrome)
        .env("HAILER_RUNS", options.runs.to_string())
        .env("HAILER_ONLY", options.only.as_deref().unwrap_or_default())
        .env("HAILER_RESULTS", results.join("results.json"))
        .env("HAILER_REPORT", root().join("docs/benchmarks.md"));
    succeed(&mut measure, "What was measured before is lost")
}
