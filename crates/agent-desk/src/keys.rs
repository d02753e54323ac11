//! Keys of input methods.

use web_sys::KeyboardEvent;

/// Whether an input method handles the key: Enter that ends a composition must not send. Safari
/// ends the composition before the key event, which then has only the code 229.
pub fn is_for_input_method(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}
