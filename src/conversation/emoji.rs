//! Detects messages that contain only emoji, with the browser's regular expressions.

use js_sys::{Array, Function, Reflect, RegExp};
use wasm_bindgen::JsCast as _;

/// The largest size of three emoji, in bytes. One emoji sequence has at most 35 bytes.
const MOST_BYTES: usize = 120;

/// One to three emoji. The heart is often written without its variation selector (U+FE0F).
const EMOJI: &str = r"^(?:\s*(?:\p{RGI_Emoji}|❤)){1,3}\s*$";

/// An approximation for browsers without the flag `v`. It matches most emoji.
const FALLBACK: &str = concat!(
    r"^(?:\s*(?:\p{RI}{2}|[#*\d]\uFE0F?\u20E3|",
    r"(?:(?!\p{RI})\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|❤)",
    r"(?:\p{EMod}|[\u{E0020}-\u{E007F}])*\uFE0F?",
    r"(?:\u200D\p{Extended_Pictographic}\p{EMod}?\uFE0F?)*)){1,3}\s*$",
);

/// Whether a message consists of one to three emoji. Such messages are shown large.
pub fn is_emoji_only(words: &str) -> bool {
    if words.is_ascii() || words.len() > MOST_BYTES {
        return false;
    }
    let expression = expression(EMOJI, "v").or_else(|| expression(FALLBACK, "u"));
    expression.is_some_and(|emoji| emoji.test(words))
}

/// Compiles a regular expression. `RegExp::new` does not catch a `SyntaxError`.
fn expression(pattern: &str, flags: &str) -> Option<RegExp> {
    let class = Reflect::get(&js_sys::global(), &"RegExp".into()).ok()?;
    let class: Function = class.dyn_into().ok()?;
    let arguments = Array::of2(&pattern.into(), &flags.into());
    Reflect::construct(&class, &arguments).ok()?.dyn_into().ok()
}
