//! Bundles and minifies scripts.

use crate::failure::{Failure, Named as _};
use crate::run::{program, root, succeed};
use crate::tools;
use std::fs;
use std::path::Path;

/// How a browser runs a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// With a script tag.
    Script,
    /// With an import.
    Module,
}

/// Every browser that can run the module supports this version of JavaScript.
const ECMA: &str = "ecma=2020";

/// Bundles a script of `src/embed` with its imports. Imports of `./hailer_…` remain, because the
/// build names those files.
pub fn bundle(entry: &str, kind: Kind) -> Result<String, Failure> {
    bundle_file(
        &root().join("src/embed").join(entry),
        kind,
        &["--external:./hailer_*"],
    )
}

/// Bundles any script.
pub fn bundle_file(entry: &Path, kind: Kind, options: &[&str]) -> Result<String, Failure> {
    let mut command = program(&tools::esbuild()?.to_string_lossy(), &[]);
    command.arg(entry);
    command.args(["--bundle", "--charset=utf8"]).args(options);
    // The syntax must also parse in browsers that cannot run the chat, because the script tells
    // their users.
    command.arg("--target=es2020");
    command.arg(match kind {
        Kind::Script => "--format=iife",
        Kind::Module => "--format=esm",
    });
    let bundled = command.output().named("esbuild cannot be started")?;
    if !bundled.status.success() {
        let output = String::from_utf8_lossy(&bundled.stderr);
        return Err(Failure::new(format!("{}: {output}", entry.display())));
    }
    String::from_utf8(bundled.stdout).named(entry.display())
}

/// Minifies a script. `work` is a folder for temporary files.
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
    succeed(&mut command, "See its messages above")?;
    fs::read_to_string(&small).named(small.display())
}
