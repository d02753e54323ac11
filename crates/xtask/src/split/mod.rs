//! Splits the module in two: what runs until the chat can be typed into, and the
//! rest, which comes while somebody types. `docs/size.md` says why and how.

mod choice;
mod first;
mod later;
mod names;
mod plan;
mod program;
mod trace;

pub use trace::{rare, traced};

use crate::failure::{Failure, Named as _};
use crate::loader::replace_once;
use crate::run::root;
use crate::shake;
use names::Names;
use plan::Plan;
use program::Program;
use std::collections::BTreeSet;
use std::fs;

/// What did not run until the chat could be typed into, as `cargo xtask rare` saw it.
const RARE: &str = include_str!("rare.txt");

/// What the rest is called where nothing is hashed.
pub const REST: &str = "hailer_widget_rest.wasm";
/// What the glue calls the export that says whether the rest is there.
const IS_WHOLE: &str = "wasm.isWhole";
/// What the first part calls when it needs the rest at once, and its name in the glue.
const BRING: (&str, &str) = ("_", "bringRestNow");
/// Where wasm-bindgen's glue begins to list what the module imports.
const IMPORTS_HERE: &str = "const import0 = {";
/// How wasm-bindgen's glue ends; ours has another way to start.
const EXPORTS_HERE: &str = "export { __wbg_init as default };";

/// The module in two parts, and the glue for both.
pub struct Module {
    /// What is loaded first.
    pub first: Vec<u8>,
    /// What comes later.
    pub rest: Vec<u8>,
    /// The glue; it names the rest [`REST`].
    pub glue: String,
}

/// Splits a module that still has its names, and gives its glue what brings the rest.
pub fn divide(binary: &[u8], glue: &str) -> Result<Module, Failure> {
    let script = root().join("src/embed/rest.js");
    let script = fs::read_to_string(&script).named(script.display())?;
    let (binary, glue) = shake::shorten(binary, &format!("{glue}\n{script}"))?;
    let listed: BTreeSet<&str> = RARE.lines().collect();
    let parts = split(&binary, |name| listed.contains(name))?;
    let glue = replace_once(&glue, EXPORTS_HERE, "")?;
    let (import, function) = BRING;
    let glue = replace_once(
        &glue,
        IMPORTS_HERE,
        &format!("{IMPORTS_HERE}\n{import}: {function},"),
    )?;
    Ok(Module {
        first: parts.first,
        rest: parts.rest,
        glue: glue.replace(IS_WHOLE, &format!("wasm.{}", parts.is_whole)),
    })
}

/// The two parts.
struct Parts {
    first: Vec<u8>,
    rest: Vec<u8>,
    /// The export of `first` that says whether the rest is there.
    is_whole: String,
}

fn split(binary: &[u8], is_rare: impl Fn(&str) -> bool) -> Result<Parts, Failure> {
    let program = Program::read(binary)?;
    let names = Names::find(&program, BRING.0)?;
    let plan = Plan::new(&program, choice::rest(&program, is_rare))?;
    let parts = Parts {
        first: plan.first(&names)?,
        rest: plan.later(&names)?,
        is_whole: names.is_whole,
    };
    for part in [&parts.first, &parts.rest] {
        wasmparser::validate(part).named("the splitter wrote a part that is no module")?;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests;
