//! The widget: everything that knows a browser.
//!
//! Data flows one way. A frame comes in through `platform::socket`, the
//! `driver` hands it to the pure core, applies the core's events to
//! `view_state`, and the components draw that. A wish of the consumer goes
//! from a component through `actions` to the core, and its outputs go through
//! the driver to `platform`. No component sees JSON, a socket or a timer.

mod actions;
mod components;
mod directions;
mod driver;
mod embed;
mod emoji;
mod identity;
mod layout;
mod links;
mod live;
mod platform;
mod text;
mod view_state;
mod window;

pub use embed::Widget;
