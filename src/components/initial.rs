//! The picture of the brand: its logo, or its initial.

use crate::shell::Shell;
use js_sys::JsString;
use leptos::ev;
use leptos::html::img;
use leptos::prelude::*;
use web_sys::console;

/// The brand's logo. If it cannot be loaded, the initial replaces it.
#[component]
pub fn Logo(
    shell: Shell,
    /// The class of the `<img>`.
    class: &'static str,
    /// The URL of the picture.
    url: String,
) -> impl IntoView {
    let error = format!("hailer: option \"logo\": could not load {url}");
    img()
        .class(class)
        .attr("alt", "")
        .attr("src", url)
        .on(ev::error, move |_| {
            console::error_1(&error.as_str().into());
            shell.logo.set(None);
        })
}

/// The first letter of a name in upper case. The browser converts it, because Rust's table
/// would add 12 KB.
pub fn initial(name: &str) -> String {
    let is_letter = |letter: &char| !letter.is_whitespace() && !letter.is_ascii_punctuation();
    let first = name.chars().find(is_letter);
    let first = first.map(|letter| JsString::from(letter.to_string()));
    first.map_or_else(String::new, |letter| letter.to_upper_case().into())
}
