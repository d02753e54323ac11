//! What wasm-bindgen leaves in the module and its glue that nobody needs: long
//! names with hashes that stand in both, classes of libraries, and functions for
//! imports that wasm-opt found unused.

use crate::failure::Failure;
use crate::sections::{EXPORTS, IMPORTS, Module};
use std::collections::HashMap;

/// Exported classes that come with a library and that the loader never asks for:
/// Leptos brings streams for server functions.
pub const UNUSED_CLASS: &str = "IntoUnderlying";

/// The binary without the exports of unused classes; what only they needed is
/// for wasm-opt to find.
pub fn without_unused_exports(binary: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut module = Module::read(binary)?;
    let unused = UNUSED_CLASS.to_lowercase();
    module.change(EXPORTS, |exports| {
        exports.retain(|export| {
            !export
                .name
                .trim_start_matches("__wbg_")
                .starts_with(&unused)
        });
    })?;
    Ok(module.write())
}

/// Gives the binary and its glue short names for what they share, and takes out
/// of the glue what the binary does not import.
pub fn shorten(binary: &[u8], glue: &str) -> Result<(Vec<u8>, String), Failure> {
    let mut module = Module::read(binary)?;
    let mut imports = HashMap::new();
    let mut sources = Vec::new();
    module.change(IMPORTS, |entries| {
        for (index, entry) in entries.iter_mut().enumerate() {
            let short = short_name(index);
            sources.extend(entry.module.replace("a".to_owned()));
            imports.insert(std::mem::replace(&mut entry.name, short.clone()), short);
        }
    })?;
    let mut exports = HashMap::new();
    module.change(EXPORTS, |entries| {
        for (index, entry) in entries.iter_mut().enumerate() {
            let short = short_name(index);
            exports.insert(std::mem::replace(&mut entry.name, short.clone()), short);
        }
    })?;
    sources.dedup();
    let [source] = &sources[..] else {
        return Err(Failure::new(format!(
            "the module imports from {sources:?}, and one place was expected"
        )));
    };
    let glue = without_unused_classes(glue);
    let glue = with_imports(&glue, &imports)?;
    let glue = with_exports(&glue, &exports);
    Ok((
        module.write(),
        glue.replace(&format!("\"{source}\":"), "a:"),
    ))
}

/// `a`, `b`, …, `z`, `aa`, `ba`, …
pub fn short_name(mut index: usize) -> String {
    let mut name = String::new();
    loop {
        name.push(char::from(b"abcdefghijklmnopqrstuvwxyz"[index % 26]));
        index /= 26;
        if index == 0 {
            return name;
        }
        index -= 1;
    }
}

