//! The desk: a page on which a person plays the agent during development. The
//! stand-in serves it; it is not the service, and says so.
//!
//! 1. [`told`]: what the service says on an agent's socket. What a consumer's
//!    socket says the same way is read by the core's types.
//! 2. [`ask`]: what an agent asks (protocol §6.4, §6.7).
//! 3. [`state`]: what the desk knows, a function of what it was told.
//!
//! These know no browser and are tested natively. What does is compiled for
//! browsers alone: `api` speaks to the service, `actions` is what the
//! components may ask for, and `components` has one file per visible part.

pub mod ask;
pub mod canned;
pub mod outline;
pub mod preview;
pub mod rich;
pub mod state;
pub mod told;

#[cfg(target_arch = "wasm32")]
pub mod actions;
#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
mod canvas;
#[cfg(target_arch = "wasm32")]
mod components;
#[cfg(target_arch = "wasm32")]
mod keys;
