//! Joins `style/*.css` into two minified style sheets: one for the shell, one for the
//! conversation.

use std::path::Path;
use std::{env, fs};

/// The shell's files. The variables come first, then the host, then one file per visible part.
const SHELL: [&str; 9] = [
    "tokens",
    "host",
    "launcher_running",
    "window",
    "header",
    "notice",
    "transcript",
    "message",
    "composer",
];

/// The files that are loaded with the conversation.
const CONVERSATION: [&str; 8] = [
    "menu",
    "divider",
    "message_details",
    "typing",
    "jump",
    "survey",
    "confirm",
    "forced",
];

fn main() {
    println!("cargo::rerun-if-changed=style");
    join("shell", &SHELL);
    join("conversation", &CONVERSATION);
}

fn join(name: &str, sheets: &[&str]) {
    let joined: String = sheets
        .iter()
        .map(|sheet| {
            let path = format!("style/{sheet}.css");
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
        })
        .collect();
    let minified = minifier::css::minify(&joined).unwrap_or_else(|error| panic!("style: {error}"));
    // The minifier keeps the last semicolon of a rule and the space before `!important`.
    let minified = minified.to_string().replace(";}", "}").replace(" !", "!");
    let folder = env::var("OUT_DIR").expect("cargo sets it for build scripts");
    fs::write(Path::new(&folder).join(format!("{name}.css")), minified)
        .expect("cargo makes the folder writable");
}
