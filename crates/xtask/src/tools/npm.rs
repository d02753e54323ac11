//! Programs and scripts from npm packages.

use super::{apt_install, can_use_apt, folder, pinned};
use crate::failure::{Failure, Named as _};
use crate::run::{output, program, succeed};
use std::fs;
use std::path::{Path, PathBuf};

/// wasm-opt, which optimizes the module.
pub fn wasm_opt() -> Result<PathBuf, Failure> {
    npm_tool("binaryen", "wasm-opt")
}

/// esbuild, which bundles scripts.
pub fn esbuild() -> Result<PathBuf, Failure> {
    npm_tool("esbuild", "esbuild")
}

/// terser, which minifies scripts.
pub fn terser() -> Result<PathBuf, Failure> {
    npm_tool("terser", "terser")
}

/// The TypeScript compiler, which checks the package's declarations.
pub fn typescript() -> Result<PathBuf, Failure> {
    npm_tool("typescript", "tsc")
}

/// axe-core, which tests a page for accessibility.
pub fn axe() -> Result<PathBuf, Failure> {
    npm_file("axe-core", "axe-core/axe.min.js")
}

/// The Playwright module without its own browsers, for the benchmarks and the agent SDK's tests.
pub fn playwright() -> Result<PathBuf, Failure> {
    let program = npm_tool("playwright-core", "playwright-core")?;
    // The program is in node_modules/.bin.
    let modules = program.parent().and_then(Path::parent);
    Ok(modules.unwrap_or(&program).join("playwright-core/index.js"))
}

/// The real service's agent SDK, which must work unmodified with the stand-in.
pub fn agent_sdk() -> Result<PathBuf, Failure> {
    npm_file("node-agent-sdk", "node-agent-sdk/index.js")
}

/// A bundler, to test pages that use the npm package.
pub fn webpack() -> Result<PathBuf, Failure> {
    npm_file("webpack", "webpack/lib/index.js")
}

/// The program `binary` of a pinned package, which is installed on first use.
fn npm_tool(package: &str, binary: &str) -> Result<PathBuf, Failure> {
    npm_file(package, &format!(".bin/{binary}"))
}

/// A file below `node_modules` of a pinned package.
fn npm_file(package: &str, file: &str) -> Result<PathBuf, Failure> {
    let version = pinned(package)?;
    let home = folder()?.join(format!("{package}-{version}"));
    let installed = home.join("node_modules").join(file);
    if installed.exists() {
        return Ok(installed);
    }
    if output(program("npm", &[]).arg("--version")).is_none() && can_use_apt() {
        apt_install(&["nodejs", "npm"])?;
    }
    if output(program("npm", &[]).arg("--version")).is_none() {
        return Err(Failure::new(format!(
            "the npm package {package} is needed, but npm is not installed: install Node.js"
        )));
    }
    println!("Installing {package} {version} (about ten seconds, once) …");
    fs::create_dir_all(&home).named(home.display())?;
    let mut install = program("npm", &[]);
    install
        .args(["install", "--silent", "--no-save", "--prefix"])
        .arg(&home)
        .arg(format!("{package}@{version}"));
    let remedy = format!("Check the network, or run npm install {package} manually");
    succeed(&mut install, &remedy)?;
    Ok(installed)
}
