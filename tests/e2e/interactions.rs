//! Copying messages, moving between messages with the keyboard, and the growing message box.

use crate::scene::{Scene, says};
use crate::{act, find, until};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The position and the number of copy buttons.
const BUTTON: &str = "
    const all = [...document.querySelector('hailer-chat').shadowRoot.querySelectorAll('[aria-label=\"Copy message\"]')];
    return all.map((one) => one.closest('[part=message]').querySelector('.message__text').textContent);";
/// Records the copied text.
const LISTEN: &str = "navigator.clipboard.writeText = async (words) => { window.copied = words; };";

/// A page with three messages.
async fn chatting(page: &str) -> Scene {
    let scene = act::start_conversation(page, "Hello?").await;
    for text in ["See https://shop.example/pots please", "And this"] {
        scene.agent(says(text)).await;
    }
    let lines = [
        "consumer: Hello?",
        "agent: See https://shop.example/pots please",
        "agent: And this",
    ];
    until::transcript_reads(&scene, &lines).await;
    scene
}

async fn value_is(scene: &Scene, words: &str, script: &str, wanted: Value) {
    until::some(words, async || {
        let now = scene.script(script).await;
        (now == wanted).then_some(()).ok_or(now.to_string())
    })
    .await;
}

/// Taps or points at the text of a message.
async fn points_at(scene: &Scene, message: usize, is_finger: bool) {
    let place = format!(
        "const texts = document.querySelector('hailer-chat').shadowRoot.querySelectorAll('.message__text');
        const {{ left, top, height }} = texts[{message}].getBoundingClientRect(); return [left + 8, top + height / 2]"
    );
    let place = scene.script(&place).await;
    let point = json!({"x": place[0], "y": place[1]});
    if is_finger {
        for (kind, points) in [("touchStart", json!([point])), ("touchEnd", json!([]))] {
            let touch = json!({"type": kind, "touchPoints": points});
            let touched = scene.devtools("Input.dispatchTouchEvent", touch).await;
            touched.expect("Chrome has a finger");
        }
    } else {
        let moved = json!({"type": "mouseMoved", "x": place[0], "y": place[1]});
        let moved = scene.devtools("Input.dispatchMouseEvent", moved).await;
        moved.expect("Chrome has a mouse");
    }
}

#[tokio::test]
async fn one_button_copies_the_hovered_or_tapped_message() {
    let scene = chatting("plain").await;
    scene.script(LISTEN).await;
    let words = "See https://shop.example/pots please";
    points_at(&scene, 1, false).await;
    value_is(&scene, "a button at the message", BUTTON, json!([words])).await;
    act::click(&scene, "button", "Copy message").await;
    value_is(&scene, "a copy", "return window.copied", json!(words)).await;
    value_is(
        &scene,
        "a confirmation",
        "return document.querySelector('hailer-chat').shadowRoot.querySelector('.window > p[role=status]').textContent",
        json!("Copied"),
    )
    .await;
    let away = json!({"type": "mouseMoved", "x": 1, "y": 1});
    let moved = scene.devtools("Input.dispatchMouseEvent", away).await;
    moved.expect("Chrome has a mouse");
    let touch = json!({"enabled": true, "maxTouchPoints": 1});
    let enabled = scene
        .devtools("Emulation.setTouchEmulationEnabled", touch)
        .await;
    enabled.expect("Chrome emulates a finger");
    points_at(&scene, 2, true).await;
    value_is(&scene, "the same button", BUTTON, json!(["And this"])).await;
    act::click(&scene, "button", "Copy message").await;
    value_is(&scene, "a copy", "return window.copied", json!("And this")).await;
    scene.close().await;
}

#[tokio::test]
async fn arrow_keys_move_between_messages_and_tab_reaches_the_copy_button() {
    let scene = chatting("plain").await;
    scene.script(LISTEN).await;
    let (tab, up, down) = (
        char::from(Key::Tab),
        char::from(Key::Up).to_string(),
        char::from(Key::Down).to_string(),
    );
    let reached = "return document.querySelector('hailer-chat').shadowRoot.activeElement?.querySelector('.message__text')?.textContent ?? null";
    act::types(&scene, " ").await;
    // Skips the link in a message.
    for _ in 0..2 {
        scene.press_with(char::from(Key::Shift), tab).await;
    }
    assert_eq!(find::focused(&scene).await, "Conversation");
    for (key, text) in [
        (&up, "And this"),
        (&up, "See https://shop.example/pots please"),
        (&up, "Hello?"),
        (&up, "Hello?"),
        (&down, "See https://shop.example/pots please"),
        (&down, "And this"),
        (&down, "And this"),
    ] {
        scene.press(key).await;
        value_is(&scene, text, reached, json!(text)).await;
    }
    let name = find::focused(&scene).await;
    assert!(name.contains("Anna") && name.contains("And this"), "{name}");
    scene.press(&tab.to_string()).await;
    assert_eq!(find::focused(&scene).await, "Copy message");
    scene.press(&char::from(Key::Enter).to_string()).await;
    value_is(&scene, "a copy", "return window.copied", json!("And this")).await;
    assert_eq!(find::focused(&scene).await, "Copy message");
    let named = "return document.querySelector('hailer-chat').shadowRoot.querySelectorAll('[part=message][aria-label]').length";
    assert_eq!(
        scene.script(named).await,
        0,
        "only what has the focus has a name"
    );
    scene.close().await;
}

#[tokio::test]
async fn copying_works_without_the_clipboard_api() {
    let scene = chatting("old_browser").await;
    points_at(&scene, 2, false).await;
    act::click(&scene, "button", "Copy message").await;
    act::types(&scene, " ").await;
    scene.press_with(char::from(Key::Control), 'v').await;
    let draft =
        "return document.querySelector('hailer-chat').shadowRoot.querySelector('textarea').value";
    value_is(&scene, "the pasted text", draft, json!(" And this")).await;
    scene.close().await;
}

/// The heights of the message box with several texts.
async fn heights(page: &str) -> Vec<Value> {
    let scene = Scene::open(page).await;
    act::open_chat(&scene).await;
    let mut heights = Vec::new();
    let many = "line\n".repeat(30);
    let long = "word ".repeat(30);
    for text in ["one line", "two\nlines", &long, &many, ""] {
        let write = format!(
            "const field = document.querySelector('hailer-chat').shadowRoot.querySelector('textarea');
            field.value = {text:?}; field.dispatchEvent(new Event('input', {{ bubbles: true }}));
            return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(field.offsetHeight))))"
        );
        heights.push(scene.script(&write).await);
    }
    act::types(&scene, "one\u{e008}\u{e007}\u{e008}two").await;
    act::click(&scene, "button", "Send").await;
    until::transcript_reads(&scene, &["consumer: one\ntwo"]).await;
    let height = "return document.querySelector('hailer-chat').shadowRoot.querySelector('textarea').offsetHeight";
    value_is(&scene, "a low message box", height, heights[0].clone()).await;
    scene.close().await;
    heights
}

#[tokio::test]
async fn the_message_box_grows_equally_in_every_browser() {
    let new = heights("plain").await;
    assert!(
        new[0].as_u64() < new[1].as_u64() && new[2].as_u64() < new[3].as_u64(),
        "{new:?}"
    );
    assert_eq!(heights("old_browser").await, new);
}
