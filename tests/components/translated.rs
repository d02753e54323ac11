//! Page translators replace every text node by an element with another text node. The texts must
//! still update, and appear only once.

use crate::{Stage, settle};
use js_sys::{Function, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const TRANSLATE: &str = include_str!("../translate.js");

fn translate(stage: &Stage) {
    let translate = Function::new_with_args("root", TRANSLATE);
    translate.call1(&JsValue::NULL, &stage.root).unwrap();
}

fn configure(stage: &Stage, title: &str, welcome: &str) {
    let options = js_sys::Object::new();
    let speech = crate::speech::Speaker::of("en").speech;
    for (name, value) in [
        ("title", title.into()),
        ("welcome", welcome.into()),
        ("language", speech),
    ] {
        Reflect::set(&options, &name.into(), &value).unwrap();
    }
    stage.widget().configure(&options);
}

#[wasm_bindgen_test]
async fn a_translated_window_still_updates() {
    let stage = Stage::new("translated");
    stage.widget().set_open(true);
    settle().await;
    for (title, welcome) in [("A", "Good morning"), ("B", "Good evening")] {
        translate(&stage);
        configure(&stage, title, welcome);
        settle().await;
        assert_eq!(stage.text(".header__title"), title);
        assert_eq!(stage.text(".welcome__text"), welcome);
    }
    for (chars, count) in [(7_900, "7,900 / 8,000"), (7_901, "7,901 / 8,000")] {
        stage.write(&"x".repeat(chars));
        settle().await;
        assert_eq!(stage.texts(".composer__counter"), [count]);
        translate(&stage);
    }
    stage.write("");
    settle().await;
    assert!(stage.find(".composer__counter").is_none());
    translate(&stage);
    stage.write("Hello");
    Function::new_no_args("this.requestSubmit()")
        .call0(&stage.find("form").unwrap())
        .unwrap();
    settle().await;
    assert!(stage.find(".welcome").is_none());
    assert_eq!(stage.texts(".message__text"), ["Hello"]);
    assert_eq!(stage.texts("[part=message] .send-mark").len(), 1);
}
