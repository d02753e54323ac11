//! Builds `hailer.js` from `src/embed/loader`. Placeholders in the source are replaced by the
//! launcher's styles, its name in every language, and the names of the files to load.

use crate::catalogues::{self, Catalogue};
use crate::failure::{Failure, Named as _};
use crate::minify::{Kind, bundle};
use crate::run::root;
use std::fs;
use std::path::Path;

/// The style sheets that the launcher needs before the module is loaded.
const LAUNCHER_SHEETS: [&str; 3] = ["tokens", "host", "launcher"];
const STYLES_HERE: &str = "\"/* launcher.css */\"";
const LANGUAGES_HERE: &str = "\"/* lang */\"";
/// The placeholder of the version.
const VERSION_HERE: &str = "/* version */";
/// The name, without a hash, of the script that starts the widget.
pub const START: &str = "hailer_start.js";
/// The name, without a hash, of the module's glue.
pub const MODULE: &str = "hailer_widget.js";
/// The name, without a hash, of the module.
pub const BINARY: &str = "hailer_widget_bg.wasm";
/// The name, without a hash, of the part with the conversation.
pub const CONVERSATION: &str = "hailer_conversation.wasm";

/// Writes the loader into trunk's output folder. Trunk names its output after the package,
/// `hailer.js`, so that file is renamed first.
pub fn write_for_development(folder: &Path) -> Result<(), Failure> {
    for (from, to) in [("hailer.js", MODULE), ("hailer_bg.wasm", BINARY)] {
        fs::rename(folder.join(from), folder.join(to)).named(format!("trunk's {from}"))?;
    }
    for (name, text) in for_development()? {
        let file = folder.join(name);
        fs::write(&file, text).named(file.display())?;
    }
    Ok(())
}

/// The loader and the catalogues as names and texts, without hashes.
pub fn for_development() -> Result<Vec<(String, String)>, Failure> {
    let catalogues = catalogues::read_all(&catalogues::LATER)?;
    let names = Names {
        start: START,
        module: MODULE,
        binary: BINARY,
        catalogue: catalogues::NAME,
        // Trunk does not split the module.
        conversation: "",
    };
    let mut files = vec![
        ("hailer.js".to_owned(), text(&names, &catalogues)?),
        (START.to_owned(), catalogues::script(START)?),
    ];
    for name in catalogues::LATER {
        files.push((name.to_owned(), catalogues::script(name)?));
    }
    for one in catalogues {
        files.push((catalogues::NAME.replace('*', &one.lang), one.script));
    }
    Ok(files)
}

/// The names of the files that the loader loads.
pub struct Names<'a> {
    /// The script that starts the widget.
    pub start: &'a str,
    /// The glue of the module.
    pub module: &'a str,
    /// The module.
    pub binary: &'a str,
    /// A catalogue; `*` is replaced by the language.
    pub catalogue: &'a str,
    /// The part with the conversation.
    pub conversation: &'a str,
}

/// The text of `hailer.js` with these names and catalogues.
pub fn text(names: &Names<'_>, catalogues: &[Catalogue]) -> Result<String, Failure> {
    let source = bundle("loader/main.js", Kind::Script)?;
    let mut styles = String::new();
    for name in LAUNCHER_SHEETS {
        let file = root().join(format!("style/{name}.css"));
        styles += &fs::read_to_string(&file).named(file.display())?;
    }
    let styles = without_unused_tokens(&styles);
    let styles = minifier::css::minify(&styles).named("style")?.to_string();
    let styles = shortened(&styles);
    let languages = catalogues::launcher_names(catalogues);
    fill(&source, names, &languages, &styles)
}

/// Removes what the minifier leaves: the last semicolon of a rule, and the rule that is empty
/// without its variables.
fn shortened(styles: &str) -> String {
    let styles = styles.trim().replace(";}", "}").replace(" !", "!");
    styles.replace(":host>*{}", "")
}

/// Removes the theme's variables that the launcher does not use. The module has its own copy of
/// them all. Variables that brands set remain, because other variables use them.
fn without_unused_tokens(styles: &str) -> String {
    let mut kept = styles.to_owned();
    loop {
        let is_used = |line: &str| {
            let name = line.trim().split_once(':').map_or("", |(name, _)| name);
            !name.starts_with("--") || kept.contains(&format!("var({name})"))
        };
        let lines: Vec<&str> = kept.lines().filter(|line| is_used(line)).collect();
        let shorter = lines.join("\n");
        // A variable that only removed variables used is unused now, too.
        if shorter.len() + 1 >= kept.len() {
            return shorter;
        }
        kept = shorter;
    }
}

fn fill(source: &str, names: &Names<'_>, languages: &str, styles: &str) -> Result<String, Failure> {
    let styles = serde_json::Value::from(styles).to_string();
    let text = replace_once(source, STYLES_HERE, &styles)?;
    let text = replace_once(&text, LANGUAGES_HERE, languages)?;
    let text = replace_once(&text, VERSION_HERE, env!("CARGO_PKG_VERSION"))?;
    let text = replace_once(&text, &quoted(CONVERSATION), &quoted(names.conversation))?;
    let text = replace_once(&text, &quoted(START), &quoted(names.start))?;
    let text = replace_once(&text, &quoted(MODULE), &quoted(names.module))?;
    let text = replace_once(&text, &quoted(catalogues::NAME), &quoted(names.catalogue))?;
    replace_once(&text, &quoted(BINARY), &quoted(names.binary))
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// Replaces `from` by `to`. It is an error if `from` does not occur exactly once.
pub fn replace_once(text: &str, from: &str, to: &str) -> Result<String, Failure> {
    match text.matches(from).count() {
        1 => Ok(text.replacen(from, to, 1)),
        count => Err(Failure::new(format!(
            "the source must hold {from} exactly once; it holds it {count} times"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: Names<'_> = Names {
        start: "s-0.js",
        module: "m-1.js",
        binary: "b-2.wasm",
        catalogue: "c-*-3.js",
        conversation: "p-4.wasm",
    };

    #[test]
    fn each_placeholder_is_replaced() {
        let source = "a(\"hailer_start.js\", \"hailer_widget.js\", \"hailer_widget_bg.wasm\", \"hailer_*.js\", \"hailer_conversation.wasm\", \"/* lang */\", \"/* version */\", \"/* launcher.css */\")";
        let filled = fill(source, &NAMES, "{}", ".x{content:\"y\"}").unwrap();
        let version = env!("CARGO_PKG_VERSION");
        let expected = format!(
            "a(\"s-0.js\", \"m-1.js\", \"b-2.wasm\", \"c-*-3.js\", \"p-4.wasm\", {{}}, \"{version}\", \".x{{content:\\\"y\\\"}}\")"
        );
        assert_eq!(filled, expected);
    }

    #[test]
    fn styles_lose_semicolons_and_empty_rules() {
        let styles = " .a{b:c !important;d:e;}:host>*{}.f{g:h;}";
        assert_eq!(shortened(styles), ".a{b:c!important;d:e}.f{g:h}");
    }

    #[test]
    fn a_source_without_placeholders_is_an_error() {
        let failure = fill("nothing", &NAMES, "{}", "").unwrap_err().to_string();
        assert!(failure.contains("launcher.css"), "{failure}");
    }
}
