//! Thin wrappers of browser APIs, without decisions. Dropping a value releases its resource.

pub mod clock;
pub mod frame;
pub mod http;
pub mod keys;
pub mod listener;
pub mod lock;
pub mod panic;
pub mod profile;
pub mod random;
pub mod socket;
pub mod storage;
pub mod style_sheet;
pub mod timer;

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// A plain object with these members.
pub fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // Setting a member of a new plain object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
