//! One file per visible part. A component reads signals of the view state and
//! asks `Actions`; it never sees JSON, a socket or a timer.
//!
//! Elements are made with `element`, never with `view!`: the macro sets
//! `innerHTML` for static subtrees, which a page with Trusted Types forbids.

mod announcer;
mod avatar;
mod composer;
mod confirm;
mod element;
mod header;
mod icon;
mod list;
mod menu;
mod message;
mod notice;
mod survey_form;
mod transcript;
mod typing;
mod viewport;
mod window;

pub use window::chat;
