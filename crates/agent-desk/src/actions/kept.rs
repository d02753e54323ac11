//! The login outlives a reload of its tab, and no more.

use crate::api::Login;
use web_sys::Storage;

const NAME: &str = "hailer-desk";

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// The login of this tab.
pub fn login() -> Option<Login> {
    Login::from_text(&storage()?.get_item(NAME).ok()??)
}

/// Keeps it. A tab that may not keep anything asks again after a reload.
pub fn keep(login: Option<&Login>) {
    let Some(storage) = storage() else { return };
    let _ = match login {
        Some(login) => storage.set_item(NAME, &login.to_text()),
        None => storage.remove_item(NAME),
    };
}
