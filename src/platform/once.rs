//! What the browser calls back once.

use super::panic;
use js_sys::Function;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

/// A callback, and by which number it can be called off until it was called.
pub struct Once {
    callback: Closure<dyn FnMut()>,
    id: Rc<Cell<Option<i32>>>,
}

impl Once {
    /// To be handed to the browser.
    pub fn new(callback: impl FnOnce() + 'static) -> Self {
        let id = Rc::new(Cell::new(None));
        let called = id.clone();
        let callback = Closure::once(move || {
            called.set(None);
            if !panic::is_broken() {
                callback();
            }
        });
        Self { callback, id }
    }

    /// What the browser is to call.
    pub fn function(&self) -> &Function {
        self.callback.as_ref().unchecked_ref()
    }

    /// The browser will call it, by this number.
    pub fn is_asked(&self, id: i32) {
        self.id.set(Some(id));
    }

    /// The number, unless it was called.
    pub fn pending(&self) -> Option<i32> {
        self.id.get()
    }
}
