//! A shell for the protocol. You paste requests from the documents; it sends them over an
//! authenticated socket and prints the frames. It is to the stand-in what `wscat`, `curl` and `jq`
//! are to the real service.
//!
//! It shares no types with the stand-in, and treats frames as JSON.

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
