//! Nothing becomes markup: under Trusted Types, a text that does is an exception.

use crate::{Stage, send, settle};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Counts what the policy `require-trusted-types-for 'script'` would forbid, until it is dropped.
struct Recorder;

impl Recorder {
    fn new() -> Self {
        let record = "globalThis.markup = { count: 0, undo: [] };
            const watch = (prototype, name, kind) => {
                const own = Object.getOwnPropertyDescriptor(prototype, name);
                const call = own[kind];
                const counted = function (...given) { markup.count += 1; return call.apply(this, given); };
                Object.defineProperty(prototype, name, { ...own, [kind]: counted });
                markup.undo.push(() => Object.defineProperty(prototype, name, own));
            };
            for (const name of ['innerHTML', 'outerHTML']) watch(Element.prototype, name, 'set');
            watch(ShadowRoot.prototype, 'innerHTML', 'set');
            watch(Element.prototype, 'insertAdjacentHTML', 'value');
            watch(Range.prototype, 'createContextualFragment', 'value');
            watch(DOMParser.prototype, 'parseFromString', 'value');";
        Function::new_no_args(record).call0(&JsValue::NULL).unwrap();
        Self
    }

    fn is_untouched(&self) -> bool {
        let Self = self;
        let is_none = Function::new_no_args("return markup.count === 0");
        is_none.call0(&JsValue::NULL).unwrap() == JsValue::TRUE
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        let undo = "for (const one of markup.undo) one(); delete globalThis.markup;";
        Function::new_no_args(undo).call0(&JsValue::NULL).unwrap();
    }
}

#[wasm_bindgen_test]
async fn the_window_is_drawn_without_a_line_of_markup() {
    let recorder = Recorder::new();
    let stage = Stage::new("markup");
    stage.widget().set_open(true);
    settle().await;
    send(&stage, "<b>bold</b> https://example.com & 🎉").await;
    assert_eq!(
        stage.text(".message__text"),
        "<b>bold</b> https://example.com & 🎉"
    );
    assert!(recorder.is_untouched());
    // The recorder notices what it is there for.
    let place = stage.find(".welcome, .transcript").unwrap();
    place.set_inner_html("<i>markup</i>");
    assert!(!recorder.is_untouched());
}
