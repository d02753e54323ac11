//! Components that the shell and the conversation share.
//!
//! Elements are built with Leptos' builder functions and not with `view!`. For static
//! subtrees the macro sets `innerHTML`, which Trusted Types forbid. Reactive text is set with
//! `.prop("textContent", …)` on an element, because page translators replace text nodes.

pub mod announcer;
pub mod dynamic;
pub mod erased;
pub mod icon;
pub mod initial;
pub mod sentence;
