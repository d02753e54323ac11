//! The components, one file each.

mod actions;
mod availability;
mod bar;
mod composer;
mod consumer_panel;
mod conversation_list;
mod dialog;
mod insert;
mod login;
mod outline;
mod panes;
mod rings;
mod time;
mod transcript;

pub use bar::Bar;
pub use consumer_panel::ConsumerPanel;
pub use conversation_list::ConversationList;
pub use login::Login;
pub use panes::Panes;
pub use rings::Rings;
