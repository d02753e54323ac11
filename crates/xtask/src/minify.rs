//! Scripts made small: comments, names and whatever a shorter spelling says.

use crate::failure::{Failure, Named as _};
use crate::run::{program, succeed};
use std::fs;
use std::path::Path;

/// How a browser runs a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By a script tag.
    Script,
    /// By an import.
    Module,
}

/// Every browser that runs the module knows this much of the language.
const ECMA: &str = "ecma=2020";

/// The same script, smaller. `work` is a folder for what comes between.
pub fn minify(terser: &Path, work: &Path, source: &str, kind: Kind) -> Result<String, Failure> {
    let (whole, small) = (work.join("whole.js"), work.join("small.js"));
    fs::write(&whole, source).named(whole.display())?;
    let mut command = program(&terser.to_string_lossy(), &[]);
    command.arg(&whole).arg("--output").arg(&small);
    command.args(["--compress", &format!("passes=3,{ECMA}"), "--mangle"]);
    command.args(["--format", ECMA]);
    if kind == Kind::Module {
        command.arg("--module");
    }
    succeed(&mut command, "Its messages are above")?;
    fs::read_to_string(&small).named(small.display())
}
