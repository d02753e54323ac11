//! Detects key events that belong to an input method (IME).

use web_sys::KeyboardEvent;

/// The key code of a key that an input method processed.
const PROCESSED: u32 = 229;

/// Whether the key belongs to an input method that composes text. The key that ends a
/// composition has the code 229 in Safari, but `isComposing` is false.
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == PROCESSED
}
