//! The rest of the module. What runs until the chat can be typed into is loaded
//! first, and what sends and receives comes while somebody types
//! (`docs/size.md`). Whatever calls it sooner has it brought at once, and the page
//! waits for that; who can wait says so here.

use super::panic;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::{JsFuture, spawn_local};

#[wasm_bindgen]
extern "C" {
    /// Has the rest brought, unless it is there; `embed/rest.js` does it. An error
    /// where the module is in one piece, as in development.
    #[wasm_bindgen(catch, js_name = bringRest)]
    fn bring_rest() -> Result<Option<Promise>, JsValue>;

    /// The same, once what is drawn now was painted.
    #[wasm_bindgen(catch, js_name = bringRestLater)]
    fn bring_rest_later() -> Result<(), JsValue>;
}

/// Has the rest brought, once what is drawn now was painted: it will be needed soon.
pub fn bring_later() {
    let _ = bring_rest_later();
}

/// Does something as soon as the rest is there. Where it cannot be had, too: then
/// whatever needs it says so.
pub fn when_here(work: impl FnOnce() + 'static) {
    wait(Box::new(work));
}

fn wait(work: Box<dyn FnOnce()>) {
    let Ok(Some(coming)) = bring_rest() else {
        return work();
    };
    spawn_local(async move {
        let _ = JsFuture::from(coming).await;
        if !panic::is_broken() {
            work();
        }
    });
}