/// Leaves out statements that begin in the first column and belong to an unused
/// class, and the loader's other way to start, which ours does not take.
fn without_unused_classes(glue: &str) -> String {
    let begins_unused = |line: &str| {
        let mut words = line.split([' ', '.', '(']);
        let is_unused = |word: &str| word.starts_with(UNUSED_CLASS) || word == "initSync";
        !line.starts_with([' ', '}']) && words.any(is_unused) && !line.starts_with("export {")
    };
    let mut kept = String::with_capacity(glue.len());
    let mut is_left_out = false;
    for line in glue.lines() {
        // A statement goes on with indented lines and ends with a brace in the first column.
        if !line.starts_with(' ') && !line.is_empty() {
            let ends = is_left_out && line.starts_with('}');
            is_left_out = begins_unused(line);
            if ends {
                continue;
            }
        }
        if !is_left_out {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept.replace("export { initSync, ", "export { ")
}

/// The object of imports, with short names and only what is imported.
fn with_imports(glue: &str, names: &HashMap<String, String>) -> Result<String, Failure> {
    let member = |line: &str| {
        let line = line.strip_prefix("        ")?;
        let (name, rest) = line.split_once(": function(")?;
        let is_name = name
            .bytes()
            .all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
        is_name.then(|| (name.to_owned(), rest.to_owned()))
    };
    let mut kept = String::with_capacity(glue.len());
    let mut found = 0;
    let mut is_left_out = false;
    for line in glue.lines() {
        if let Some((name, rest)) = member(line) {
            is_left_out = !names.contains_key(&name);
            if let Some(short) = names.get(&name) {
                found += 1;
                kept.extend([short, ": function(", &rest, "\n"]);
                continue;
            }
        } else if line.starts_with("    }") {
            is_left_out = false;
        }
        if !is_left_out {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    if found == names.len() {
        return Ok(kept);
    }
    Err(Failure::new(format!(
        "the module imports {} functions, and its glue has {found} of them: wasm-bindgen writes it differently now",
        names.len()
    )))
}

/// `wasm.name` with short names, and the functions around them, whose names
/// spell out whole types.
fn with_exports(glue: &str, names: &HashMap<String, String>) -> String {
    let mut written = String::with_capacity(glue.len());
    let mut wrappers = HashMap::new();
    let mut rest = glue;
    while let Some(start) = rest.find(|letter: char| letter == '_' || letter.is_alphabetic()) {
        let (before, from) = rest.split_at(start);
        let is_part = |letter: char| letter == '_' || letter.is_alphanumeric();
        let end = from.find(|letter| !is_part(letter)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        written.push_str(before);
        match names.get(word) {
            Some(short) if written.ends_with("wasm.") => written.push_str(short),
            _ if word.starts_with("wasm_bindgen_") => {
                let index = wrappers.len();
                let short = wrappers.entry(word).or_insert_with(|| format!("_{index}"));
                written.push_str(short);
            }
            _ => written.push_str(word),
        }
        rest = after;
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sections::put;

    const GLUE: &str = "\
export class IntoUnderlyingSink {
    free() {
        wasm.__wbg_intounderlyingsink_free(1);
    }
}
if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = 1;
export class Widget {
    go() { wasm.widget_go(); wasm_bindgen_12_invoke(1); }
}
function imports() {
    const import0 = {
        __proto__: null,
        __wbg_used_12: function(a) { return handleError(function (b) {
            return b;
        }, arguments); },
        __wbg_unused_34: function() {
            nothing();
        },
    };
    return { \"./glue.js\": import0 };
}
const IntoUnderlyingSinkFinalization = {
    x: 1 };
function wasm_bindgen_12_invoke(a) {
    wasm.wasm_bindgen_12_invoke(a);
}
function initSync(module) {
    return module;
}
export { initSync, init as default };
";

    fn binary() -> Vec<u8> {
        let mut imports = vec![1];
        put(&mut imports, b"./glue.js");
        put(&mut imports, b"__wbg_used_12");
        imports.extend([0, 0]);
        let mut exports = vec![3];
        let names = [
            "widget_go",
            "intounderlyingsink_free",
            "wasm_bindgen_12_invoke",
        ];
        for (index, name) in (0..).zip(names) {
            put(&mut exports, name.as_bytes());
            exports.extend([0, index]);
        }
        Module(vec![(IMPORTS, imports), (EXPORTS, exports), (0, vec![1])]).write()
    }

    #[test]
    fn module_and_glue_get_the_same_short_names_and_lose_what_is_unused() {
        let binary = without_unused_exports(&binary()).unwrap();
        let (binary, glue) = shorten(&binary, GLUE).unwrap();
        assert!(!String::from_utf8_lossy(&binary).contains('_'));
        assert_eq!(
            glue,
            "\
export class Widget {
    go() { wasm.a(); _0(1); }
}
function imports() {
    const import0 = {
        __proto__: null,
a: function(a) { return handleError(function (b) {
            return b;
        }, arguments); },
    };
    return { a: import0 };
}
function _0(a) {
    wasm.b(a);
}
export { init as default };
"
        );
    }

    #[test]
    fn glue_without_an_import_is_refused() {
        let failure = shorten(&binary(), "export {};").unwrap_err().to_string();
        assert!(failure.contains("has 0 of them"), "{failure}");
    }

    #[test]
    fn short_names_are_all_different() {
        let names: std::collections::HashSet<_> = (0..2_000).map(short_name).collect();
        assert_eq!(names.len(), 2_000);
        assert_eq!(
            (short_name(0).as_str(), short_name(26).as_str()),
            ("a", "aa")
        );
    }
}
