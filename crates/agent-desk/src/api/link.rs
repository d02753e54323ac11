//! The brand's socket: requests find their answers, everything else is told.

use crate::ask::{self, Ask};
use crate::told::{self, Answer, Told, word};
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

/// A quiet connection is asked for the time this often; one that has not said a
/// word since the last time is dead.
const KEEP_ALIVE_MS: u32 = 20_000;

/// The socket, or the place where the next one will be. Copies are the same.
#[derive(Clone, Default)]
pub struct Link(Rc<Inner>);

#[derive(Default)]
struct Inner {
    outgoing: RefCell<Option<mpsc::UnboundedSender<String>>>,
    waiting: RefCell<HashMap<String, oneshot::Sender<Answer>>>,
    last_id: Cell<u64>,
}

/// Why a request came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskError {
    /// There is no connection now.
    NotConnected,
    /// The connection was lost before the answer.
    NoAnswer,
    /// The service's sentence.
    Refused(String),
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotConnected => f.write_str("There is no connection; try again when it is back."),
            Self::NoAnswer => {
                f.write_str("The connection was lost before the answer; look whether it was done.")
            }
            Self::Refused(sentence) => write!(f, "The service refused: {sentence}"),
        }
    }
}

/// What happens on a socket.
enum Step {
    Heard(Option<Message>),
    Say(String),
    Tick,
}

impl Link {
    /// Asks, and waits for the answer's body.
    ///
    /// # Errors
    /// When there is no connection, none any more, or the service refuses.
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

    /// Makes room for the requests of the next connection. What `run` opens sends them.
    pub fn open(&self) -> mpsc::UnboundedReceiver<String> {
        let (sender, receiver) = mpsc::unbounded();
        *self.0.outgoing.borrow_mut() = Some(sender);
        receiver
    }

    /// One connection, from its opening to its end.
    pub async fn run(
        &self,
        address: &str,
        outgoing: mpsc::UnboundedReceiver<String>,
        tell: impl Fn(Told),
    ) {
        if let Ok(socket) = WebSocket::open(address) {
            self.pump(socket, outgoing, tell).await;
        }
        self.hang_up();
    }

    /// Ends the connection; whoever waits for an answer learns that there is none.
    pub fn hang_up(&self) {
        *self.0.outgoing.borrow_mut() = None;
        self.0.waiting.borrow_mut().clear();
    }

    async fn pump(
        &self,
        socket: WebSocket,
        outgoing: mpsc::UnboundedReceiver<String>,
        tell: impl Fn(Told),
    ) {
        let (mut sink, incoming) = socket.split();
        let incoming = incoming.map(|heard| Step::Heard(heard.ok()));
        let incoming = incoming.chain(stream::iter([Step::Heard(None)]));
        // Closed by `hang_up`.
        let outgoing = outgoing
            .map(Step::Say)
            .chain(stream::iter([Step::Heard(None)]));
        let ticks = IntervalStream::new(KEEP_ALIVE_MS).map(|()| Step::Tick);
        let mut steps = stream::select(stream::select(incoming, outgoing), ticks);
        let mut is_quiet = false;
        while let Some(step) = steps.next().await {
            match step {
                Step::Heard(Some(Message::Text(text))) => {
                    is_quiet = false;
                    self.hear(&text, &tell);
                }
                Step::Heard(Some(Message::Bytes(_))) => {}
                Step::Heard(None) => return,
                Step::Say(text) => {
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

    fn hear(&self, text: &str, tell: &impl Fn(Told)) {
        match told::read(text) {
            Ok(Told::Answer(answer)) => {
                let waiting = self.0.waiting.borrow_mut().remove(&answer.request);
                if let Some(waiting) = waiting {
                    // Whoever asked may have left.
                    let _ = waiting.send(answer);
                }
            }
            Ok(told) => tell(told),
            // It stops nothing that comes after it.
            Err(error) => leptos::logging::warn!("{error}"),
        }
    }
}
