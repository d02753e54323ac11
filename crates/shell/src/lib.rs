//! A shell for the protocol: what documents print as requests is pasted, goes
//! over a socket whose token is made already, and comes back readable. It is to
//! the stand-in what `wscat`, `curl` and `jq` are to the real service.
//!
//! It shares no type with the stand-in and knows frames as JSON only.

mod connect;
mod input;
mod options;
mod paint;
mod session;
mod variables;

pub use connect::ConnectError;
pub use options::{Options, Side};
pub use paint::paint;
pub use session::{Session, Show, Shown};
