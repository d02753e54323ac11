//! Runs seeded schedules of faults, and checks that they detect mutants.

use crate::failure::{Failure, Named as _};
use crate::mutants::{MUTANTS, Mutant};
use crate::run::{cargo, root, succeed};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A mutant that passes this many schedules is a survivor.
const SEEDS_A_MUTANT: u64 = 50_000;

/// The options of `cargo xtask simulate`.
#[derive(Args)]
pub struct Options {
    /// The number of schedules.
    #[arg(long, default_value_t = 100_000)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Replay one seed, step by step. If it fails, the schedule is shortened first.
    #[arg(long)]
    seed: Option<u64>,
    /// Break the session in many ways, one at a time, and print which seed detects each.
    #[arg(long)]
    mutants: bool,
    /// Run only mutants whose description contains this text.
    #[arg(long, default_value = "", requires = "mutants")]
    only: String,
}

/// Runs the schedules, or the mutants.
pub fn run(options: &Options) -> Result<(), Failure> {
    if options.mutants {
        return mutants(&options.only);
    }
    let mut test = cargo(&[]);
    simulation(&mut test)
        .env("HAILER_FROM", options.from.to_string())
        .env("HAILER_SEEDS", options.seeds.to_string());
    if let Some(seed) = options.seed {
        test.env("HAILER_SEED", seed.to_string());
    }
    succeed(&mut test, "The shortest failing schedule is printed above")
}

fn simulation(cargo: &mut Command) -> &mut Command {
    cargo.args(["test", "--release", "--package", "hailer-messaging"]);
    cargo.args(["--test", "simulation", "--", "--nocapture"])
}

/// Tests each mutant in a copy of the core, so that the sources are not changed.
fn mutants(only: &str) -> Result<(), Failure> {
    let copy = root().join("target/mutants");
    let mut survivors = Vec::new();
    println!("| mutant | detected by seed | as |\n|---|---|---|");
    for mutant in MUTANTS.iter().filter(|mutant| mutant.what.contains(only)) {
        prepare(&copy)?;
        apply(&copy, mutant)?;
        let output = test_copy(&copy)?;
        if let Some((seed, what)) = detected(&output) {
            println!("| {} | {seed} | {what} |", mutant.what);
        } else {
            println!("| {} | none of {SEEDS_A_MUTANT} | |", mutant.what);
            survivors.push(mutant.what);
        }
    }
    if survivors.is_empty() {
        Ok(())
    } else {
        let survivors = survivors.join("; ");
        Err(Failure::new(format!(
            "not detected: {survivors}. A schedule or an invariant is missing"
        )))
    }
}

/// Creates a workspace that contains only the core.
fn prepare(copy: &Path) -> Result<(), Failure> {
    let core = copy.join("crates/messaging");
    if core.exists() {
        fs::remove_dir_all(&core).named(core.display())?;
    }
    copy_folder(&root().join("crates/messaging"), &core)?;
    let manifest = root().join("Cargo.toml");
    let text = fs::read_to_string(&manifest).named(manifest.display())?;
    // The workspace's tables come first in Cargo.toml. The widget's package is left out.
    let workspace = text.split("\n[package]").next().unwrap_or_default();
    let manifest = copy.join("Cargo.toml");
    fs::write(&manifest, workspace).named(manifest.display())?;
    let lock = copy.join("Cargo.lock");
    fs::copy(root().join("Cargo.lock"), &lock).named(lock.display())?;
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).named(to.display())?;
    for entry in fs::read_dir(from).named(from.display())? {
        let entry = entry.named(from.display())?;
        let target: PathBuf = to.join(entry.file_name());
        // The fuzzer is a separate workspace.
        if entry.file_name() == "fuzz" {
            continue;
        }
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).named(target.display())?;
        }
    }
    Ok(())
}

fn apply(copy: &Path, mutant: &Mutant) -> Result<(), Failure> {
    let file = copy.join("crates/messaging/src").join(mutant.file);
    let text = fs::read_to_string(&file).named(file.display())?;
    let Some((before, after)) = split_around(&text, mutant.from) else {
        return Err(Failure::new(format!(
            "mutant {:?}: its code does not occur exactly once in {}. Update crates/xtask/src/mutants.rs",
            mutant.what, mutant.file
        )));
    };
    fs::write(&file, format!("{before}{}{after}", mutant.to)).named(file.display())
}

/// Splits a text before and after the only occurrence of `code`, ignoring white space.
fn split_around<'a>(text: &'a str, code: &str) -> Option<(&'a str, &'a str)> {
    let solid = |text: &'a str| text.char_indices().filter(|(_, c)| !c.is_whitespace());
    let wanted: Vec<char> = code.chars().filter(|c| !c.is_whitespace()).collect();
    let places: Vec<(usize, char)> = solid(text).collect();
    let mut found = places
        .windows(wanted.len())
        .filter(|window| window.iter().map(|(_, c)| c).eq(&wanted));
    let (window, None) = (found.next()?, found.next()) else {
        return None;
    };
    let (start, _) = window[0];
    let (last, c) = window[window.len() - 1];
    Some((&text[..start], &text[last + c.len_utf8()..]))
}

fn test_copy(copy: &Path) -> Result<String, Failure> {
    let mut test = cargo(&[]);
    simulation(&mut test)
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", copy.join("target"))
        .env("HAILER_SEEDS", SEEDS_A_MUTANT.to_string())
        .env("RUSTFLAGS", "-A warnings");
    let output = test.output().named("cargo cannot be started")?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    if errors.contains("could not compile") {
        return Err(Failure::new(format!(
            "a mutant does not compile:\n{errors}"
        )));
    }
    Ok(printed + &errors)
}

/// The failing seed and its message, from a line `seed 7: message`.
fn detected(output: &str) -> Option<(&str, &str)> {
    let lines = output.lines().filter_map(|line| line.strip_prefix("seed "));
    let found = lines.filter_map(|line| line.split_once(": "));
    let mut found = found.filter(|(_, what)| !what.ends_with(" steps"));
    found.next()
}
