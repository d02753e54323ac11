//! Many consumers and agents on one stand-in: crates/stand-in/examples/load.

use crate::failure::Failure;
use crate::run::{cargo, program, root, succeed};
use clap::Args;

/// How many, and for how long.
#[derive(Args)]
pub struct Options {
    /// How many consumers.
    #[arg(long, default_value_t = 1_000)]
    consumers: u32,
    /// How many agents.
    #[arg(long, default_value_t = 50)]
    agents: u32,
    /// How long messages are sent, in seconds.
    #[arg(long, default_value_t = 60)]
    secs: u32,
    /// How long a consumer waits after a message before the next, in milliseconds.
    #[arg(long, default_value_t = 10_000)]
    pace_ms: u32,
    /// The port the stand-in listens on.
    #[arg(long, default_value_t = 8_090)]
    port: u16,
    /// Print the report and leave docs/load.md as it is.
    #[arg(long)]
    no_report: bool,
}

/// Builds both programs as they are released, and runs them.
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
        "The compiler says why above",
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
    succeed(&mut load, "What was lost or refused is above")
}
