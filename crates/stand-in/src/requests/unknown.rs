//! Unknown requests.

use super::Refusal;

/// An error that names the type, so that a developer sees the typo.
pub fn refuse(name: &str) -> Refusal {
    if name.is_empty() {
        Refusal::bad("A request needs a type")
    } else {
        Refusal::bad(format!("Unknown request type {name}"))
    }
}
