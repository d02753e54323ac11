//! The border with the brand's page. `hailer.js` stands on the page's side of
//! it: it draws the launcher, checks the options and queues calls; this side
//! is one handle with a few methods.

mod handle;
mod host;
pub mod options;

pub use handle::Widget;
