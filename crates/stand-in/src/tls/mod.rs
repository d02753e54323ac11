//! https and wss: some clients of the service speak nothing else (protocol §8.4).

mod certificate;
mod listener;

pub use certificate::{Certificate, CertificateError};
pub use listener::{Listener, Origin};
