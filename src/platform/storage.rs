//! The browser's local storage, which may be full, blocked or absent.

use web_sys::Storage;

/// The text kept under `key`.
pub fn load(key: &str) -> Option<String> {
    local_storage()?.get_item(key).ok().flatten()
}

/// Keeps a text; false where there is no room or no permission.
pub fn save(key: &str, text: &str) -> bool {
    local_storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// Merely naming `localStorage` throws where third-party storage is blocked.
fn local_storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
