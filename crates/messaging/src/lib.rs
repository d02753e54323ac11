//! The consumer's side of the messaging protocol as a pure state machine.
mod ids;
mod time;
pub mod wire;
pub use ids::*;
pub use time::{Duration, Instant, Now};
