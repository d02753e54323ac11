//! The box a message is written in.

use crate::{Stage, settle};
use js_sys::{Function, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

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
