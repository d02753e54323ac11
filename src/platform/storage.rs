//! The browser's local storage, which may be full, blocked or absent.

use web_sys::Storage;

/// Reads the text that is stored under `key`.
pub fn load(key: &str) -> Option<String> {
    local_storage()?.get_item(key).ok().flatten()
}

/// Stores a text. Returns false if storage is full or blocked.
pub fn save(key: &str, text: &str) -> bool {
    local_storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// Deletes a text.
pub fn remove(key: &str) {
    if let Some(storage) = local_storage() {
        // Fails only where nothing can be stored either.
        let _ = storage.remove_item(key);
    }
}

/// The rest of every key that begins with `prefix`.
pub fn keys_after(prefix: &str) -> Vec<String> {
    let Some(storage) = local_storage() else {
        return Vec::new();
    };
    let keys = (0..storage.length().unwrap_or_default()).filter_map(|index| {
        let key = storage.key(index).ok().flatten()?;
        key.strip_prefix(prefix).map(str::to_owned)
    });
    keys.collect()
}

/// Reading the property `localStorage` throws where third-party storage is blocked.
fn local_storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
