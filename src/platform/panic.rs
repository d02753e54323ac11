//! What happens when this code panics, or an exception of the page's passes
//! through it: the instance is broken for good, the page is not. The page's side
//! is told, and nothing of the instance runs again.

use super::{lock, socket};
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::panic::{PanicHookInfo, set_hook};
use wasm_bindgen::JsValue;

thread_local! {
    static IS_BROKEN: Cell<bool> = const { Cell::new(false) };
    static TELL: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Calls `tell` once, should this instance ever panic.
pub fn contain(tell: Function) {
    TELL.with(|slot| slot.replace(Some(tell)));
    set_hook(Box::new(on_panic));
}

/// Whether this instance panicked. Callbacks of the browser ask before they run.
pub fn is_broken() -> bool {
    IS_BROKEN.get()
}

/// Nothing in here may panic, or touch what the panic may have left half done.
fn on_panic(info: &PanicHookInfo<'_>) {
    if is_broken() {
        return;
    }
    // The place and not the message: that may quote what somebody wrote.
    let place = info.location();
    let place = place.map(|place| format!("{}:{}", place.file(), place.line()));
    let place = place.unwrap_or_default();
    web_sys::console::error_1(&format!("hailer: broken at {place}").into());
    break_down();
}

/// Ends everything that could still be heard of this instance.
pub fn break_down() {
    if IS_BROKEN.replace(true) {
        return;
    }
    socket::close_all();
    lock::release_all();
    let tell = TELL.with(|slot| slot.try_borrow_mut().ok().and_then(|mut slot| slot.take()));
    if let Some(tell) = tell {
        let _ = tell.call0(&JsValue::UNDEFINED);
    }
}
