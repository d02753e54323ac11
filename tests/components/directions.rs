//! Text from left to right next to text from right to left.

use crate::{Stage, send, settle};
use js_sys::{Array, Function};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;

/// The characters of the last message, by line and sorted by horizontal position. This is the
/// displayed order, whatever the order in the text.
const SEEN: &str = "
    const text = [...this.querySelectorAll('.message__text')].pop();
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const lines = new Map();
    for (let node; (node = walker.nextNode()); )
      for (let at = 0; at < node.length; at += 1) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getBoundingClientRect();
        if (!box.width || !node.data[at].trim()) continue;
        const line = Math.round(box.top / 10);
        lines.set(line, [...(lines.get(line) || []), [box.left, node.data[at]]]);
      }
    const fromLeft = (line) => line.sort(([one], [other]) => one - other).map(([, letter]) => letter).join('');
    return [...lines.keys()].sort((one, other) => one - other).map((key) => fromLeft(lines.get(key)));";

async fn stage(account: &str, lang: &str) -> Stage {
    let stage = Stage::speaking(account, lang);
    stage.widget().set_open(true);
    settle().await;
    stage
}

/// Sends a text, and returns its lines in the displayed order.
async fn seen(stage: &Stage, words: &str) -> Vec<String> {
    send(stage, words).await;
    let seen = Function::new_no_args(SEEN).call0(&stage.root).unwrap();
    let seen = seen.unchecked_into::<Array>();
    seen.iter().filter_map(|line| line.as_string()).collect()
}

/// The displayed order of a text from right to left.
fn mirrored(words: &str) -> String {
    words.chars().rev().collect()
}

#[wasm_bindgen_test]
async fn each_line_of_a_message_has_its_own_direction() {
    for lang in ["en", "ar"] {
        let stage = stage(&format!("lines-{lang}"), lang).await;
        let lines = seen(&stage, "Hello!\nمرحبا!\nHello!\nhttps://a.example/!").await;
        let expected = [
            "Hello!",
            &mirrored("مرحبا!"),
            "Hello!",
            "https://a.example/!",
        ];
        assert_eq!(lines, expected, "{lang}");
        // The first word sets the direction, even if it is an address.
        let words = "https://a.example/ - مرحبا!";
        let expected = format!("https://a.example/-{}!", mirrored("مرحبا"));
        assert_eq!(seen(&stage, words).await, [expected], "{lang}");
    }
}

#[wasm_bindgen_test]
async fn a_message_has_the_same_direction_in_its_bubble_and_in_the_box() {
    for lang in ["en", "ar"] {
        let stage = stage(&format!("agree-{lang}"), lang).await;
        send(&stage, "(1)").await;
        let of = |selector: &str| {
            let style = "const style = getComputedStyle(this); return [style.direction, style.unicodeBidi, style.textAlign].join()";
            let found = stage.find(selector).unwrap();
            Function::new_no_args(style)
                .call0(&found)
                .unwrap()
                .as_string()
        };
        let direction = if lang == "ar" { "rtl" } else { "ltr" };
        assert_eq!(of("textarea"), Some(format!("{direction},plaintext,start")));
        assert_eq!(of(".message__text"), of("textarea"), "{lang}");
    }
}

#[wasm_bindgen_test]
async fn an_address_is_displayed_from_left_to_right_and_isolated() {
    for lang in ["en", "ar"] {
        let stage = stage(&format!("address-{lang}"), lang).await;
        let [before, after] = ["انظر", "ثم"];
        for (address, rest) in [
            ("https://a.ex/b/", ""),
            ("http://a.ex/?a=1#2", "(5)"),
            ("www.a.ex/b/", "12"),
            ("me@a.example", ""),
            ("tel:+1-23", ""),
        ] {
            let rest_seen = mirrored(
                &rest
                    .replace('(', "\u{1}")
                    .replace(')', "(")
                    .replace('\u{1}', ")"),
            );
            let rest_seen = if rest == "12" {
                "12".to_owned()
            } else {
                rest_seen
            };
            let words = format!("{before} {address} {rest} {after}");
            let expected = format!(
                "{}{rest_seen}{address}{}",
                mirrored(after),
                mirrored(before)
            );
            // Brackets are mirrored in text from right to left. Only their position matters here.
            let plain = |words: &str| words.replace(['(', ')'], "|");
            let seen = seen(&stage, &words).await;
            assert_eq!(plain(&seen.join("\n")), plain(&expected), "{lang}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_directional_override_has_no_effect() {
    let stage = stage("override", "en").await;
    let words = "https://a.example/\u{202e}gnp.exe, and \u{202d}more";
    assert_eq!(
        seen(&stage, words).await.concat(),
        "https://a.example/gnp.exe,andmore"
    );
    let links = stage.texts(".message__text a");
    assert_eq!(links, ["https://a.example/"]);
}

#[wasm_bindgen_test]
async fn an_address_without_a_scheme_links_to_the_displayed_host() {
    let stage = stage("scheme", "en").await;
    send(
        &stage,
        "www.a.example/x me@a.example https://bank.example@evil.example/ http://b.example",
    )
    .await;
    let links = stage.root.query_selector_all(".message__text a").unwrap();
    let target = |index| {
        let link: web_sys::Element = links.get(index).unwrap().unchecked_into();
        link.get_attribute("href").unwrap()
    };
    let targets: Vec<_> = (0..links.length()).map(target).collect();
    assert_eq!(
        targets,
        [
            "https://www.a.example/x",
            "mailto:me@a.example",
            "http://b.example"
        ]
    );
}
