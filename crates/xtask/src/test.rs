//! Runs the checks, the fastest first.

use crate::failure::{Failure, Named as _};
use crate::run::{cargo, output, program, root, succeed};
use crate::{desk, size, tools};
use clap::ValueEnum;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

/// A step of `cargo xtask test`.
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
    /// Component tests in a headless browser.
    Components,
    /// The sizes of the release assets.
    Size,
    /// End-to-end tests in a real browser against the stand-in.
    E2e,
    /// The real service's agent SDK against the stand-in and the widget.
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
pub fn run(steps: &[Step], only: Option<&str>) -> Result<(), Failure> {
    let steps = if steps.is_empty() { &ALL[..] } else { steps };
    let mut times = Vec::new();
    for step in steps {
        println!("\n== {} ==", step.title());
        let started = Instant::now();
        step.run(only)?;
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

    fn run(self, only: Option<&str>) -> Result<(), Failure> {
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
            Self::E2e => journeys(only),
            Self::Sdk => agent_sdk(),
        }
    }
}

fn clippy() -> Result<(), Failure> {
    tools::wasm_target()?;
    let remedy = "See the lints above";
    let strict = ["--", "--deny", "warnings"];
    succeed(
        cargo(&[])
            .args(["clippy", "--workspace", "--all-targets"])
            .args(strict),
        remedy,
    )?;
    // One at a time: in one build, cargo would unify their features.
    for package in ["hailer", "hailer-agent-desk"] {
        let mut lint = cargo(&[]);
        lint.args(["clippy", "--package", package, "--all-targets"]);
        succeed(lint.args(["--target", WASM]).args(strict), remedy)?;
    }
    Ok(())
}

/// Runs all tests except the end-to-end tests, which need the release assets.
fn native() -> Result<(), Failure> {
    let remedy = "See the failed tests above";
    succeed(
        cargo(&[]).args(["test", "--workspace", "--exclude", "hailer"]),
        remedy,
    )?;
    succeed(
        cargo(&[]).args(["test", "--package", "hailer", "--lib"]),
        remedy,
    )
}

/// Compiles code that must compile, and code that must be rejected.
fn types() -> Result<(), Failure> {
    let mut compile = program(&tools::typescript()?.to_string_lossy(), &[]);
    succeed(
        compile.args(["--project", "package/tests"]),
        "package/tests/uses.ts shows what package/*.d.ts must accept and reject",
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
    succeed(&mut test, "See the failed tests above")
}

fn journeys(only: Option<&str>) -> Result<(), Failure> {
    let browser = tools::browser()?;
    let (dist, stand_in) = built()?;
    let desk = desk::build()?;
    let mut test = cargo(&[]);
    test.args(["test", "--package", "hailer", "--test", "e2e"])
        // The tests wait more than they compute, so run more threads than a small machine has
        // cores.
        .args(["--", "--test-threads=4"])
        .args(only)
        .env("HAILER_DIST", dist)
        .env("HAILER_DESK", desk)
        .env("HAILER_AXE", tools::axe()?)
        .env("HAILER_WEBPACK", tools::webpack()?)
        .env("HAILER_STAND_IN", stand_in)
        .env("CHROME", browser.chrome)
        .env("CHROMEDRIVER", browser.driver);
    succeed(&mut test, "See the failed tests above")
}

/// Builds the release assets and the stand-in for the end-to-end tests. They are always rebuilt,
/// because `dist/` may be older than the sources.
fn built() -> Result<(PathBuf, PathBuf), Failure> {
    let dist = root().join("dist");
    crate::assets::build()?;
    succeed(
        cargo(&[]).args(["build", "--package", "hailer-stand-in"]),
        "See the compiler's messages above",
    )?;
    Ok((dist, root().join("target/debug/hailer-stand-in")))
}

fn agent_sdk() -> Result<(), Failure> {
    if output(program("node", &[]).arg("--version")).is_none() {
        println!("Node.js is not installed, so the agents' SDK was not tested.");
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
        "See the failed tests above, and the files with the frames that were sent and received",
    )
}

/// Lists the files, because versions of Node.js treat a folder differently.
fn journeys_of_the_sdk() -> Result<Vec<PathBuf>, Failure> {
    let folder = root().join("tests/agent-sdk");
    let files = fs::read_dir(&folder).named(folder.display())?;
    let files = files.filter_map(|entry| Some(entry.ok()?.path()));
    let is_journey = |file: &PathBuf| file.to_string_lossy().ends_with(".test.mjs");
    let mut files: Vec<PathBuf> = files.filter(is_journey).collect();
    files.sort();
    Ok(files)
}
