//! Talks to the service: login and lists over HTTP, everything else over one socket. It contains no
//! logic of the desk.

mod files;
mod forms;
mod link;
mod login;

pub use files::{address_of, upload};
pub use forms::submission;
pub use link::{AskError, Link};
pub use login::{Login, LoginError, agents, log_in, origin, refresh, skills};
