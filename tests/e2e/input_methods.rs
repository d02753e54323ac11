//! Key events of input methods, in the chat and at the agents' desk.

use crate::desk_page::Desk;
use crate::keyboard::focus_is;
use crate::scene::Scene;
use crate::{act, browser, until};
use serde_json::json;

/// How browsers mark key events of an input method. Safari uses only the key code.
const COMPOSING: [&str; 2] = ["isComposing: true", "keyCode: 229"];
/// The focused element in the chat.
const FOCUSED: &str = "document.querySelector('hailer-chat').shadowRoot.activeElement";
/// The desk's message box.
const FIELD: &str = "document.querySelector('.composer__field')";

/// A script that sends a key event of each kind to an element, and returns those that were handled.
fn presses(on: &str, key: &str) -> String {
    let press = |how: &str| {
        format!(
            "if (!{on}.dispatchEvent(new KeyboardEvent('keydown',
                {{ key: '{key}', bubbles: true, composed: true, cancelable: true, {how} }}))) taken.push('{how}');"
        )
    };
    format!(
        "const taken = []; {} return taken",
        COMPOSING.map(press).join(" ")
    )
}

#[tokio::test]
async fn keys_of_an_input_method_do_nothing_in_the_menu_and_its_confirmation() {
    let scene = act::start_conversation("plain", "Hello?").await;
    until::anna_is_here(&scene).await;
    act::click(&scene, "button", "Menu").await;
    focus_is(&scene, "Mark as urgent").await;
    for key in ["Escape", "ArrowDown", "End"] {
        assert_eq!(
            scene.script(&presses(FOCUSED, key)).await,
            json!([]),
            "{key}"
        );
        focus_is(&scene, "Mark as urgent").await;
    }
    act::click(&scene, "menuitem", "End conversation").await;
    focus_is(&scene, "Keep chatting").await;
    for key in ["Tab", "Escape"] {
        assert_eq!(
            scene.script(&presses(FOCUSED, key)).await,
            json!([]),
            "{key}"
        );
        focus_is(&scene, "Keep chatting").await;
    }
    let escape = format!(
        "{FOCUSED}.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Escape', bubbles: true, composed: true }}))"
    );
    scene.script(&escape).await;
    until::there_is_no(&scene, "button", "Keep chatting").await;
    until::there_is(&scene, "textbox", "Message").await;
    scene.close().await;
}

#[tokio::test]
async fn the_desk_supports_input_methods_and_text_expanders() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    let desk = Desk::staffed(browser::open().await, &scene.service.address, "anna").await;
    desk.ringing().await;
    desk.press_with(fantoccini::key::Key::Alt.into(), 'a').await;
    desk.transcript_reads(&["consumer: Hello?"]).await;
    // An emoji arrives in two halves, before existing text.
    let halves = format!(
        "const field = {FIELD}; field.value = 'b'; field.setSelectionRange(0, 0);
        const frame = () => new Promise(requestAnimationFrame);
        const put = async (half) => {{
            field.setRangeText(half, field.selectionStart, field.selectionEnd, 'end');
            field.dispatchEvent(new InputEvent('input', {{ bubbles: true, data: half }}));
            await frame(); await frame();
        }};
        return put('\\ud83d').then(() => put('\\ude00')).then(() => [field.value, field.selectionStart])"
    );
    assert_eq!(desk.script(&halves).await, json!(["😀b", 2]));
    assert_eq!(desk.script(&presses(FIELD, "Enter")).await, json!([]));
    // A text expander changes the text without an event.
    desk.script(&format!("{FIELD}.value += ' and more'")).await;
    desk.click("button", "Send").await;
    let lines = ["consumer: Hello?", "agent: 😀b and more"];
    until::transcript_reads(&scene, &lines).await;
    assert_eq!(desk.script(&format!("return {FIELD}.value")).await, "");
    desk.close().await;
    scene.close().await;
}
