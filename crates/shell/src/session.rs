//! An open connection: sends requests and shows received frames.

use crate::connect::{ConnectError, Socket, connect};
use crate::input::{Input, Piece};
use crate::options::Options;
use crate::variables::Variables;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval_at, sleep, timeout};
use tokio_tungstenite::tungstenite::{Bytes, Message};

/// The ping interval, as in the documents' `wscat -k 60`.
const PING_EVERY: Duration = Duration::from_mins(1);
/// How long to wait for a response before the next request is sent.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(5);
/// After this silence, the service is considered done.
const QUIET: Duration = Duration::from_millis(300);

/// The output of a shell.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// A received frame.
    Frame(Value),
    /// A message of the shell.
    Note(String),
}

/// The callback for output.
pub type Show = Arc<dyn Fn(Shown) + Send + Sync>;

/// A shell's connection.
pub struct Session {
    outgoing: UnboundedSender<Message>,
    /// The ids of responses, in order.
    answered: UnboundedReceiver<String>,
    last_frame_at: Arc<Mutex<Instant>>,
    variables: Arc<Mutex<Variables>>,
    input: Input,
    show: Show,
    listening: JoinHandle<()>,
}

impl Session {
    /// Gets a token and opens the socket of one side.
    ///
    /// # Errors
    /// If there is no stand-in and none can be started, or the account or the agent is wrong.
    pub async fn open(options: &Options, show: Show) -> Result<Self, ConnectError> {
        let (socket, variables) = connect(options, &show).await?;
        let (writer, reader) = socket.split();
        let (outgoing, to_send) = unbounded_channel();
        tokio::spawn(speak(writer, to_send));
        let (sender, answered) = unbounded_channel();
        let variables = Arc::new(Mutex::new(variables));
        let last_frame_at = Arc::new(Mutex::new(Instant::now()));
        let receiver = Receiver {
            sender,
            last_frame_at: last_frame_at.clone(),
            variables: variables.clone(),
            show: show.clone(),
        };
        let listening = tokio::spawn(receiver.listen(reader));
        Ok(Self {
            outgoing,
            answered,
            last_frame_at,
            variables,
            input: Input::default(),
            show,
            listening,
        })
    }

    /// Takes a line and sends the requests that it completes. Each request waits for the response
    /// to the previous one, because it may use an id from it.
    pub async fn enter(&mut self, line: &str) {
        if !self.input.is_open() && line.trim() == "help" {
            let known = lock(&self.variables).table();
            return self.note(format!("{HELP}\n{known}"));
        }
        for piece in self.input.line(line) {
            self.take(piece).await;
        }
    }

    /// Ends the input and waits until the service is silent.
    pub async fn finish(mut self) {
        if let Some(piece) = self.input.end() {
            self.take(piece).await;
        }
        loop {
            let silent = lock(&self.last_frame_at).elapsed();
            let Some(rest) = QUIET.checked_sub(silent) else {
                break;
            };
            sleep(rest).await;
        }
        // Do not show the close message.
        self.listening.abort();
    }

    /// Whether the input contains an incomplete request.
    pub fn is_open(&self) -> bool {
        self.input.is_open()
    }

    /// The current value of a variable, such as `CONVERSATION_ID`.
    pub fn variable(&self, name: &str) -> Option<String> {
        lock(&self.variables).get(name).map(str::to_owned)
    }

    async fn take(&mut self, piece: Piece) {
        let text = match piece {
            Piece::Mistake(error) => return self.note(error),
            Piece::Request(text) => text,
        };
        let filled = lock(&self.variables).fill(&text);
        match filled {
            Ok(filled) => self.send(filled).await,
            Err(error) => self.note(error),
        }
    }

    /// Sends a request unchanged, and waits for its response.
    async fn send(&mut self, text: String) {
        let frame: Value = serde_json::from_str(&text).unwrap_or_default();
        let id = &frame["id"];
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        let is_sent = self.outgoing.send(Message::text(text)).is_ok();
        if !is_sent || self.listening.is_finished() {
            return self.note("The connection is closed; this was not sent.".to_owned());
        }
        let answer = async {
            while let Some(answered) = self.answered.recv().await {
                if answered == id {
                    break;
                }
            }
        };
        if timeout(RESPONSE_TIMEOUT, answer).await.is_err() {
            self.note(format!(
                "No answer to {id} within {} seconds.",
                RESPONSE_TIMEOUT.as_secs()
            ));
        }
        *lock(&self.last_frame_at) = Instant::now();
    }

    fn note(&self, text: String) {
        (self.show)(Shown::Note(text));
    }
}

const HELP: &str = "Paste requests as JSON, over as many lines as you like; an empty line discards an incomplete one.\n\
                    Ctrl-D ends. These variables may be used in requests, as $NAME or __NAME__:";

/// Writes messages to the socket, and sends pings.
async fn speak(mut writer: SplitSink<Socket, Message>, mut to_send: UnboundedReceiver<Message>) {
    let mut pings = interval_at(Instant::now() + PING_EVERY, PING_EVERY);
    loop {
        let message = tokio::select! {
            message = to_send.recv() => message,
            _ = pings.tick() => Some(Message::Ping(Bytes::new())),
        };
        let Some(message) = message else {
            // Ignore the error: the service may have closed the connection already.
            let _ = writer.close().await;
            return;
        };
        if writer.send(message).await.is_err() {
            return;
        }
    }
}

/// Reads frames from the socket.
struct Receiver {
    sender: UnboundedSender<String>,
    last_frame_at: Arc<Mutex<Instant>>,
    variables: Arc<Mutex<Variables>>,
    show: Show,
}

impl Receiver {
    async fn listen(self, mut reader: SplitStream<Socket>) {
        loop {
            match reader.next().await {
                Some(Ok(Message::Text(text))) => self.receive(&text),
                Some(Ok(Message::Close(frame))) => {
                    let code =
                        frame.map_or_else(String::new, |frame| format!(" with {}", frame.code));
                    return self.end(&format!("The service closed the connection{code}."));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return self.end("The connection is lost."),
            }
        }
    }

    fn receive(&self, text: &str) {
        *lock(&self.last_frame_at) = Instant::now();
        let Ok(frame) = serde_json::from_str::<Value>(text) else {
            return (self.show)(Shown::Note(format!(
                "Received a frame that is not valid JSON: {text:?}"
            )));
        };
        lock(&self.variables).learn(&frame);
        let answered = frame["reqId"].as_str().map(str::to_owned);
        (self.show)(Shown::Frame(frame));
        if let Some(id) = answered {
            // Ignore the error: the session may be ending.
            let _ = self.sender.send(id);
        }
    }

    fn end(&self, note: &str) {
        (self.show)(Shown::Note(note.to_owned()));
    }
}

/// Locks a mutex, even after a panic elsewhere.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
