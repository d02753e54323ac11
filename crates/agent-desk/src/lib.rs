//! The agents' desk: a page on which a developer plays the agent. The stand-in serves it. It is not
//! the real service, and says so.
//!
//! 1. [`received`]: the frames of an agent's socket. The core parses those that consumers also
//!    receive.
//! 2. [`ask`]: the agent's requests (protocol §6.4, §6.7).
//! 3. [`state`]: the desk's state, a pure function of the frames.
//!
//! These modules use no browser and are tested natively. The others are compiled only for
//! WebAssembly: `api` talks to the service, `actions` is the interface of the components, and
//! `components` has one file per component.

pub mod ask;
pub mod canned;
pub mod outline;
pub mod preview;
pub mod received;
pub mod rich;
pub mod state;

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
