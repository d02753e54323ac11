//! The agents' desk: a page for development, built for the stand-in to serve.
//! It is no release asset, and its weight is nobody's concern.

use crate::failure::{Failure, Named as _};
use crate::run::{cargo, program, root, succeed};
use crate::tools;
use std::fs;
use std::path::PathBuf;

/// What a browser loads beside the module.
const FILES: [&str; 2] = ["index.html", "style/desk.css"];

/// Builds it; the folder it is in.
pub fn build() -> Result<PathBuf, Failure> {
    tools::wasm_target()?;
    let bindgen = tools::wasm_bindgen()?;
    println!("Building the agents' desk …");
    let mut compile = cargo(&[]);
    // Alone: together with the widget, each would be built with what the other needs.
    compile.args([
        "build",
        "--package",
        "hailer-agent-desk",
        "--bin",
        "hailer-agent-desk",
    ]);
    compile.args(["--target", "wasm32-unknown-unknown"]);
    succeed(&mut compile, "Its messages are above")?;
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
    succeed(&mut bind, "Its messages are above")?;
    let source = root().join("crates/agent-desk");
    for file in FILES {
        let name = file.rsplit('/').next().unwrap_or(file);
        fs::copy(source.join(file), folder.join(name)).named(file)?;
    }
    Ok(folder)
}
