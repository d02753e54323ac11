//! Contains a panic in this code, or a JavaScript exception that passes through it. The
//! instance is broken for good, but the page keeps working. The loader is notified, and no code
//! of the instance runs again.

use super::{lock, socket};
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::panic::{PanicHookInfo, set_hook};
use wasm_bindgen::JsValue;

thread_local! {
    static IS_BROKEN: Cell<bool> = const { Cell::new(false) };
    static ON_BROKEN: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Installs the panic hook. `on_broken` is called once, when this instance breaks.
pub fn contain(on_broken: Function) {
    ON_BROKEN.with(|slot| slot.replace(Some(on_broken)));
    set_hook(Box::new(on_panic));
}

/// Whether this instance is broken. Every callback from the browser checks this first.
pub fn is_broken() -> bool {
    IS_BROKEN.get()
}

/// Must not panic, and must not touch state that the panic may have left inconsistent.
fn on_panic(info: &PanicHookInfo<'_>) {
    if is_broken() {
        return;
    }
    // Only the location is logged. The message might quote what somebody wrote.
    let place = info.location();
    let place = place.map(|place| format!("{}:{}", place.file(), place.line()));
    let place = place.unwrap_or_default();
    web_sys::console::error_1(&format!("hailer: broken at {place}").into());
    break_down();
}

/// Marks the instance as broken, closes its sockets, releases its locks, and notifies the loader.
pub fn break_down() {
    if IS_BROKEN.replace(true) {
        return;
    }
    socket::close_all();
    lock::release_all();
    let on_broken =
        ON_BROKEN.with(|slot| slot.try_borrow_mut().ok().and_then(|mut slot| slot.take()));
    if let Some(on_broken) = on_broken {
        let _ = on_broken.call0(&JsValue::UNDEFINED);
    }
}
