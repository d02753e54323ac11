//! What days are called.

use crate::{Stage, send, settle};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// The browser's clock says the same time of the next day, until this is dropped.
struct Tomorrow;

impl Tomorrow {
    fn comes() -> Self {
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
async fn what_was_today_is_yesterday_after_midnight() {
    let stage = Stage::new("midnight");
    stage.widget().set_open(true);
    settle().await;
    send(&stage, "late").await;
    assert_eq!(stage.texts(".day__label"), ["Today"]);
    let tomorrow = Tomorrow::comes();
    send(&stage, "early").await;
    let labels = stage.texts(".day__label");
    drop(tomorrow);
    assert_eq!(labels, ["Yesterday", "Today"]);
}

#[wasm_bindgen_test]
async fn who_comes_back_the_next_day_is_not_told_that_it_is_still_today() {
    let stage = Stage::new("morning");
    stage.widget().set_open(true);
    settle().await;
    send(&stage, "late").await;
    stage.widget().set_open(false);
    settle().await;
    let tomorrow = Tomorrow::comes();
    stage.widget().set_open(true);
    settle().await;
    let labels = stage.texts(".day__label");
    drop(tomorrow);
    assert_eq!(labels, ["Yesterday"]);
}
