//! Messages that consist only of emoji.

use crate::{Stage, send, settle};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const LARGE: [&str; 20] = [
    "😀",
    "🎉🎉",
    "👍 🙏 😀",
    " 🎉\n",
    "⭐",
    "⌚",
    "❤",
    "❤️",
    "☀️",
    "✔️",
    "👍🏽👍🏽",
    // A sequence that is displayed as one picture counts as one emoji.
    "👨‍👩‍👧‍👦",
    "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦",
    "👍🏽",
    "🇩🇪🇩🇪🇩🇪",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿🏴󠁧󠁢󠁳󠁣󠁴󠁿🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "1️⃣",
    "👩🏽‍🎨",
    "❤️‍🔥",
];

const PLAIN: [&str; 14] = [
    "Hi 😀",
    "1",
    "12",
    "#",
    "✓",
    "☑",
    "♪",
    "→",
    "©",
    "🇩",
    "a\u{FE0F}",
    "😀\u{200D}",
    "😀😀😀😀",
    "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦",
];

async fn check(account: &str) {
    let stage = Stage::new(account);
    stage.widget().set_open(true);
    settle().await;
    for words in LARGE.iter().chain(&PLAIN) {
        send(&stage, words).await;
    }
    let large = stage.texts(".message--emoji .message__text");
    let expected: Vec<_> = LARGE.iter().map(|words| words.trim()).collect();
    let trimmed: Vec<_> = large.iter().map(|words| words.trim()).collect();
    assert_eq!(trimmed, expected);
}

#[wasm_bindgen_test]
async fn only_one_to_three_emoji_are_displayed_large() {
    check("emoji").await;
}

/// Replaces RegExp by one without the `v` flag, like in an older browser, until it is dropped.
struct OlderBrowser;

impl OlderBrowser {
    fn install() -> Self {
        let older = "const now = RegExp;
            globalThis.RegExp = new Proxy(now, { construct(target, given) {
                if (given[1] === 'v') throw new SyntaxError('Invalid flags');
                return new target(...given);
            } });
            globalThis.RegExp.now = now;";
        Function::new_no_args(older).call0(&JsValue::NULL).unwrap();
        Self
    }
}

impl Drop for OlderBrowser {
    fn drop(&mut self) {
        let back = "globalThis.RegExp = RegExp.now; delete RegExp.now;";
        Function::new_no_args(back).call0(&JsValue::NULL).unwrap();
    }
}

#[wasm_bindgen_test]
async fn an_older_browser_displays_the_same_emoji_large() {
    let _older = OlderBrowser::install();
    check("older-emoji").await;
}
