//! Every command a person or CI runs.

mod assets;
mod bench;
mod catalogues;
mod dev;
mod failure;
mod linker;
mod loader;
mod minify;
mod module;
mod mutants;
mod package;
mod rare;
mod run;
mod sections;
mod shake;
mod simulate;
mod size;
mod split;
mod test;
mod tools;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Every command of this repository")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the stand-in and the demo shop, and say where they are.
    Dev(dev::Options),
    /// Run every check, or the named steps alone.
    Test {
        /// Steps to run alone: fmt, clippy, native, types, components, size, e2e.
        steps: Vec<test::Step>,
    },
    /// Build the release assets into dist/.
    Build,
    /// Build the release assets and weigh them against the budgets.
    Size,
    /// Try seeded schedules of faults on the core.
    Simulate(simulate::Options),
    /// Measure what the chat costs, in a real browser; never a test.
    Bench(bench::Options),
    /// Find out what runs before the chat can be typed into, and list what does not.
    Rare,
    /// Write hailer.js into a folder; trunk calls this after each build.
    #[command(hide = true)]
    Loader {
        /// The folder; trunk names it in TRUNK_STAGING_DIR.
        #[arg(env = "TRUNK_STAGING_DIR")]
        folder: PathBuf,
    },
}

fn main() -> ExitCode {
    if let Some(linked) = linker::run() {
        return linked;
    }
    let outcome = match Arguments::parse().command {
        Command::Dev(options) => dev::run(&options),
        Command::Test { steps } => test::run(&steps),
        Command::Build => assets::build().map(|_| ()),
        Command::Size => size::run(),
        Command::Simulate(options) => simulate::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Rare => rare::run(),
        Command::Loader { folder } => loader::write_for_development(&folder),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\ncargo xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
