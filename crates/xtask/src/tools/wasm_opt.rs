//! wasm-opt, from the npm package that carries it, or from Debian.

use super::{apt_install, can_use_apt, folder, pinned};
use crate::failure::{Failure, Named as _};
use crate::run::{output, program, succeed};
use std::fs;
use std::path::PathBuf;

/// The program to call.
pub fn wasm_opt() -> Result<PathBuf, Failure> {
    let version = pinned("binaryen")?;
    let home = folder()?.join(format!("binaryen-{version}"));
    let installed = home.join("node_modules/.bin/wasm-opt");
    if installed.exists() {
        return Ok(installed);
    }
    if output(program("npm", &[]).arg("--version")).is_none() && can_use_apt() {
        apt_install(&["nodejs", "npm"])?;
    }
    if output(program("npm", &[]).arg("--version")).is_none() {
        let sentence =
            "wasm-opt comes with the npm package binaryen, and npm is not here: install Node.js";
        return Err(Failure::new(sentence));
    }
    println!("Installing binaryen {version} for wasm-opt (about ten seconds, once) …");
    fs::create_dir_all(&home).named(home.display())?;
    let mut install = program("npm", &[]);
    install
        .args(["install", "--silent", "--no-save", "--prefix"])
        .arg(&home)
        .arg(format!("binaryen@{version}"));
    succeed(
        &mut install,
        "Check the network, or run npm install binaryen by hand",
    )?;
    Ok(installed)
}
