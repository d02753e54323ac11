//! The message box.

use crate::speech::Speaker;
use crate::{Stage, settle};
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

/// The longest message, in characters.
const LIMIT: usize = 8_000;

/// Presses Enter in the message box. `how` has more members of the event.
fn press_enter(stage: &Stage, how: &str) {
    let press = format!(
        "this.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Enter', bubbles: true, cancelable: true, {how} }}))"
    );
    let field = stage.find("textarea").unwrap();
    Function::new_no_args(&press).call0(&field).unwrap();
}

fn written(stage: &Stage) -> String {
    let field = stage.find("textarea").unwrap();
    let value = Reflect::get(&field, &JsValue::from_str("value")).unwrap();
    value.as_string().unwrap()
}

#[wasm_bindgen_test]
async fn enter_during_a_composition_does_not_send() {
    let stage = Stage::new("composes");
    stage.widget().set_open(true);
    settle().await;
    stage.write("にほんご");
    // Browsers report a composition; Safari reports only the key code.
    for how in ["isComposing: true", "keyCode: 229", "shiftKey: true"] {
        press_enter(&stage, how);
        settle().await;
        assert!(stage.find("[part=message]").is_none(), "{how}");
        assert_eq!(written(&stage), "にほんご", "{how}");
    }
    press_enter(&stage, "keyCode: 13");
    settle().await;
    assert_eq!(stage.text(".message__text"), "にほんご");
    assert_eq!(written(&stage), "");
}

/// Types this many characters, and returns all announcements so far.
async fn announced_after(stage: &Stage, chars: usize) -> Vec<String> {
    stage.write(&"x".repeat(chars));
    settle().await;
    stage.texts(".announcer p")
}

#[wasm_bindgen_test]
async fn the_counter_is_announced_twice_and_not_with_every_key() {
    let stage = Stage::new("room");
    stage.widget().set_open(true);
    settle().await;
    assert!(announced_after(&stage, LIMIT - 501).await.is_empty());
    assert!(stage.find(".composer__counter").is_none());
    let mut expected = vec!["7,500 / 8,000".to_owned()];
    for chars in [LIMIT - 500, LIMIT - 499, LIMIT - 101] {
        assert_eq!(announced_after(&stage, chars).await, expected);
    }
    expected.push("7,900 / 8,000".to_owned());
    for chars in [LIMIT - 100, LIMIT - 99] {
        assert_eq!(announced_after(&stage, chars).await, expected);
    }
    assert_eq!(stage.text(".composer__counter"), "7,901 / 8,000");
    let counter = stage.find(".composer__counter").unwrap();
    assert!(
        !counter.has_attribute("role"),
        "a role would announce it by itself"
    );
}

#[wasm_bindgen_test]
async fn a_message_that_is_too_long_shows_an_error_at_the_box() {
    let stage = Stage::new("long");
    stage.widget().set_open(true);
    settle().await;
    let field = stage.find("textarea").unwrap();
    for (over, sentence) in [
        (1, "This message is 1 character too long."),
        (2, "This message is 2 characters too long."),
        (1_200, "This message is 1,200 characters too long."),
    ] {
        let told = announced_after(&stage, LIMIT + over).await;
        assert_eq!(told, ["This message is 1 character too long."], "once");
        assert_eq!(stage.text(".composer__counter--over"), sentence);
        assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"));
        let described_by = field.get_attribute("aria-describedby").unwrap();
        assert_eq!(stage.text(&format!("#{described_by}")), sentence);
    }
    for chars in [LIMIT, 3] {
        stage.write(&"x".repeat(LIMIT + 1));
        settle().await;
        stage.write(&"x".repeat(chars));
        settle().await;
        assert!(stage.find(".composer__counter--over").is_none());
        assert!(!field.has_attribute("aria-invalid"), "{chars}");
        assert!(!field.has_attribute("aria-describedby"), "{chars}");
    }
}

/// Sets the text of the message box, with or without an event.
fn put(stage: &Stage, value: &str, event: Option<&str>) {
    let field = stage.find("textarea").unwrap();
    let event = event.map_or_else(String::new, |event| {
        format!("this.dispatchEvent(new Event('{event}', {{ bubbles: true }}))")
    });
    let put = format!("this.value = {value}; {event}");
    Function::new_no_args(&put).call0(&field).unwrap();
}

/// Runs a script with the message box as `this`, and returns its value.
fn asked(stage: &Stage, script: &str) -> JsValue {
    let field = stage.find("textarea").unwrap();
    let ask = Function::new_no_args(&format!("return {script}"));
    ask.call0(&field).unwrap()
}

fn press_send(stage: &Stage) {
    let button: HtmlElement = stage.find("[aria-label=Send]").unwrap().unchecked_into();
    button.click();
}

/// The stored draft, which is restored after a crash.
fn stored_draft(account: &str) -> Option<String> {
    let storage = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    let keys = (0..storage.length().unwrap()).filter_map(|index| storage.key(index).unwrap());
    let mut kept = keys
        .filter(|key| key.starts_with(&format!("hailer:{account}:tab:")))
        .filter_map(|key| storage.get_item(&key).unwrap());
    let kept = js_sys::JSON::parse(&kept.next()?).unwrap();
    Reflect::get(&kept, &"draft".into()).unwrap().as_string()
}

