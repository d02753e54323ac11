//! What nobody understands.

use super::Refusal;

/// Names what was asked, as a person will read it.
pub fn refuse(name: &str) -> Refusal {
    if name.is_empty() {
        Refusal::bad("A request needs a type")
    } else {
        Refusal::bad(format!("Unknown request type {name}"))
    }
}
