//! Serves TLS and plain connections on one port. A connection that begins with a TLS handshake gets
//! https and wss, every other one http and ws.

use super::Certificate;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// The first byte of every TLS connection: the record type "handshake".
const HANDSHAKE: u8 = 0x16;
/// How long a client may take to send its first byte and finish the handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// The most connections that are accepted but not served yet.
const MAX_READY: usize = 64;

/// A connection, with or without TLS.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Facts about the connection that a request came from.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// Whether it uses TLS.
    pub is_secure: bool,
}

impl Origin {
    /// The scheme of URLs that point back to this connection.
    pub const fn scheme(self) -> &'static str {
        if self.is_secure { "https" } else { "http" }
    }
}

type Ready = (Box<dyn Stream>, Origin);

/// Accepts connections and finishes their handshake.
pub struct Listener {
    ready: Receiver<Ready>,
}

impl Listener {
    /// Listens for plain connections, and with a certificate for TLS, too.
    pub fn new(listener: TcpListener, certificate: Option<&Certificate>) -> Self {
        let acceptor = certificate.map(|one| TlsAcceptor::from(one.config.clone()));
        let (sender, ready) = channel(MAX_READY);
        tokio::spawn(accept_all(listener, acceptor, sender));
        Self { ready }
    }
}

async fn accept_all(
    mut listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    ready: Sender<Ready>,
) {
    loop {
        let next = axum::serve::Listener::accept(&mut listener);
        let (stream, _) = tokio::select! {
            next = next => next,
            () = ready.closed() => return,
        };
        let (acceptor, ready) = (acceptor.clone(), ready.clone());
        // Each connection has its own task, so that a silent client delays nobody.
        tokio::spawn(async move {
            if let Ok(Ok(one)) = timeout(HANDSHAKE_TIMEOUT, begin(stream, acceptor)).await {
                // Fails if the service is stopping.
                let _ = ready.send(one).await;
            }
        });
    }
}

/// Detects TLS and performs the handshake. Errors are dropped: a client that does not trust the
/// certificate reports that itself.
async fn begin(stream: TcpStream, acceptor: Option<TlsAcceptor>) -> io::Result<Ready> {
    // Without this, Nagle's algorithm delays small frames until the previous one is acknowledged.
    let _ = stream.set_nodelay(true);
    let mut first = [0];
    if let Some(acceptor) = acceptor
        && stream.peek(&mut first).await? == 1
        && first[0] == HANDSHAKE
    {
        let stream = acceptor.accept(stream).await?;
        return Ok((Box::new(stream), Origin { is_secure: true }));
    }
    Ok((Box::new(stream), Origin { is_secure: false }))
}

impl axum::serve::Listener for Listener {
    type Io = Box<dyn Stream>;
    type Addr = Origin;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(ready) => ready,
            // The accepting task ends only when the runtime ends.
            None => std::future::pending().await,
        }
    }

    /// Not used: every connection brings its own address.
    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(Origin { is_secure: false })
    }
}

impl axum::extract::connect_info::Connected<axum::serve::IncomingStream<'_, Listener>> for Origin {
    fn connect_info(stream: axum::serve::IncomingStream<'_, Listener>) -> Self {
        *stream.remote_addr()
    }
}
