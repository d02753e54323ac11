//! Splits the module at functions with `#[wasm_split(…)]`. All knowledge about the splitter's
//! crates is in this file.
//!
//! Code that only such a function reaches becomes a separate part. The shell calls the function
//! asynchronously, which loads the part first.

use crate::failure::{Failure, Named as _};
use crate::loader::replace_once;
use crate::run::root;
use crate::unused;
use std::fs;
use std::path::{Path, PathBuf};
use wasm_split_cli_support::{Options, transform};

/// Keeps the relocations, which the splitter needs.
pub const LINK_ARGUMENTS: &str = "-Clink-args=--emit-relocs";
/// Keeps the exports of the shell that the parts import.
pub const BIND_ARGUMENT: &str = "--keep-lld-exports";
/// The shell before wasm-bindgen runs. wasm-bindgen names its output after it.
pub const SHELL: &str = "hailer_widget.wasm";
/// The script that loads the parts.
const LOADER: &str = "__wasm_split.js";

/// A part that the shell loads.
pub struct Part {
    /// The name in the glue.
    pub name: String,
    /// The module.
    pub binary: Vec<u8>,
}

/// Splits a linked module into files in `work`. Returns the names of the parts, without the shell.
pub fn split(linked: &Path, work: &Path) -> Result<Vec<String>, Failure> {
    let linked = unused::remove_classes(&fs::read(linked).named(linked.display())?)?;
    let shell = work.join(SHELL);
    let mut options = Options::new(&linked);
    options.output_dir = work;
    options.main_out_path = &shell;
    options.main_module = "./hailer_widget.js";
    options.emit_dwarf = false;
    let split = transform(options)
        .map_err(|error| Failure::new(format!("the module cannot be split: {error:?}")))?;
    let name = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = split.split_modules.iter().map(name).collect();
    names.sort();
    Ok(names)
}

/// The code with which the splitter's script fetches a part, and our replacement.
const FETCH: &str = "const src = fetch(new URL(";
const OUR_FETCH: &str = "const src = fetchPart(new URL(";
const INSTANTIATE: &str = "WebAssembly.instantiateStreaming(src, imports)";
const OUR_INSTANTIATE: &str = "instantiate(src, imports)";
/// Some pages replace `Object.assign`, or `Promise` by one without `Promise.all`.
const ASSIGN: &str = "Object.assign(sharedImports.__wasm_split, {";
const SET: &str = "(sharedImports.__wasm_split = {";
const ALL: &str = "await Promise.all(parallelStuff);";
const ONE_BY_ONE: &str = "for (const one of parallelStuff) await one;";

/// Changes the loader so that parts can be prefetched, and be served with any content type.
pub fn prepare_loader(work: &Path) -> Result<(), Failure> {
    let file = work.join(LOADER);
    let script = fs::read_to_string(&file).named(file.display())?;
    for what in [FETCH, INSTANTIATE, ASSIGN, ALL] {
        if !script.contains(what) {
            return Err(Failure::new(format!(
                "the splitter's script does not contain {what:?}: update crates/xtask/src/parts.rs"
            )));
        }
    }
    let script = script.replace(FETCH, OUR_FETCH);
    let script = script.replace(INSTANTIATE, OUR_INSTANTIATE);
    let script = script.replace(ASSIGN, SET).replace(ALL, ONE_BY_ONE);
    let ours = root().join("src/embed/parts.js");
    let import = format!(
        "import {{ fetchPart, instantiate }} from {0:?};\nexport {{ supplyPart }} from {0:?};\n",
        ours.display().to_string()
    );
    fs::write(&file, import + &script).named(file.display())
}

/// The file name of a part, without a hash.
pub fn file_name(part: &str) -> String {
    part.replacen("split_", "hailer_", 1)
}

/// Replaces a part's name in the glue.
pub fn rename(glue: &str, part: &str, name: &str) -> Result<String, Failure> {
    replace_once(glue, part, name)
}
