//! Joins `style/*.css` into two minified sheets: one for the shell, one for the conversation.

use std::path::Path;
use std::{env, fs};

/// What the shell needs: variables first, then the host, then one file per visible part.
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

/// What comes with the conversation.
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
    // What it leaves: the last semicolon of a rule.
    let minified = minified.to_string().replace(";}", "}").replace(" !", "!");
    let folder = env::var("OUT_DIR").expect("cargo sets it for build scripts");
    fs::write(Path::new(&folder).join(format!("{name}.css")), minified)
        .expect("cargo makes the folder writable");
}
