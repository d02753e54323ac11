//! Which keys are the desk's.

use web_sys::KeyboardEvent;

/// Whether a key belongs to an input method: Enter ends a composition, and sends nothing.
/// Safari ends it before the key that does so, which says code 229 alone.
pub fn is_input_methods(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}
