//! The browser's own search, which only finds rendered messages.

use crate::{Stage, settle};
use js_sys::Function;
use wasm_bindgen_test::wasm_bindgen_test;

/// More messages than are rendered at the end of the transcript.
const MANY: usize = 60;

/// Presses a key in the message box while Ctrl is held.
fn press(stage: &Stage, key: &str, code: &str, key_code: u32) {
    let press = format!(
        "this.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', code: '{code}', keyCode: {key_code},
            ctrlKey: true, bubbles: true }}))"
    );
    let field = stage.find("textarea").unwrap();
    Function::new_no_args(&press).call0(&field).unwrap();
}

#[wasm_bindgen_test]
async fn a_search_is_detected_on_every_keyboard_layout() {
    for (index, (key, code)) in [("f", "KeyY"), ("F", "KeyF"), ("כ", "KeyF"), ("ب", "KeyF")]
        .into_iter()
        .enumerate()
    {
        let stage = Stage::new(&format!("search{index}"));
        stage.widget().set_open(true);
        settle().await;
        let button = stage.find("[aria-label=Send]").unwrap();
        let click = Function::new_no_args("this.click()");
        for count in 0..MANY {
            stage.write(&format!("message {count}"));
            click.call0(&button).unwrap();
        }
        settle().await;
        press(&stage, "g", "KeyG", 71);
        settle().await;
        assert!(stage.texts("[part=message]").len() < MANY);
        press(&stage, key, code, 70);
        settle().await;
        assert_eq!(stage.texts("[part=message]").len(), MANY, "{key}");
    }
}
