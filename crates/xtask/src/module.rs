//! Builds the module: compiles, splits, binds to JavaScript and optimizes it.

use crate::failure::{Failure, Named as _};
use crate::minify::{Kind, bundle_file};
use crate::parts::{self, Part};
use crate::run::{cargo, program, root, succeed};
use crate::{loader, names, order, tools};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The WebAssembly features that Rust uses and that all browsers of the last years support. Do not
/// enable everything that wasm-opt knows: the result would not run in browsers.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Passes that make the module smaller but its brotli larger, because they remove repetitions that
/// brotli compresses well.
const SKIPPED: [&str; 4] = [
    "--skip-pass=inlining-optimizing",
    "--skip-pass=inlining",
    "--skip-pass=local-cse",
    "--skip-pass=simplify-locals",
];

/// The finished module.
pub struct Module {
    /// The shell: the part that is instantiated first.
    pub shell: Vec<u8>,
    /// The parts that the shell loads.
    pub parts: Vec<Part>,
    /// The script that instantiates the shell and loads the parts.
    pub glue: String,
}

/// The folder for intermediate files.
pub fn folder() -> PathBuf {
    root().join("target/assets")
}

/// Builds the module and its parts.
pub fn build() -> Result<Module, Failure> {
    tools::wasm_target()?;
    let bindgen = tools::wasm_bindgen()?;
    let wasm_opt = tools::wasm_opt()?;
    let work = folder();
    if work.exists() {
        fs::remove_dir_all(&work).named(work.display())?;
    }
    fs::create_dir_all(&work).named(work.display())?;
    let parts = parts::split(&compile()?, &work)?;
    bind(&work.join(parts::SHELL), &work, &bindgen)?;
    shorten_names(&work)?;
    let optimized = |name: &str| optimize(&work.join(name), &wasm_opt);
    Ok(Module {
        shell: optimized(loader::BINARY)?,
        parts: parts
            .into_iter()
            .map(|name| {
                let binary = optimized(&name)?;
                Ok(Part { name, binary })
            })
            .collect::<Result<_, Failure>>()?,
        glue: glue(&work)?,
    })
}

fn compile() -> Result<PathBuf, Failure> {
    let mut build = cargo(&[]);
    build.args(["rustc", "--package", "hailer", "--lib"]);
    build.args(["--profile", "widget", "--features", "parts"]);
    build.args(["--target", "wasm32-unknown-unknown"]);
    build.args(["--", parts::LINK_ARGUMENTS]);
    // Panic messages contain paths of library sources. The prefix is removed, because it differs
    // between machines.
    if let Some(sources) = registry() {
        let mut flags = String::new();
        write!(flags, "--remap-path-prefix={}=", sources.display()).named("the flags")?;
        build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
    }
    succeed(&mut build, "See its messages above")?;
    Ok(root().join("target/wasm32-unknown-unknown/widget/hailer_widget.wasm"))
}

/// The folder in which cargo keeps the sources of libraries.
fn registry() -> Option<PathBuf> {
    let named = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    let sources = named.or_else(home)?.join("registry").join("src");
    let first = fs::read_dir(&sources).ok()?.flatten().next();
    Some(first.map_or(sources, |registry| registry.path()))
}

fn bind(wasm: &Path, work: &Path, tools: &Path) -> Result<(), Failure> {
    let mut bindgen = program("wasm-bindgen", &[tools.to_owned()]);
    bindgen.args(["--target", "web", "--no-typescript"]);
    bindgen.args(["--omit-default-module-path", parts::BIND_ARGUMENT]);
    bindgen.arg("--out-dir").arg(work).arg(wasm);
    succeed(&mut bindgen, "See its messages above")
}

fn optimize(wasm: &Path, wasm_opt: &Path) -> Result<Vec<u8>, Failure> {
    let optimized = wasm.with_extension("optimized.wasm");
    let mut optimize = program(&wasm_opt.to_string_lossy(), &[]);
    optimize.arg(wasm).arg("-o").arg(&optimized);
    // Two rounds: the second one shrinks what the first one flattened.
    for _ in 0..2 {
        optimize.args(["--flatten", "--rereloop", "-Oz"]);
    }
    optimize
        .args([
            "--converge",
            "--strip-debug",
            "--strip-dwarf",
            "--strip-producers",
        ])
        .args(SKIPPED)
        .args(FEATURES);
    succeed(&mut optimize, "See its messages above")?;
    order::sort_functions(&fs::read(&optimized).named(optimized.display())?)
}

fn shorten_names(work: &Path) -> Result<(), Failure> {
    let (shell, glue) = (work.join(loader::BINARY), work.join(loader::MODULE));
    let binary = fs::read(&shell).named(shell.display())?;
    let script = fs::read_to_string(&glue).named(glue.display())?;
    let (binary, script) = names::shorten(&binary, &script)?;
    fs::write(&shell, binary).named(shell.display())?;
    fs::write(&glue, script).named(glue.display())
}

/// The code in the glue that returns the page's document, and its replacement.
const DOCUMENT: &str = "= arg0.document;";
const SAFE_DOCUMENT: &str = "= isClobbered() ? safeDocument : arg0.document;";

/// The exports that `src/embed/start.js` uses.
const EXPORTS: &str = "export { default, Widget, abandon } from \"./hailer_widget.js\";
export { supplyPart } from \"./__wasm_split.js\";
";

/// Bundles the glue and the loader of the parts into one script.
fn glue(work: &Path) -> Result<String, Failure> {
    let file = work.join(loader::MODULE);
    let glue = fs::read_to_string(&file).named(file.display())?;
    // Markup of the page can hide methods such as `document.createElement`, which the module calls.
    let glue = loader::replace_once(&glue, DOCUMENT, SAFE_DOCUMENT)?;
    let safe = root().join("src/embed/safe_document.js");
    let import = format!(
        "import {{ isClobbered, safeDocument }} from {:?};\n",
        safe.display().to_string(),
    );
    fs::write(&file, import + &glue).named(file.display())?;
    parts::prepare_loader(work)?;
    // Libraries export classes that are not used here. Bundling from an entry point removes them.
    let entry = work.join("entry.js");
    fs::write(&entry, EXPORTS).named(entry.display())?;
    bundle_file(&entry, Kind::Module, &[])
}
