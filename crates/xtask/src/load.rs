//! Runs the load test of crates/stand-in/examples/load.

use crate::failure::Failure;
use crate::run::{cargo, program, root, succeed};
use clap::Args;

/// The options of `cargo xtask load`.
#[derive(Args)]
pub struct Options {
    /// The number of consumers.
    #[arg(long, default_value_t = 1_000)]
    consumers: u32,
    /// The number of agents.
    #[arg(long, default_value_t = 50)]
    agents: u32,
    /// How long messages are sent, in seconds.
    #[arg(long, default_value_t = 60)]
    secs: u32,
    /// The pause between two messages of a consumer, in milliseconds.
    #[arg(long, default_value_t = 10_000)]
    pace_ms: u32,
    /// The port the stand-in listens on.
    #[arg(long, default_value_t = 8_090)]
    port: u16,
    /// Print the report, but do not write docs/load.md.
    #[arg(long)]
    no_report: bool,
}

/// Builds both programs in release mode and runs them.
pub fn run(options: &Options) -> Result<(), Failure> {
    let what = [
        "--package",
        "hailer-stand-in",
        "--bins",
        "--example",
        "load",
    ];
    succeed(
        cargo(&[]).args(["build", "--release"]).args(what),
        "See the compiler's messages above",
    )?;
    let built = root().join("target/release");
    let driver = built.join("examples/load");
    let mut load = program(&driver.to_string_lossy(), &[]);
    load.arg("--stand-in").arg(built.join("hailer-stand-in"));
    let numbers = [
        ("--consumers", options.consumers),
        ("--agents", options.agents),
        ("--secs", options.secs),
        ("--pace-ms", options.pace_ms),
        ("--port", options.port.into()),
    ];
    for (name, number) in numbers {
        load.arg(name).arg(number.to_string());
    }
    if !options.no_report {
        load.arg("--report").arg(root().join("docs/load.md"));
    }
    succeed(&mut load, "See above which messages were lost or refused")
}
