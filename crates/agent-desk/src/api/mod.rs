//! The border with the service: login and lists by HTTP, everything else by
//! one socket. No decisions.

mod files;
mod forms;
mod link;
mod login;

pub use files::{address_of, upload};
pub use forms::submission;
pub use link::{AskError, Link};
pub use login::{Login, LoginError, agents, log_in, origin, refresh, skills};
