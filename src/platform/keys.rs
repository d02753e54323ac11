//! Which key events belong to an input method and are nobody else's.

use web_sys::KeyboardEvent;

/// The code of a key that an input method took.
const TAKEN: u32 = 229;

/// Whether the key belongs to an input method, which composes a letter or a word. Safari
/// ends a composition with a key of code 229 that says it does not compose.
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == TAKEN
}
