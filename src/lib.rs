//! The widget: all code that needs a browser.
//!
//! The module has two parts. The [`shell`] is instantiated first. It contains the window's
//! frame and the message box. It loads the [`conversation`], which owns the session.
//!
//! - Incoming: `platform::socket` receives a frame. The driver passes it to the pure core
//!   and applies the core's events to the view state. The components render the view state.
//! - Outgoing: a component calls `actions`, which sends a command to the core. The driver
//!   passes the core's outputs to `platform`.
//!
//! No component sees JSON, a socket or a timer.

mod components;
mod conversation;
mod directions;
mod embed;
mod platform;
mod shell;
mod signals;
mod text;

pub use embed::Widget;
