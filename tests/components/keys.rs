//! Key events of an input method have no other effect.

use crate::{Stage, settle};
use js_sys::Function;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

const INTERACTIONS: &str = include_str!("../../src/embed/interactions.js");
/// How browsers mark key events of an input method. Safari uses only the key code, after the
/// composition.
const COMPOSING: [&str; 2] = ["isComposing: true", "keyCode: 229"];

/// Presses a key on an element. Returns whether the default action was not prevented.
fn press(on: &Element, key: &str, how: &str) -> bool {
    let press = format!(
        "return this.dispatchEvent(new KeyboardEvent('keydown',
            {{ key: '{key}', bubbles: true, cancelable: true, {how} }}))"
    );
    let done = Function::new_no_args(&press).call0(on).unwrap();
    done.is_truthy()
}

#[wasm_bindgen_test]
async fn escape_that_ends_a_composition_does_not_close_the_window() {
    let stage = Stage::new("escape");
    stage.widget().set_open(true);
    settle().await;
    let window: HtmlElement = stage.find(".window").unwrap().unchecked_into();
    let field = stage.find("textarea").unwrap();
    for how in COMPOSING {
        press(&field, "Escape", how);
        settle().await;
        assert!(!window.hidden(), "{how}");
    }
    press(&field, "Escape", "keyCode: 27");
    settle().await;
    assert!(window.hidden());
}

#[wasm_bindgen_test]
async fn escape_that_ends_a_composition_does_not_close_the_menu() {
    let stage = Stage::new("menu");
    stage.widget().set_open(true);
    settle().await;
    let opener: HtmlElement = stage.find("[aria-haspopup=menu]").unwrap().unchecked_into();
    opener.click();
    settle().await;
    for how in COMPOSING {
        press(&stage.find(".menu").unwrap(), "Escape", how);
        settle().await;
        assert!(stage.find(".menu").is_some(), "{how}");
    }
    press(&stage.find(".menu").unwrap(), "Escape", "keyCode: 27");
    settle().await;
    assert!(stage.find(".menu").is_none());
}

/// Runs interactions.js for a window, as the catalogue does after the first paint.
fn run_interactions(window: &Element) {
    let body = INTERACTIONS.replace("export default", "return").replace(
        "import { safeDocument } from \"./safe_document.js\";",
        "const safeDocument = document;",
    );
    let make = Function::new_no_args(&body).call0(&JsValue::NULL).unwrap();
    let speech = js_sys::Object::new();
    let say = Function::new_with_args("key", "return key");
    js_sys::Reflect::set(&speech, &"say".into(), &say).unwrap();
    let make: Function = make.unchecked_into();
    make.call2(&JsValue::NULL, window, &speech).unwrap();
}

#[wasm_bindgen_test]
async fn arrows_and_tab_of_an_input_method_do_not_move_the_focus() {
    let stage = Stage::new("interactions");
    stage.widget().set_open(true);
    settle().await;
    stage.write("Hello");
    let button: HtmlElement = stage.find("[aria-label=Send]").unwrap().unchecked_into();
    button.click();
    settle().await;
    let window: HtmlElement = stage.find(".window").unwrap().unchecked_into();
    // The window covers the screen, so it traps the focus.
    window.style().set_property("position", "fixed").unwrap();
    run_interactions(&window);
    settle().await;
    let log = stage.find("[role=log]").unwrap();
    let field = stage.find("textarea").unwrap();
    for (on, key) in [(&log, "ArrowUp"), (&field, "Tab")] {
        for how in COMPOSING {
            assert!(press(on, key, how), "{key} {how}");
        }
        assert!(!press(on, key, ""), "{key}");
    }
}