#[wasm_bindgen_test]
async fn an_emoji_in_two_halves_stays_intact_and_the_caret_does_not_move() {
    let stage = Stage::new("halves");
    stage.widget().set_open(true);
    settle().await;
    // In the middle of the text, where a moved caret is detected.
    stage.write("ab");
    settle().await;
    for half in ["\\ud83d", "\\ude00"] {
        let write = format!(
            "this.setRangeText('{half}', this.half ?? 1, this.half ?? 1, 'end'); this.half = this.selectionStart;
             this.dispatchEvent(new InputEvent('input', {{ bubbles: true, data: '{half}' }}))"
        );
        let field = stage.find("textarea").unwrap();
        Function::new_no_args(&write).call0(&field).unwrap();
        settle().await;
        // Other renders must not touch the box.
        stage.widget().set_open(false);
        stage.widget().set_open(true);
        settle().await;
    }
    assert_eq!(written(&stage), "a😀b");
    assert_eq!(asked(&stage, "this.selectionStart"), 3);
    assert_eq!(asked(&stage, "this.selectionEnd"), 3);
    assert_eq!(stored_draft("halves").as_deref(), Some("a😀b"));
    press_enter(&stage, "");
    settle().await;
    assert_eq!(stage.text(".message__text"), "a😀b");
}

#[wasm_bindgen_test]
async fn typing_does_not_write_back_into_the_box() {
    let stage = Stage::new("unwritten");
    stage.widget().set_open(true);
    settle().await;
    let watch = "const proto = HTMLTextAreaElement.prototype;
        const { get, set } = Object.getOwnPropertyDescriptor(proto, 'value');
        this.write = (value) => { set.call(this, value); this.dispatchEvent(new Event('input')); };
        this.writes = 0;
        Object.defineProperty(this, 'value', { get, set(value) { this.writes += 1; set.call(this, value); } })";
    let field = stage.find("textarea").unwrap();
    Function::new_no_args(watch).call0(&field).unwrap();
    // With the counter, and beyond the limit, because these states render more.
    for chars in [1, 2, 7_600, 8_001] {
        let write = format!("this.write('x'.repeat({chars}))");
        Function::new_no_args(&write).call0(&field).unwrap();
        settle().await;
        assert_eq!(asked(&stage, "this.writes"), 0, "{chars}");
    }
    stage.widget().set_draft("from elsewhere".to_owned());
    settle().await;
    assert_eq!(asked(&stage, "this.writes"), 1);
    assert_eq!(written(&stage), "from elsewhere");
}

#[wasm_bindgen_test]
async fn half_an_emoji_is_sent_as_a_replacement_character() {
    let stage = Stage::new("half");
    stage.widget().set_open(true);
    settle().await;
    put(&stage, "'half \\ud83d'", Some("input"));
    press_enter(&stage, "");
    settle().await;
    assert_eq!(stage.text(".message__text"), "half \u{fffd}");
    assert_eq!(written(&stage), "");
}

#[wasm_bindgen_test]
async fn the_displayed_text_is_sent_with_or_without_an_event() {
    for (index, event) in [None, Some("change"), Some("keyup"), Some("blur")]
        .into_iter()
        .enumerate()
    {
        let stage = Stage::new(&format!("untold{index}"));
        stage.widget().set_open(true);
        settle().await;
        put(&stage, "'by a tool'", event);
        press_enter(&stage, "");
        settle().await;
        put(&stage, "'by a tool, too'", event);
        press_send(&stage);
        settle().await;
        let sent = stage.texts(".message__text");
        assert_eq!(sent, ["by a tool", "by a tool, too"], "{event:?}");
        assert_eq!(written(&stage), "");
        // The expanded text is sent, not the text at the time of the key.
        stage.write("brb");
        settle().await;
        put(&stage, "'be right back'", event);
        press_enter(&stage, "");
        settle().await;
        let sent = stage.texts(".message__text").pop();
        assert_eq!(sent.as_deref(), Some("be right back"), "{event:?}");
    }
}

#[wasm_bindgen_test]
async fn text_written_by_a_tool_is_stored_at_the_next_event() {
    for event in ["change", "keyup", "blur"] {
        let account = format!("kept-{event}");
        let stage = Stage::new(&account);
        stage.widget().set_open(true);
        settle().await;
        put(&stage, "'by a tool'", Some(event));
        assert_eq!(stored_draft(&account).as_deref(), Some("by a tool"));
        settle().await;
        let button = stage.find("[aria-label=Send]").unwrap();
        assert!(!button.has_attribute("aria-disabled"), "{event}");
        assert_eq!(written(&stage), "by a tool");
    }
}

#[wasm_bindgen_test]
async fn text_written_by_a_tool_without_an_event_survives_a_reload_and_a_new_window() {
    let account = "silent";
    let mut stage = Stage::new(account);
    stage.widget().set_open(true);
    settle().await;
    stage.write("Hello");
    settle().await;
    put(&stage, "'Hello \\ud83d'", None);
    let options = js_sys::Object::new();
    let speech = Speaker::of("de").speech;
    Reflect::set(&options, &"language".into(), &speech).unwrap();
    stage.widget().configure(&options);
    settle().await;
    assert_eq!(asked(&stage, "this.value === 'Hello \\ud83d'"), true);
    put(&stage, "this.value + '\\ude00'", None);
    let hide = "window.dispatchEvent(new PageTransitionEvent('pagehide'))";
    asked(&stage, hide);
    assert_eq!(stored_draft(account).as_deref(), Some("Hello 😀"));
    put(&stage, "'Hello again'", None);
    let widget = stage.widget.take().unwrap();
    widget.destroy(&JsValue::UNDEFINED);
    assert_eq!(stored_draft(account).as_deref(), Some("Hello again"));
}
