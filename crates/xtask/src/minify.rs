//! Scripts: bundled from their files, and minified.

use crate::failure::{Failure, Named as _};
use crate::run::{program, root, succeed};
use crate::tools;
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

/// A script of `src/embed` with everything it imports. What the build names itself,
/// `./hailer_…`, stays an import.
pub fn bundle(entry: &str, kind: Kind) -> Result<String, Failure> {
    bundle_file(
        &root().join("src/embed").join(entry),
        kind,
        &["--external:./hailer_*"],
    )
}

/// The same for any script.
pub fn bundle_file(entry: &Path, kind: Kind, options: &[&str]) -> Result<String, Failure> {
    let mut command = program(&tools::esbuild()?.to_string_lossy(), &[]);
    command.arg(entry);
    command.args(["--bundle", "--charset=utf8"]).args(options);
    // Browsers that cannot run the chat must still be able to read that they cannot.
    command.arg("--target=es2020");
    command.arg(match kind {
        Kind::Script => "--format=iife",
        Kind::Module => "--format=esm",
    });
    let bundled = command.output().named("esbuild cannot be started")?;
    if !bundled.status.success() {
        let told = String::from_utf8_lossy(&bundled.stderr);
        return Err(Failure::new(format!("{}: {told}", entry.display())));
    }
    String::from_utf8(bundled.stdout).named(entry.display())
}

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
