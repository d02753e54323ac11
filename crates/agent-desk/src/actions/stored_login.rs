//! Stores the login in the session storage, so that it survives a reload of the tab.

use crate::api::Login;
use web_sys::Storage;

const NAME: &str = "hailer-desk";

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// The stored login of this tab.
pub fn load() -> Option<Login> {
    Login::from_text(&storage()?.get_item(NAME).ok()??)
}

/// Stores or deletes the login. Without storage, the agent must log in after a reload.
pub fn store(login: Option<&Login>) {
    let Some(storage) = storage() else { return };
    let _ = match login {
        Some(login) => storage.set_item(NAME, &login.to_text()),
        None => storage.remove_item(NAME),
    };
}
