//! Which messages are emoji and nothing else: the browser's regular expressions know.

use js_sys::{Array, Function, Reflect, RegExp};
use wasm_bindgen::JsCast as _;

/// Longer text is no three emoji: one with all its parts has at most 35 bytes.
const MOST_BYTES: usize = 120;

/// One to three emoji. Many write the heart without the letter that asks for its colour.
const EMOJI: &str = r"^(?:\s*(?:\p{RGI_Emoji}|❤)){1,3}\s*$";

/// The same for browsers that do not know the flag `v`, for most emoji.
const FALLBACK: &str = concat!(
    r"^(?:\s*(?:\p{RI}{2}|[#*\d]\uFE0F?\u20E3|",
    r"(?:(?!\p{RI})\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|❤)",
    r"(?:\p{EMod}|[\u{E0020}-\u{E007F}])*\uFE0F?",
    r"(?:\u200D\p{Extended_Pictographic}\p{EMod}?\uFE0F?)*)){1,3}\s*$",
);

/// Whether a message is one to three emoji and nothing else, which is drawn large.
pub fn is_emoji_only(words: &str) -> bool {
    if words.is_ascii() || words.len() > MOST_BYTES {
        return false;
    }
    let expression = expression(EMOJI, "v").or_else(|| expression(FALLBACK, "u"));
    expression.is_some_and(|emoji| emoji.test(words))
}

/// `RegExp::new` does not catch what the constructor throws.
fn expression(pattern: &str, flags: &str) -> Option<RegExp> {
    let class = Reflect::get(&js_sys::global(), &"RegExp".into()).ok()?;
    let class: Function = class.dyn_into().ok()?;
    let arguments = Array::of2(&pattern.into(), &flags.into());
    Reflect::construct(&class, &arguments).ok()?.dyn_into().ok()
}
