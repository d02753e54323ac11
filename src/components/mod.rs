//! What both parts draw with.
//!
//! Elements are built with Leptos' builder functions and not with `view!`: for static
//! subtrees the macro sets `innerHTML`, which a page with Trusted Types forbids. Words that
//! change are written with `.prop("textContent", …)` into an element of ours, as tools that
//! translate a page replace its text nodes.

pub mod announcer;
pub mod dynamic;
pub mod erased;
pub mod icon;
pub mod initial;
pub mod sentence;
