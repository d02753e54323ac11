//! The names of days.

use crate::{Stage, send, settle};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Advances the browser's clock by a day, until it is dropped.
struct Tomorrow;

impl Tomorrow {
    fn install() -> Self {
        let later = "const now = Date.now; Date.now = () => now() + 864e5; Date.now.before = now";
        Function::new_no_args(later).call0(&JsValue::NULL).unwrap();
        Self
    }
}

impl Drop for Tomorrow {
    fn drop(&mut self) {
        let back = Function::new_no_args("Date.now = Date.now.before");
        back.call0(&JsValue::NULL).unwrap();
    }
}

#[wasm_bindgen_test]
async fn today_becomes_yesterday_after_midnight() {
    let stage = Stage::new("midnight");
    stage.widget().set_open(true);
    settle().await;
    send(&stage, "late").await;
    assert_eq!(stage.texts(".day__label"), ["Today"]);
    let tomorrow = Tomorrow::install();
    send(&stage, "early").await;
    let labels = stage.texts(".day__label");
    drop(tomorrow);
    assert_eq!(labels, ["Yesterday", "Today"]);
}

#[wasm_bindgen_test]
async fn day_labels_are_updated_when_the_window_reopens_the_next_day() {
    let stage = Stage::new("morning");
    stage.widget().set_open(true);
    settle().await;
    send(&stage, "late").await;
    stage.widget().set_open(false);
    settle().await;
    let tomorrow = Tomorrow::install();
    stage.widget().set_open(true);
    settle().await;
    let labels = stage.texts(".day__label");
    drop(tomorrow);
    assert_eq!(labels, ["Yesterday"]);
}
