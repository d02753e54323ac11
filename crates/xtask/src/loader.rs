//! `hailer.js` from `src/embed/loader.js`: the launcher's styles and the
//! names of the module's files are put where the source names them.

use crate::failure::{Failure, Named as _};
use crate::run::root;
use std::fs;
use std::path::Path;

/// The styles the launcher needs before the module is there.
const LAUNCHER_SHEETS: [&str; 3] = ["tokens", "host", "launcher"];
const STYLES_HERE: &str = "\"/* launcher.css */\"";
/// What the module's files are called where nothing is hashed.
pub const MODULE: &str = "hailer_widget.js";
/// The module's binary, where nothing is hashed.
pub const BINARY: &str = "hailer_widget_bg.wasm";

/// Writes the loader beside trunk's output. Trunk names that after the
/// package, whatever the page asks for, so it makes way for `hailer.js` first.
pub fn write_for_development(folder: &Path) -> Result<(), Failure> {
    for (from, to) in [("hailer.js", MODULE), ("hailer_bg.wasm", BINARY)] {
        fs::rename(folder.join(from), folder.join(to)).named(format!("trunk's {from}"))?;
    }
    let text = text(MODULE, BINARY)?;
    let file = folder.join("hailer.js");
    fs::write(&file, text).named(file.display())
}

/// The loader's text, for these names.
pub fn text(module: &str, binary: &str) -> Result<String, Failure> {
    let source = root().join("src/embed/loader.js");
    let source = fs::read_to_string(&source).named(source.display())?;
    let mut styles = String::new();
    for name in LAUNCHER_SHEETS {
        let file = root().join(format!("style/{name}.css"));
        styles += &fs::read_to_string(&file).named(file.display())?;
    }
    let styles = without_unused_tokens(&styles);
    let styles = minifier::css::minify(&styles).named("style")?.to_string();
    fill(&source, module, binary, &styles)
}

/// Leaves out the theme's variables that nothing here uses; the module has its
/// own copy of them all. Those that brands set are used by what is left.
fn without_unused_tokens(styles: &str) -> String {
    let mut kept = styles.to_owned();
    loop {
        let is_used = |line: &str| {
            let name = line.trim().split_once(':').map_or("", |(name, _)| name);
            !name.starts_with("--") || kept.contains(&format!("var({name})"))
        };
        let lines: Vec<&str> = kept.lines().filter(|line| is_used(line)).collect();
        let shorter = lines.join("\n");
        // What was used by something unused is unused, too.
        if shorter.len() + 1 >= kept.len() {
            return shorter;
        }
        kept = shorter;
    }
}

fn fill(source: &str, module: &str, binary: &str, styles: &str) -> Result<String, Failure> {
    let styles = serde_json::Value::from(styles).to_string();
    let text = replace_once(source, STYLES_HERE, &styles)?;
    let text = replace_once(&text, &quoted(MODULE), &quoted(module))?;
    replace_once(&text, &quoted(BINARY), &quoted(binary))
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn replace_once(text: &str, from: &str, to: &str) -> Result<String, Failure> {
    match text.matches(from).count() {
        1 => Ok(text.replacen(from, to, 1)),
        count => Err(Failure::new(format!(
            "src/embed/loader.js must hold {from} exactly once; it holds it {count} times"
        ))),
    }
}

/// Takes out comments and indentation, line by line, so that nothing that runs can change.
pub fn without_comments(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut in_block = false;
    for line in source.lines().map(str::trim) {
        if in_block || line.starts_with("/*") {
            in_block = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_put_where_the_source_names_it() {
        let source = "a(\"hailer_widget.js\", \"hailer_widget_bg.wasm\", \"/* launcher.css */\")";
        let filled = fill(source, "m-1.js", "b-2.wasm", ".x{content:\"y\"}").unwrap();
        assert_eq!(
            filled,
            "a(\"m-1.js\", \"b-2.wasm\", \".x{content:\\\"y\\\"}\")"
        );
    }

    #[test]
    fn a_source_without_its_places_is_a_clear_error() {
        let failure = fill("nothing", "m", "b", "").unwrap_err().to_string();
        assert!(failure.contains("launcher.css"), "{failure}");
    }

    #[test]
    fn only_whole_lines_of_comment_go() {
        let source = "/* a\n b */\n  x(\"// no\"); // stays\n  // goes\n/** goes */\ny();\n";
        assert_eq!(without_comments(source), "x(\"// no\"); // stays\ny();\n");
    }
}
