//! The agent's socket: responses resolve their requests, and notifications are delivered.

use crate::ask::{self, Ask};
use crate::received::{self, Answer, Received, word};
use futures::channel::{mpsc, oneshot};
use futures::{SinkExt as _, StreamExt as _, stream};
use gloo_net::websocket::Message;
use gloo_net::websocket::futures::WebSocket;
use gloo_timers::future::IntervalStream;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

/// The interval of keep-alive requests. A connection without a frame for a whole interval is
/// considered dead.
const KEEP_ALIVE_MS: u32 = 20_000;

/// The current socket, if any. Copies share the same state.
#[derive(Clone, Default)]
pub struct Link(Rc<Inner>);

#[derive(Default)]
struct Inner {
    outgoing: RefCell<Option<mpsc::UnboundedSender<String>>>,
    waiting: RefCell<HashMap<String, oneshot::Sender<Answer>>>,
    last_id: Cell<u64>,
}

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskError {
    /// There is no connection.
    NotConnected,
    /// The connection was lost before the response.
    NoAnswer,
    /// The service's reason.
    Refused(String),
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotConnected => f.write_str("There is no connection; try again when it is back."),
            Self::NoAnswer => f.write_str(
                "The connection was lost before the response; check whether the action succeeded.",
            ),
            Self::Refused(sentence) => write!(f, "The service refused: {sentence}"),
        }
    }
}

/// What happens on a socket.
enum Step {
    Received(Option<Message>),
    Send(String),
    Tick,
}

impl Link {
    /// Sends a request and waits for the body of its response.
    ///
    /// # Errors
    /// If there is no connection, it is lost, or the service refuses.
    pub async fn ask(&self, ask: Ask) -> Result<Value, AskError> {
        let (sender, answer) = oneshot::channel();
        let id = self.send(&ask)?;
        self.0.waiting.borrow_mut().insert(id, sender);
        let answer = answer.await.map_err(|_| AskError::NoAnswer)?;
        if answer.code < 400 {
            Ok(answer.body)
        } else {
            Err(AskError::Refused(word(&answer.body)))
        }
    }

    fn send(&self, ask: &Ask) -> Result<String, AskError> {
        self.0.last_id.set(self.0.last_id.get() + 1);
        let id = self.0.last_id.get().to_string();
        let frame = json!({"kind": "req", "id": id, "type": ask.name, "body": ask.body});
        let outgoing = self.0.outgoing.borrow();
        let sender = outgoing.as_ref().ok_or(AskError::NotConnected)?;
        sender
            .unbounded_send(frame.to_string())
            .map_err(|_| AskError::NotConnected)?;
        Ok(id)
    }

    /// Creates the queue for the requests of the next connection, which `run` sends.
    pub fn open(&self) -> mpsc::UnboundedReceiver<String> {
        let (sender, receiver) = mpsc::unbounded();
        *self.0.outgoing.borrow_mut() = Some(sender);
        receiver
    }

    /// Opens a connection and serves it until it ends.
    pub async fn run(
        &self,
        address: &str,
        outgoing: mpsc::UnboundedReceiver<String>,
        deliver: impl Fn(Received),
    ) {
        if let Ok(socket) = WebSocket::open(address) {
            self.pump(socket, outgoing, deliver).await;
        }
        self.close();
    }

    /// Closes the connection. Pending requests fail.
    pub fn close(&self) {
        *self.0.outgoing.borrow_mut() = None;
        self.0.waiting.borrow_mut().clear();
    }

    async fn pump(
        &self,
        socket: WebSocket,
        outgoing: mpsc::UnboundedReceiver<String>,
        deliver: impl Fn(Received),
    ) {
        let (mut sink, incoming) = socket.split();
        let incoming = incoming.map(|frame| Step::Received(frame.ok()));
        let incoming = incoming.chain(stream::iter([Step::Received(None)]));
        // The stream ends when the queue is closed.
        let outgoing = outgoing
            .map(Step::Send)
            .chain(stream::iter([Step::Received(None)]));
        let ticks = IntervalStream::new(KEEP_ALIVE_MS).map(|()| Step::Tick);
        let mut steps = stream::select(stream::select(incoming, outgoing), ticks);
        let mut is_quiet = false;
        while let Some(step) = steps.next().await {
            match step {
                Step::Received(Some(Message::Text(text))) => {
                    is_quiet = false;
                    self.receive(&text, &deliver);
                }
                Step::Received(Some(Message::Bytes(_))) => {}
                Step::Received(None) => return,
                Step::Send(text) => {
                    if sink.send(Message::Text(text)).await.is_err() {
                        return;
                    }
                }
                Step::Tick if is_quiet => return,
                Step::Tick => {
                    is_quiet = true;
                    if self.send(&ask::clock()).is_err() {
                        return;
                    }
                }
            }
        }
    }

    fn receive(&self, text: &str, deliver: &impl Fn(Received)) {
        match received::read(text) {
            Ok(Received::Answer(answer)) => {
                let waiting = self.0.waiting.borrow_mut().remove(&answer.request);
                if let Some(waiting) = waiting {
                    // Ignore the error: the caller may have stopped waiting.
                    let _ = waiting.send(answer);
                }
            }
            Ok(frame) => deliver(frame),
            // An invalid frame is logged and skipped.
            Err(error) => leptos::logging::warn!("{error}"),
        }
    }
}
