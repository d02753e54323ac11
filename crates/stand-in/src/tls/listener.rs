//! One port for both: whoever begins with a TLS handshake gets https and wss,
//! everybody else http and ws.

use super::Certificate;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// The first byte of every TLS connection: a record of the handshake.
const HANDSHAKE: u8 = 0x16;
/// So long may a client take to begin.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections that are ready and not yet served.
const MOST_READY: usize = 64;

/// A connection, in the clear or not.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// What requests learn about the connection they came by.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// Whether it speaks TLS.
    pub is_secure: bool,
}

impl Origin {
    /// The scheme that leads back here.
    pub const fn scheme(self) -> &'static str {
        if self.is_secure { "https" } else { "http" }
    }
}

type Ready = (Box<dyn Stream>, Origin);

/// Hands on connections that are ready to be served.
pub struct Listener {
    ready: Receiver<Ready>,
}

impl Listener {
    /// Listens; with a certificate also for TLS.
    pub fn new(listener: TcpListener, certificate: Option<&Certificate>) -> Self {
        let acceptor = certificate.map(|one| TlsAcceptor::from(one.config.clone()));
        let (sender, ready) = channel(MOST_READY);
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
        // Each for itself: a client that says nothing holds nobody up.
        tokio::spawn(async move {
            if let Ok(Ok(one)) = timeout(HANDSHAKE_TIMEOUT, begin(stream, acceptor)).await {
                // Nobody takes it when the service is ending.
                let _ = ready.send(one).await;
            }
        });
    }
}

/// Errors are the client's affair: one that does not trust the certificate says so itself.
async fn begin(stream: TcpStream, acceptor: Option<TlsAcceptor>) -> io::Result<Ready> {
    // Small frames leave at once: otherwise they wait for the acknowledgement of the one before.
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
            // The task that sends has ended only if the runtime is ending.
            None => std::future::pending().await,
        }
    }

    /// Nothing asks: every connection brings its own.
    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(Origin { is_secure: false })
    }
}

impl axum::extract::connect_info::Connected<axum::serve::IncomingStream<'_, Listener>> for Origin {
    fn connect_info(stream: axum::serve::IncomingStream<'_, Listener>) -> Self {
        *stream.remote_addr()
    }
}
