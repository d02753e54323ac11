//! Finds or installs the programs that the commands need. A program on the PATH is used if its
//! version is right. Otherwise it is installed into a cache folder with its version in the name.
//! All clones share that folder, and nothing else on the machine changes.

mod browser;
mod npm;

pub use browser::browser;
pub use npm::{agent_sdk, axe, esbuild, playwright, terser, typescript, wasm_opt, webpack};

use crate::failure::{Failure, Named as _};
use crate::run::{cargo, output, program, root, succeed};
use std::env;
use std::path::PathBuf;

/// The folder for installed tools: `$HAILER_TOOLS`, or a folder in the cache.
pub fn folder() -> Result<PathBuf, Failure> {
    if let Some(named) = env::var_os("HAILER_TOOLS") {
        return Ok(named.into());
    }
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = cache.or_else(home);
    let cache = cache.ok_or_else(|| {
        Failure::new("HOME is not set, so there is no folder for tools: name one in HAILER_TOOLS")
    })?;
    Ok(cache.join("hailer").join("tools"))
}

/// A tool's pinned version, from `[workspace.metadata.tools]`.
pub fn pinned(tool: &str) -> Result<String, Failure> {
    let manifest = read_toml("Cargo.toml")?;
    let version = manifest["workspace"]["metadata"]["tools"]
        .get(tool)
        .and_then(toml::Value::as_str);
    version.map(str::to_owned).ok_or_else(|| {
        Failure::new(format!(
            "Cargo.toml has no version of {tool} under [workspace.metadata.tools]"
        ))
    })
}

/// The version of a crate in Cargo.lock.
pub fn locked(name: &str) -> Result<String, Failure> {
    version_in_lock(&read_toml("Cargo.lock")?, name).ok_or_else(|| {
        Failure::new(format!(
            "Cargo.lock does not contain {name}: run cargo update -p {name}"
        ))
    })
}

fn version_in_lock(lock: &toml::Value, name: &str) -> Option<String> {
    let packages = lock.get("package")?.as_array()?;
    let found = packages
        .iter()
        .find(|package| package.get("name").and_then(toml::Value::as_str) == Some(name))?;
    Some(found.get("version")?.as_str()?.to_owned())
}

fn read_toml(file: &str) -> Result<toml::Value, Failure> {
    let text = std::fs::read_to_string(root().join(file)).named(file)?;
    text.parse::<toml::Table>()
        .map(toml::Value::Table)
        .named(file)
}

/// Installs the compilation target for browsers if it is missing.
pub fn wasm_target() -> Result<(), Failure> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let installed = output(program("rustup", &[]).args(["target", "list", "--installed"]));
    match installed {
        Some(list) if list.lines().any(|line| line == TARGET) => Ok(()),
        // Without rustup the target may be installed anyway. If not, cargo reports it.
        None => Ok(()),
        Some(_) => {
            println!("Installing the target {TARGET} …");
            let mut add = program("rustup", &[]);
            succeed(
                add.args(["target", "add", TARGET]),
                "Check the network, or install the target manually: rustup target add wasm32-unknown-unknown",
            )
        }
    }
}

/// The folder that contains trunk.
pub fn trunk() -> Result<PathBuf, Failure> {
    cargo_tool(
        "trunk",
        "trunk",
        &pinned("trunk")?,
        "about six minutes on two cores",
    )
}

/// The folder that contains wasm-bindgen, in the version of Cargo.lock.
pub fn wasm_bindgen() -> Result<PathBuf, Failure> {
    let version = locked("wasm-bindgen")?;
    cargo_tool(
        "wasm-bindgen-cli",
        "wasm-bindgen",
        &version,
        "about two minutes on two cores",
    )
}

/// The folder of mdbook.
pub fn mdbook() -> Result<PathBuf, Failure> {
    cargo_tool(
        "mdbook",
        "mdbook",
        &pinned("mdbook")?,
        "about two minutes on two cores",
    )
}

/// The folder of a tool from crates.io, which is installed on first use.
fn cargo_tool(
    package: &str,
    binary: &str,
    version: &str,
    duration: &str,
) -> Result<PathBuf, Failure> {
    let on_path = output(program(binary, &[]).arg("--version"));
    if on_path.is_some_and(|line| line.split_whitespace().any(|word| word == version)) {
        // An empty folder name adds nothing to the PATH.
        return Ok(PathBuf::new());
    }
    let home = folder()?.join(format!("{package}-{version}"));
    let programs = home.join("bin");
    if programs.join(binary).exists() {
        return Ok(programs);
    }
    println!("Installing {package} {version} ({duration}, once) …");
    let mut install = cargo(&[]);
    install
        .args(["install", "--locked", "--root"])
        .arg(&home)
        .arg(format!("{package}@{version}"));
    let remedy = format!(
        "Check the network, or install it manually: cargo install --locked {package}@{version}"
    );
    succeed(&mut install, &remedy)?;
    Ok(programs)
}

/// How long apt-get waits, in seconds, for another package manager to finish.
const LOCK_TIMEOUT: &str = "DPkg::Lock::Timeout=600";

/// Whether packages can be installed with apt-get: the user is root on Debian.
fn can_use_apt() -> bool {
    let is_root = output(program("id", &[]).arg("-u")).as_deref() == Some("0");
    is_root && output(program("apt-get", &[]).arg("--version")).is_some()
}

fn apt_install(packages: &[&str]) -> Result<(), Failure> {
    println!(
        "Installing {} with apt-get; if another package manager is running, this waits for it for ten minutes at most …",
        packages.join(" and ")
    );
    let remedy = "Check the network and whether another package manager is running, or install the packages manually";
    let apt_get = |arguments: &[&str]| {
        let mut command = program("apt-get", &[]);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command.args(["-qq", "-o", LOCK_TIMEOUT]).args(arguments);
        command
    };
    // The package lists may be locked, or up to date: the installation decides.
    let _ = succeed(&mut apt_get(&["update"]), remedy);
    let install = ["install", "-y", "--no-install-recommends"];
    succeed(&mut apt_get(&[&install, packages].concat()), remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_a_locked_crate_is_found() {
        let lock: toml::Table = "[[package]]\nname = \"a\"\nversion = \"1.2.3\"\n"
            .parse()
            .unwrap();
        let lock = toml::Value::Table(lock);
        assert_eq!(version_in_lock(&lock, "a").as_deref(), Some("1.2.3"));
        assert_eq!(version_in_lock(&lock, "b"), None);
    }

    #[test]
    fn every_pinned_tool_has_a_version() {
        for tool in [
            "trunk",
            "binaryen",
            "esbuild",
            "terser",
            "typescript",
            "axe-core",
            "playwright-core",
            "node-agent-sdk",
            "webpack",
            "mdbook",
        ] {
            assert!(pinned(tool).unwrap().contains('.'), "{tool}");
        }
        assert!(locked("wasm-bindgen").unwrap().starts_with("0.2."));
    }
}
