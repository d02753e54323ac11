//! The box a message is written in.

use crate::speech::Speaker;
use crate::{Stage, settle};
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

/// The most characters a message may have.
const LIMIT: usize = 8_000;

/// Presses Enter in the message box; `how` is what else the event says.
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
async fn enter_belongs_to_an_input_method_that_composes() {
    let stage = Stage::new("composes");
    stage.widget().set_open(true);
    settle().await;
    stage.write("にほんご");
    // A browser says that it composes; Safari says so with the key's code alone.
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

/// Writes so many characters; what a screen reader has been told since the beginning.
async fn told(stage: &Stage, chars: usize) -> Vec<String> {
    stage.write(&"x".repeat(chars));
    settle().await;
    stage.texts(".announcer p")
}

#[wasm_bindgen_test]
async fn the_room_that_is_left_is_told_now_and_then_and_not_with_every_key() {
    let stage = Stage::new("room");
    stage.widget().set_open(true);
    settle().await;
    assert!(told(&stage, LIMIT - 501).await.is_empty());
    assert!(stage.find(".composer__counter").is_none());
    let mut expected = vec!["7,500 / 8,000".to_owned()];
    for chars in [LIMIT - 500, LIMIT - 499, LIMIT - 101] {
        assert_eq!(told(&stage, chars).await, expected);
    }
    expected.push("7,900 / 8,000".to_owned());
    for chars in [LIMIT - 100, LIMIT - 99] {
        assert_eq!(told(&stage, chars).await, expected);
    }
    assert_eq!(stage.text(".composer__counter"), "7,901 / 8,000");
    let counter = stage.find(".composer__counter").unwrap();
    assert!(!counter.has_attribute("role"), "it would speak by itself");
}

#[wasm_bindgen_test]
async fn a_message_that_is_too_long_says_so_where_it_is_written() {
    let stage = Stage::new("long");
    stage.widget().set_open(true);
    settle().await;
    let field = stage.find("textarea").unwrap();
    for (over, sentence) in [
        (1, "This message is 1 character too long."),
        (2, "This message is 2 characters too long."),
        (1_200, "This message is 1,200 characters too long."),
    ] {
        let told = told(&stage, LIMIT + over).await;
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

/// Puts text into the message box and tells of it with an event, or without.
fn put(stage: &Stage, value: &str, event: Option<&str>) {
    let field = stage.find("textarea").unwrap();
    let event = event.map_or_else(String::new, |event| {
        format!("this.dispatchEvent(new Event('{event}', {{ bubbles: true }}))")
    });
    let put = format!("this.value = {value}; {event}");
    Function::new_no_args(&put).call0(&field).unwrap();
}

/// What a script says of the message box.
fn asked(stage: &Stage, script: &str) -> JsValue {
    let field = stage.find("textarea").unwrap();
    let ask = Function::new_no_args(&format!("return {script}"));
    ask.call0(&field).unwrap()
}

fn press_send(stage: &Stage) {
    let button: HtmlElement = stage.find("[aria-label=Send]").unwrap().unchecked_into();
    button.click();
}

/// What would come back after a crash.
fn kept_draft(account: &str) -> Option<String> {
    let storage = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    let keys = (0..storage.length().unwrap()).filter_map(|index| storage.key(index).unwrap());
    let mut kept = keys
        .filter(|key| key.starts_with(&format!("hailer:{account}:tab:")))
        .filter_map(|key| storage.get_item(&key).unwrap());
    let kept = js_sys::JSON::parse(&kept.next()?).unwrap();
    Reflect::get(&kept, &"draft".into()).unwrap().as_string()
}

#[wasm_bindgen_test]
async fn an_emoji_that_comes_in_two_halves_is_whole_and_the_caret_stays() {
    let stage = Stage::new("halves");
    stage.widget().set_open(true);
    settle().await;
    // In the middle of the text, where a caret that jumps is seen.
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
        // Whatever else is drawn meanwhile leaves the box alone.
        stage.widget().set_open(false);
        stage.widget().set_open(true);
        settle().await;
    }
    assert_eq!(written(&stage), "a😀b");
    assert_eq!(asked(&stage, "this.selectionStart"), 3);
    assert_eq!(asked(&stage, "this.selectionEnd"), 3);
    assert_eq!(kept_draft("halves").as_deref(), Some("a😀b"));
    press_enter(&stage, "");
    settle().await;
    assert_eq!(stage.text(".message__text"), "a😀b");
}

#[wasm_bindgen_test]
async fn nothing_is_written_into_the_box_while_somebody_writes() {
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
    // With the counter and beyond the limit, as these are drawn for it.
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
async fn half_an_emoji_alone_is_sent_as_a_replacement_character() {
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
async fn what_the_box_shows_is_sent_whether_or_not_an_event_told_of_it() {
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
        // What is expanded after a key is sent as it is now, and not as it was then.
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
async fn what_a_tool_wrote_is_kept_as_soon_as_anything_tells_of_it() {
    for event in ["change", "keyup", "blur"] {
        let account = format!("kept-{event}");
        let stage = Stage::new(&account);
        stage.widget().set_open(true);
        settle().await;
        put(&stage, "'by a tool'", Some(event));
        assert_eq!(kept_draft(&account).as_deref(), Some("by a tool"));
        settle().await;
        let button = stage.find("[aria-label=Send]").unwrap();
        assert!(!button.has_attribute("aria-disabled"), "{event}");
        assert_eq!(written(&stage), "by a tool");
    }
}

#[wasm_bindgen_test]
async fn what_a_tool_wrote_in_silence_outlives_the_page_and_another_window() {
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
    assert_eq!(kept_draft(account).as_deref(), Some("Hello 😀"));
    put(&stage, "'Hello again'", None);
    let widget = stage.widget.take().unwrap();
    widget.destroy(&JsValue::UNDEFINED);
    assert_eq!(kept_draft(account).as_deref(), Some("Hello again"));
}
