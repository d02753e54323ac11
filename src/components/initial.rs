//! What stands for the brand: its logo, or its initial.

use crate::shell::Shell;
use js_sys::JsString;
use leptos::ev;
use leptos::html::img;
use leptos::prelude::*;
use web_sys::console;

/// The brand's picture; one that cannot be shown makes way for the initial.
#[component]
pub fn Logo(
    shell: Shell,
    /// Its class.
    class: &'static str,
    /// Its address.
    url: String,
) -> impl IntoView {
    let complaint = format!("hailer: option \"logo\": no picture at {url}");
    img()
        .class(class)
        .attr("alt", "")
        .attr("src", url)
        .on(ev::error, move |_| {
            console::error_1(&complaint.as_str().into());
            shell.logo.set(None);
        })
}

/// The first letter of a name, as a capital. The browser knows how a letter is written
/// large; a table of our own weighs 12 KB.
pub fn initial(name: &str) -> String {
    let is_letter = |letter: &char| !letter.is_whitespace() && !letter.is_ascii_punctuation();
    let first = name.chars().find(is_letter);
    let first = first.map(|letter| JsString::from(letter.to_string()));
    first.map_or_else(String::new, |letter| letter.to_upper_case().into())
}
