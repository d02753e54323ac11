//! The module, in one piece and with its names, and its glue.

use crate::failure::{Failure, Named as _};
use crate::run::{cargo, program, root, succeed};
use crate::{linker, loader, shake, tools};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The features Rust's modules use and every browser of the last years has.
/// Naming all that wasm-opt knows makes modules that browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What makes the module shorter and its brotli longer: what LLVM left apart and
/// alike is better left so.
const SKIPPED: [&str; 4] = [
    "--skip-pass=inlining-optimizing",
    "--skip-pass=inlining",
    "--skip-pass=local-cse",
    "--skip-pass=simplify-locals",
];

const OPTIMIZED: &str = "optimized.wasm";

/// What rustc, wasm-bindgen and wasm-opt make of the sources.
pub struct Whole {
    /// The module.
    pub binary: Vec<u8>,
    /// The script that knows its imports and exports.
    pub glue: String,
}

/// Where it is built.
pub fn folder() -> PathBuf {
    root().join("target/assets")
}

/// Builds it.
pub fn build() -> Result<Whole, Failure> {
    tools::wasm_target()?;
    let bindgen = tools::wasm_bindgen()?;
    let wasm_opt = tools::wasm_opt()?;
    let wasm = compile()?;
    let work = folder();
    fs::create_dir_all(&work).named(work.display())?;
    bind(&wasm, &work, &bindgen)?;
    optimize(&work, &wasm_opt)?;
    Ok(Whole {
        binary: fs::read(work.join(OPTIMIZED)).named("the optimized module")?,
        glue: with_safe_document(
            &fs::read_to_string(work.join(loader::MODULE)).named("the module's glue")?,
        )?,
    })
}

/// How the module comes by the page's document.
const DOCUMENT: &str = "= arg0.document;";

/// The module calls `document.createElement` and others, too, which a page's markup may hide:
/// then it is given what `src/embed/safe_document.js` makes of the document.
fn with_safe_document(glue: &str) -> Result<String, Failure> {
    let safe = root().join("src/embed/safe_document.js");
    let safe = fs::read_to_string(&safe).named(safe.display())?;
    let safe = safe.replace("export ", "");
    let glue = loader::replace_once(
        glue,
        DOCUMENT,
        "= isClobbered() ? safeDocument : arg0.document;",
    )?;
    Ok(format!("{safe}\n{glue}"))
}

fn compile() -> Result<PathBuf, Failure> {
    let mut build = cargo(&[]);
    build.args([
        "build",
        "--package",
        "hailer",
        "--lib",
        "--profile",
        "widget",
    ]);
    build.args(["--target", "wasm32-unknown-unknown"]);
    // Names that tell types apart, by which the module is split.
    let mut flags = "-Csymbol-mangling-version=v0".to_owned();
    // Panics name the files of libraries, which nobody has where this machine has them.
    if let Some(sources) = registry() {
        write!(flags, " --remap-path-prefix={}=", sources.display()).named("the flags")?;
    }
    build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
    linker::stand_before(&mut build)?;
    succeed(&mut build, "Its messages are above")?;
    Ok(root().join("target/wasm32-unknown-unknown/widget/hailer_widget.wasm"))
}

/// Where cargo keeps the sources of libraries.
fn registry() -> Option<PathBuf> {
    let named = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    let sources = named.or_else(home)?.join("registry").join("src");
    let first = fs::read_dir(&sources).ok()?.flatten().next();
    Some(first.map_or(sources, |registry| registry.path()))
}

fn bind(wasm: &Path, work: &Path, tools: &Path) -> Result<(), Failure> {
    let mut bindgen = program("wasm-bindgen", &[tools.to_owned()]);
    bindgen.args([
        "--target",
        "web",
        "--no-typescript",
        "--omit-default-module-path",
        "--out-dir",
    ]);
    succeed(bindgen.arg(work).arg(wasm), "Its messages are above")?;
    let bound = work.join(loader::BINARY);
    let binary = fs::read(&bound).named(bound.display())?;
    let binary = shake::without_unused_exports(&binary)?;
    fs::write(&bound, binary).named(bound.display())
}

fn optimize(work: &Path, wasm_opt: &Path) -> Result<(), Failure> {
    let mut optimize = program(&wasm_opt.to_string_lossy(), &[]);
    optimize
        .arg(work.join(loader::BINARY))
        .arg("-o")
        .arg(work.join(OPTIMIZED));
    // With names: they are for the splitter, which leaves them out.
    optimize
        .args(["-Oz", "-g", "--strip-dwarf", "--strip-producers"])
        .args(SKIPPED)
        .args(FEATURES);
    succeed(&mut optimize, "Its messages are above")
}
