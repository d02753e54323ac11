//! The interface to the brand's page. On the page's side, `hailer.js` renders the launcher,
//! validates the options and queues calls. On this side, there is one handle with a few methods.

mod handle;
mod host;
pub mod options;

pub use handle::Widget;
