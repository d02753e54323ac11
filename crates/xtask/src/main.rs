//! Every command a person or CI runs.

mod assets;
mod bench;
mod catalogues;
mod desk;
mod dev;
mod failure;
mod load;
mod loader;
mod minify;
mod module;
mod mutants;
mod names;
mod order;
mod package;
mod parts;
mod run;
mod simulate;
mod size;
mod test;
mod tools;
mod unused;

use crate::failure::Failure;
use crate::run::{cargo, succeed};
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
    /// Start the stand-in, the agents' desk and the demo shop, and say where they are.
    Dev(dev::Options),
    /// Run every check, or the named steps alone.
    Test {
        /// Steps to run alone: fmt, clippy, native, types, components, size, e2e, sdk.
        steps: Vec<test::Step>,
    },
    /// Build the release assets into dist/, and the agents' desk into target/desk.
    Build,
    /// Build the agents' desk into target/desk, where the stand-in looks for it.
    Desk,
    /// Build the release assets and weigh them against the budgets.
    Size,
    /// Open a line to the consumer's or the agent's socket, into which requests are pasted; --help says more.
    #[command(disable_help_flag = true)]
    Shell {
        /// What the shell is told: --as, --user, --password, --stand-in, --account.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
    /// Try seeded schedules of faults on the core.
    Simulate(simulate::Options),
    /// Measure what the chat costs, in a real browser; never a test.
    Bench(bench::Options),
    /// Put many consumers and agents on one stand-in, and write what was measured to docs/load.md.
    Load(load::Options),
    /// Write hailer.js into a folder; trunk calls this after each build.
    #[command(hide = true)]
    Loader {
        /// The folder; trunk names it in TRUNK_STAGING_DIR.
        #[arg(env = "TRUNK_STAGING_DIR")]
        folder: PathBuf,
    },
}

/// Builds the shell without a word about it, as its output may be piped on.
fn shell(options: &[String]) -> Result<(), Failure> {
    let mut shell = cargo(&[]);
    shell
        .args(["run", "--quiet", "--package", "hailer-shell", "--"])
        .args(options);
    succeed(&mut shell, "What is wrong is said above")
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Dev(options) => dev::run(&options),
        Command::Test { steps } => test::run(&steps),
        Command::Build => assets::build().and_then(|_| desk::build()).map(|_| ()),
        Command::Desk => desk::build().map(|folder| println!("It is in {}", folder.display())),
        Command::Size => size::run(),
        Command::Shell { options } => shell(&options),
        Command::Simulate(options) => simulate::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Load(options) => load::run(&options),
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
