//! The widget: everything that knows a browser.
//!
//! It comes in parts. The [`shell`] is instantiated first: the window's frame and the
//! message box. It loads the [`conversation`], which owns the session. A frame comes in
//! through `platform::socket`, the driver hands it to the pure core and applies the core's
//! events to the view state, and the components draw that. A wish of the consumer goes
//! from a component through `actions` to the core, and its outputs go through the driver
//! to `platform`. No component sees JSON, a socket or a timer.

mod components;
mod conversation;
mod directions;
mod embed;
mod platform;
mod shell;
mod signals;
mod text;

pub use embed::Widget;
