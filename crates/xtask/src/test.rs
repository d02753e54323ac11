//! Every check, in the order in which a mistake is found soonest.

use crate::failure::{Failure, Named as _};
use crate::run::{cargo, output, program, root, succeed};
use crate::{desk, size, tools};
use clap::ValueEnum;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Formatting.
    Fmt,
    /// Lints, for this machine and for the browser.
    Clippy,
    /// Tests that need no browser.
    Native,
    /// The package's TypeScript declarations.
    Types,
    /// Single components in a headless browser.
    Components,
    /// The weight of the release assets.
    Size,
    /// Journeys in a real browser against the stand-in.
    E2e,
    /// The agents' SDK of the real service against the stand-in and the widget.
    Sdk,
}

const ALL: [Step; 8] = [
    Step::Fmt,
    Step::Clippy,
    Step::Native,
    Step::Types,
    Step::Components,
    Step::Size,
    Step::E2e,
    Step::Sdk,
];
const WASM: &str = "wasm32-unknown-unknown";

/// Runs the named steps, or all of them.
pub fn run(steps: &[Step]) -> Result<(), Failure> {
    let steps = if steps.is_empty() { &ALL[..] } else { steps };
    let mut times = Vec::new();
    for step in steps {
        println!("\n== {} ==", step.title());
        let started = Instant::now();
        step.run()?;
        times.push((step.title(), started.elapsed().as_secs()));
    }
    println!();
    for (title, secs) in times {
        println!("{secs:>5} s  {title}");
    }
    println!("Every check passed.");
    Ok(())
}

impl Step {
    const fn title(self) -> &'static str {
        match self {
            Self::Fmt => "formatting",
            Self::Clippy => "lints",
            Self::Native => "native tests",
            Self::Types => "TypeScript declarations",
            Self::Components => "components in a headless browser",
            Self::Size => "size of the release assets",
            Self::E2e => "journeys in a real browser",
            Self::Sdk => "the agents' SDK",
        }
    }

    fn run(self) -> Result<(), Failure> {
        match self {
            Self::Fmt => succeed(
                cargo(&[]).args(["fmt", "--all", "--check"]),
                "Run cargo fmt --all",
            ),
            Self::Clippy => clippy(),
            Self::Native => native(),
            Self::Types => types(),
            Self::Components => components(),
            Self::Size => size::run(),
            Self::E2e => journeys(),
            Self::Sdk => agent_sdk(),
        }
    }
}

fn clippy() -> Result<(), Failure> {
    tools::wasm_target()?;
    let remedy = "The lints are explained above";
    let strict = ["--", "--deny", "warnings"];
    succeed(
        cargo(&[])
            .args(["clippy", "--workspace", "--all-targets"])
            .args(strict),
        remedy,
    )?;
    // One by one: together, each would be built with what the other needs.
    for package in ["hailer", "hailer-agent-desk"] {
        let mut lint = cargo(&[]);
        lint.args(["clippy", "--package", package, "--all-targets"]);
        succeed(lint.args(["--target", WASM]).args(strict), remedy)?;
    }
    Ok(())
}

/// Everything but the journeys, which need the release assets.
fn native() -> Result<(), Failure> {
    let remedy = "The failed tests are named above";
    succeed(
        cargo(&[]).args(["test", "--workspace", "--exclude", "hailer"]),
        remedy,
    )?;
    succeed(
        cargo(&[]).args(["test", "--package", "hailer", "--lib"]),
        remedy,
    )
}

/// Compiles what must compile, and what must not.
fn types() -> Result<(), Failure> {
    let mut compile = program(&tools::typescript()?.to_string_lossy(), &[]);
    succeed(
        compile.args(["--project", "package/tests"]),
        "package/tests/uses.ts says what package/*.d.ts must allow, and what not",
    )
}

fn components() -> Result<(), Failure> {
    tools::wasm_target()?;
    let bindgen = tools::wasm_bindgen()?;
    let browser = tools::browser()?;
    let mut test = cargo(&[bindgen]);
    test.args([
        "test",
        "--package",
        "hailer",
        "--test",
        "components",
        "--target",
        WASM,
    ])
    .env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
        "wasm-bindgen-test-runner",
    )
    .env("CHROMEDRIVER", browser.driver);
    succeed(&mut test, "The failed tests are named above")
}

fn journeys() -> Result<(), Failure> {
    let browser = tools::browser()?;
    let (dist, stand_in) = built()?;
    let desk = desk::build()?;
    let mut test = cargo(&[]);
    test.args(["test", "--package", "hailer", "--test", "e2e"])
        // Journeys wait more than they work: two for each core of a small machine.
        .args(["--", "--test-threads=4"])
        .env("HAILER_DIST", dist)
        .env("HAILER_DESK", desk)
        .env("HAILER_AXE", tools::axe()?)
        .env("HAILER_WEBPACK", tools::webpack()?)
        .env("HAILER_STAND_IN", stand_in)
        .env("CHROME", browser.chrome)
        .env("CHROMEDRIVER", browser.driver);
    succeed(&mut test, "The failed journeys are named above")
}

/// The release assets and the stand-in, which journeys need: built anew, as what lies in `dist/` may be older than the sources.
fn built() -> Result<(PathBuf, PathBuf), Failure> {
    let dist = root().join("dist");
    crate::assets::build()?;
    succeed(
        cargo(&[]).args(["build", "--package", "hailer-stand-in"]),
        "The mistake is above",
    )?;
    Ok((dist, root().join("target/debug/hailer-stand-in")))
}

fn agent_sdk() -> Result<(), Failure> {
    if output(program("node", &[]).arg("--version")).is_none() {
        println!("Node.js is not here, so the agents' SDK was not tried.");
        return Ok(());
    }
    let browser = tools::browser()?;
    let (dist, stand_in) = built()?;
    let mut test = program("node", &[]);
    test.arg("--test")
        .args(journeys_of_the_sdk()?)
        .env("HAILER_AGENT_SDK", tools::agent_sdk()?)
        .env("HAILER_PLAYWRIGHT", tools::playwright()?)
        .env("HAILER_DIST", dist)
        .env("HAILER_STAND_IN", stand_in)
        .env("CHROME", browser.chrome);
    succeed(
        &mut test,
        "The failed journeys are named above, with files of what was sent and heard",
    )
}

/// Named one by one: versions of Node.js do not agree on what a folder means.
fn journeys_of_the_sdk() -> Result<Vec<PathBuf>, Failure> {
    let folder = root().join("tests/agent-sdk");
    let files = fs::read_dir(&folder).named(folder.display())?;
    let files = files.filter_map(|entry| Some(entry.ok()?.path()));
    let is_journey = |file: &PathBuf| file.to_string_lossy().ends_with(".test.mjs");
    let mut files: Vec<PathBuf> = files.filter(is_journey).collect();
    files.sort();
    Ok(files)
}
