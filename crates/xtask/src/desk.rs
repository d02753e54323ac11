//! Builds the agents' desk, a development page that the stand-in serves. It is not a release asset,
//! so its size does not matter.

use crate::failure::{Failure, Named as _};
use crate::run::{cargo, program, root, succeed};
use crate::tools;
use std::fs;
use std::path::PathBuf;

/// The files that are copied beside the module.
const FILES: [&str; 2] = ["index.html", "style/desk.css"];

/// Builds the desk and returns its folder.
pub fn build() -> Result<PathBuf, Failure> {
    tools::wasm_target()?;
    let bindgen = tools::wasm_bindgen()?;
    println!("Building the agents' desk …");
    let mut compile = cargo(&[]);
    // Built separately: in one build with the widget, cargo would unify their features.
    compile.args([
        "build",
        "--package",
        "hailer-agent-desk",
        "--bin",
        "hailer-agent-desk",
    ]);
    compile.args(["--target", "wasm32-unknown-unknown"]);
    succeed(&mut compile, "See its messages above")?;
    let folder = root().join("target/desk");
    let mut bind = program("wasm-bindgen", &[bindgen]);
    bind.args([
        "--target",
        "web",
        "--no-typescript",
        "--out-name",
        "desk",
        "--out-dir",
    ]);
    bind.arg(&folder);
    bind.arg(root().join("target/wasm32-unknown-unknown/debug/hailer-agent-desk.wasm"));
    succeed(&mut bind, "See its messages above")?;
    let source = root().join("crates/agent-desk");
    for file in FILES {
        let name = file.rsplit('/').next().unwrap_or(file);
        fs::copy(source.join(file), folder.join(name)).named(file)?;
    }
    Ok(folder)
}
