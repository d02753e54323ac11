//! Joins `style/*.css`, in the order the shadow root needs them, into one
//! minified sheet that the widget carries inside itself.

use std::path::Path;
use std::{env, fs};

/// Variables first, then the host, then one file per visible part.
const SHEETS: [&str; 13] = [
    "tokens",
    "host",
    "launcher_running",
    "window",
    "header",
    "menu",
    "notice",
    "transcript",
    "message",
    "composer",
    "survey",
    "confirm",
    "forced",
];

fn main() {
    println!("cargo::rerun-if-changed=style");
    let joined: String = SHEETS
        .iter()
        .map(|name| {
            let path = format!("style/{name}.css");
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
        })
        .collect();
    let minified = minifier::css::minify(&joined).unwrap_or_else(|error| panic!("style: {error}"));
    // What it leaves: the last semicolon of a rule.
    let minified = minified.to_string().replace(";}", "}").replace(" !", "!");
    let folder = env::var("OUT_DIR").expect("cargo sets it for build scripts");
    fs::write(Path::new(&folder).join("window.css"), minified)
        .expect("cargo makes the folder writable");
}
