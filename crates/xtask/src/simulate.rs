//! Seeded schedules of faults, as many as wanted, and the proof that they find bugs.

use crate::failure::{Failure, Named as _};
use crate::mutants::{MUTANTS, Mutant};
use crate::run::{cargo, root, succeed};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Schedules that each mutant has to survive before it counts as a survivor.
const SEEDS_A_MUTANT: u64 = 50_000;

/// What to simulate.
#[derive(Args)]
pub struct Options {
    /// How many schedules to try.
    #[arg(long, default_value_t = 100_000)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Replay one seed, step by step; one that fails is made short first.
    #[arg(long)]
    seed: Option<u64>,
    /// Break the session in many ways, one at a time, and tell which seed noticed.
    #[arg(long)]
    mutants: bool,
    /// Of the ways to break it, only those whose description holds this.
    #[arg(long, default_value = "", requires = "mutants")]
    only: String,
}

/// Runs schedules.
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

/// Each mutant is made in a copy of the core, so that nothing here is touched.
fn mutants(only: &str) -> Result<(), Failure> {
    let copy = root().join("target/mutants");
    let mut survivors = Vec::new();
    println!("| what was broken | noticed by seed | as |\n|---|---|---|");
    for mutant in MUTANTS.iter().filter(|mutant| mutant.what.contains(only)) {
        prepare(&copy)?;
        apply(&copy, mutant)?;
        let told = test_copy(&copy)?;
        if let Some((seed, what)) = noticed(&told) {
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
            "nothing noticed: {survivors}. A schedule or an invariant is missing"
        )))
    }
}

/// A workspace with the core alone.
fn prepare(copy: &Path) -> Result<(), Failure> {
    let core = copy.join("crates/messaging");
    if core.exists() {
        fs::remove_dir_all(&core).named(core.display())?;
    }
    copy_folder(&root().join("crates/messaging"), &core)?;
    let manifest = root().join("Cargo.toml");
    let text = fs::read_to_string(&manifest).named(manifest.display())?;
    // The workspace's own tables come first; the widget's package is left out.
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
        // The fuzzer's own workspace is no part of the core.
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
            "mutant {:?}: its code is not in {} exactly once. Bring crates/xtask/src/mutants.rs up to date",
            mutant.what, mutant.file
        )));
    };
    fs::write(&file, format!("{before}{}{after}", mutant.to)).named(file.display())
}

/// What stands before and after the only place of some code, however that is
/// broken into lines.
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
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    if errors.contains("could not compile") {
        return Err(Failure::new(format!(
            "a mutant does not compile:\n{errors}"
        )));
    }
    Ok(told + &errors)
}

/// The seed that failed and what it said, from `seed 7: what`.
fn noticed(told: &str) -> Option<(&str, &str)> {
    let lines = told.lines().filter_map(|line| line.strip_prefix("seed "));
    let found = lines.filter_map(|line| line.split_once(": "));
    let mut found = found.filter(|(_, what)| !what.ends_with(" steps"));
    found.next()
}
