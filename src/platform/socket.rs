//! WebSockets.

use super::listener::Listener;
use std::cell::RefCell;
use wasm_bindgen::JsCast as _;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

/// An event of a socket.
pub enum SocketEvent {
    /// The socket is open.
    Opened,
    /// A text frame was received. Binary frames are not part of the protocol and are ignored.
    Frame(String),
    /// The socket was closed with this code.
    Closed(u16),
}

thread_local! {
    /// All sockets of the instance, for when it panics.
    static SOCKETS: RefCell<Vec<WebSocket>> = const { RefCell::new(Vec::new()) };
}

/// Closes every socket of a broken instance.
pub fn close_all() {
    SOCKETS.with(|sockets| {
        for socket in sockets
            .try_borrow()
            .iter()
            .flat_map(|sockets| sockets.iter())
        {
            let _ = socket.close();
        }
    });
}

/// An open or opening socket. Dropping it closes it and removes its listeners.
pub struct Socket {
    socket: WebSocket,
    _listeners: [Listener; 3],
}

impl Socket {
    /// Opens a socket. Returns `None` if the browser refuses the URL, for example because the
    /// content policy does not list the host.
    pub fn open(url: &str, on_event: impl Fn(SocketEvent) + Clone + 'static) -> Option<Self> {
        let socket = WebSocket::new(url).ok()?;
        let (opened, framed, closed) = (on_event.clone(), on_event.clone(), on_event);
        let listeners = [
            Listener::new(&socket, "open", move |_| opened(SocketEvent::Opened)),
            Listener::new(&socket, "message", move |event| {
                let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
                if let Some(text) = data.and_then(|data| data.as_string()) {
                    framed(SocketEvent::Frame(text));
                }
            }),
            Listener::new(&socket, "close", move |event| {
                let code = event.dyn_ref::<CloseEvent>().map(CloseEvent::code);
                closed(SocketEvent::Closed(code.unwrap_or(1006)));
            }),
        ];
        SOCKETS.with(|sockets| sockets.borrow_mut().push(socket.clone()));
        Some(Self {
            socket,
            _listeners: listeners,
        })
    }

    /// Sends a text frame. A socket that is no longer open drops it. The core notices that
    /// the response is missing.
    pub fn send(&self, text: &str) {
        let _ = self.socket.send_with_str(text);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        SOCKETS.with(|sockets| sockets.borrow_mut().retain(|one| *one != self.socket));
        let _ = self.socket.close();
    }
}
