//! https and wss, because some clients require TLS (protocol §8.4).

mod certificate;
mod listener;

pub use certificate::{Certificate, CertificateError};
pub use listener::{Listener, Origin};
