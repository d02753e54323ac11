//! The commands of this repository.

mod assets;
mod bench;
mod catalogues;
mod desk;
mod dev;
mod docs;
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
    /// Start the stand-in, the agents' desk and the demo shop, and print their addresses.
    Dev(dev::Options),
    /// Run all checks, or only the named steps.
    Test {
        /// The steps to run: fmt, clippy, native, types, components, size, e2e, sdk.
        steps: Vec<test::Step>,
        /// Run only the journeys whose names contain this text.
        #[arg(long, value_name = "NAME")]
        only: Option<String>,
    },
    /// Build the release assets into dist/, and the agents' desk into target/desk.
    Build,
    /// Build the agents' desk into target/desk, the stand-in's default folder.
    Desk,
    /// Build the release assets and check their sizes against the budgets.
    Size,
    /// Open a consumer's or an agent's socket, and send the requests that you paste; see --help.
    #[command(disable_help_flag = true)]
    Shell {
        /// Options for the shell: --as, --user, --password, --stand-in, --account.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
    /// Run the core against seeded schedules of faults.
    Simulate(simulate::Options),
    /// Check the documentation, and build it as a site into target/book.
    Docs(docs::Options),
    /// Measure the chat's performance in a real browser. This is not a test.
    Bench(bench::Options),
    /// Run many consumers and agents against one stand-in, and write the results to docs/load.md.
    Load(load::Options),
    /// Write hailer.js into a folder. Trunk calls this after each build.
    #[command(hide = true)]
    Loader {
        /// The folder. Trunk passes it in TRUNK_STAGING_DIR.
        #[arg(env = "TRUNK_STAGING_DIR")]
        folder: PathBuf,
    },
}

/// Runs the shell. The build is quiet, because the shell's output may be piped.
fn shell(options: &[String]) -> Result<(), Failure> {
    let mut shell = cargo(&[]);
    shell
        .args(["run", "--quiet", "--package", "hailer-shell", "--"])
        .args(options);
    succeed(&mut shell, "See the error above")
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Dev(options) => dev::run(&options),
        Command::Test { steps, only } => test::run(&steps, only.as_deref()),
        Command::Build => assets::build().and_then(|_| desk::build()).map(|_| ()),
        Command::Desk => desk::build().map(|folder| println!("It is in {}", folder.display())),
        Command::Size => size::run(),
        Command::Shell { options } => shell(&options),
        Command::Simulate(options) => simulate::run(&options),
        Command::Docs(options) => docs::run(&options),
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
