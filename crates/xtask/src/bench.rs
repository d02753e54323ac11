//! Measures the chat in a real browser, and two handwritten lists for comparison. The measurements
//! are in `benches/`; this builds and passes what they need.

use crate::failure::{Failure, Named as _};
use crate::run::{cargo, program, root, succeed};
use crate::{assets, tools};
use clap::Args;
use std::fs;

/// The options of `cargo xtask bench`.
#[derive(Args)]
pub struct Options {
    /// The number of runs; the table shows medians.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Run only these benchmarks, separated by commas: long, empty, flood, closed, cold,
    /// prefetched, sendable. Then docs/ is not changed.
    #[arg(long)]
    only: Option<String>,
    /// Measure the assets in dist/ without building them.
    #[arg(long)]
    as_built: bool,
}

/// Builds everything, runs the benchmarks, prints the table and writes it to docs/benchmarks.md.
pub fn run(options: &Options) -> Result<(), Failure> {
    let browser = tools::browser()?;
    let playwright = tools::playwright()?;
    let dist = root().join("dist");
    if !options.as_built || !dist.join("manifest.json").exists() {
        assets::build()?;
    }
    succeed(
        cargo(&[]).args(["build", "--release", "--package", "hailer-stand-in"]),
        "See the compiler's messages above",
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
    succeed(&mut measure, "The results of this run are lost")
}
