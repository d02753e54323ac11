//! Runs programs in the repository's root, with its tools first on the PATH.

use crate::failure::Failure;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The repository's root.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // crates/xtask is two folders below the root.
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// A program to run in the root. The folders in `tools` come first on the PATH.
pub fn program(name: &str, tools: &[PathBuf]) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).env("PATH", path_with(tools));
    // Cargo sets these for xtask. A cargo that xtask starts must set its own.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        command.env_remove(name);
    }
    command
}

/// The `cargo` on the PATH.
pub fn cargo(tools: &[PathBuf]) -> Command {
    program("cargo", tools)
}

fn path_with(tools: &[PathBuf]) -> OsString {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let all = tools.iter().cloned().chain(env::split_paths(&inherited));
    env::join_paths(all).unwrap_or(inherited)
}

/// Runs a program and waits for it. Its output is visible.
///
/// # Errors
/// If it cannot be started or fails. The error ends with `remedy`.
pub fn succeed(command: &mut Command, remedy: &str) -> Result<(), Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .map_err(|error| Failure::new(format!("{name} cannot be started: {error}. {remedy}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("{name} failed ({status}). {remedy}")))
    }
}

/// The output of a program, if it succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
