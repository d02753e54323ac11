//! Running other programs, in the repository's root and with its tools first.

use crate::failure::Failure;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The repository's root.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // crates/xtask lies two folders down.
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// A program in the root; `tools` are folders to look for programs in first.
pub fn program(name: &str, tools: &[PathBuf]) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).env("PATH", path_with(tools));
    // Cargo sets these for us; a cargo of ours must find its own.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        command.env_remove(name);
    }
    command
}

/// The cargo that runs us.
pub fn cargo(tools: &[PathBuf]) -> Command {
    program("cargo", tools)
}

fn path_with(tools: &[PathBuf]) -> OsString {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let all = tools.iter().cloned().chain(env::split_paths(&inherited));
    env::join_paths(all).unwrap_or(inherited)
}

/// Runs a program to its end, its output visible.
///
/// # Errors
/// When it cannot be started or does not succeed; `remedy` says what then.
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

/// What a program prints, if it can be run at all.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
