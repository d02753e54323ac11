//! The border with the browser: thin wrappers without decisions. Each is a
//! value; dropping it lets go of what it holds.

pub mod clock;
pub mod frame;
pub mod http;
pub mod listener;
pub mod lock;
pub mod once;
pub mod panic;
pub mod profile;
pub mod rest;
pub mod socket;
pub mod storage;
pub mod timer;
