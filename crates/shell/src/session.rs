//! An open line: what is typed goes out, what comes in is shown.

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

/// The documents keep the socket alive with `wscat -k 60`.
const PING_EVERY: Duration = Duration::from_mins(1);
/// So long is an answer waited for before the next request goes out.
const PATIENCE: Duration = Duration::from_secs(5);
/// A line that was silent so long has said what it had to say.
const QUIET: Duration = Duration::from_millis(300);

/// What a shell shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// What the service said.
    Frame(Value),
    /// What the shell says itself.
    Note(String),
}

/// Where it shows it.
pub type Show = Arc<dyn Fn(Shown) + Send + Sync>;

/// A shell's connection.
pub struct Session {
    outgoing: UnboundedSender<Message>,
    /// The ids of answers, as they come.
    answered: UnboundedReceiver<String>,
    heard_at: Arc<Mutex<Instant>>,
    variables: Arc<Mutex<Variables>>,
    input: Input,
    show: Show,
    listening: JoinHandle<()>,
}

impl Session {
    /// Makes a token and opens the socket of one side.
    ///
    /// # Errors
    /// When there is no stand-in at the address and none can be started there,
    /// or it knows neither the account nor the agent.
    pub async fn open(options: &Options, show: Show) -> Result<Self, ConnectError> {
        let (socket, variables) = connect(options, &show).await?;
        let (writer, reader) = socket.split();
        let (outgoing, to_send) = unbounded_channel();
        tokio::spawn(speak(writer, to_send));
        let (sender, answered) = unbounded_channel();
        let variables = Arc::new(Mutex::new(variables));
        let heard_at = Arc::new(Mutex::new(Instant::now()));
        let ear = Ear {
            sender,
            heard_at: heard_at.clone(),
            variables: variables.clone(),
            show: show.clone(),
        };
        let listening = tokio::spawn(ear.listen(reader));
        Ok(Self {
            outgoing,
            answered,
            heard_at,
            variables,
            input: Input::default(),
            show,
            listening,
        })
    }

    /// Takes a line as it was typed or pasted, and sends what it completes. Each
    /// request waits for the answer to the one before, which may tell it an id.
    pub async fn enter(&mut self, line: &str) {
        if !self.input.is_open() && line.trim() == "help" {
            let known = lock(&self.variables).table();
            return self.note(format!("{HELP}\n{known}"));
        }
        for piece in self.input.line(line) {
            self.take(piece).await;
        }
    }

    /// Nothing more is typed: waits until the service has said what it has to say.
    pub async fn finish(mut self) {
        if let Some(piece) = self.input.end() {
            self.take(piece).await;
        }
        loop {
            let silent = lock(&self.heard_at).elapsed();
            let Some(rest) = QUIET.checked_sub(silent) else {
                break;
            };
            sleep(rest).await;
        }
        // Its goodbye is nothing to show.
        self.listening.abort();
    }

    /// Whether a request has begun and not ended.
    pub fn is_open(&self) -> bool {
        self.input.is_open()
    }

    /// What a name of the documents, such as `CONVERSATION_ID`, stands for by now.
    pub fn variable(&self, name: &str) -> Option<String> {
        lock(&self.variables).get(name).map(str::to_owned)
    }

    async fn take(&mut self, piece: Piece) {
        let text = match piece {
            Piece::Mistake(told) => return self.note(told),
            Piece::Request(text) => text,
        };
        let filled = lock(&self.variables).fill(&text);
        match filled {
            Ok(filled) => self.send(filled).await,
            Err(told) => self.note(told),
        }
    }

    /// Sends a request exactly as it was written.
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
        if timeout(PATIENCE, answer).await.is_err() {
            self.note(format!(
                "No answer to {id} within {} seconds.",
                PATIENCE.as_secs()
            ));
        }
        *lock(&self.heard_at) = Instant::now();
    }

    fn note(&self, text: String) {
        (self.show)(Shown::Note(text));
    }
}

const HELP: &str = "Paste requests as JSON, over as many lines as you like; an empty line gives up one that is not complete.\n\
                    Ctrl-D ends. These names may stand in requests, as $NAME or __NAME__:";

/// Puts on the socket what is sent, and a ping now and then.
async fn speak(mut writer: SplitSink<Socket, Message>, mut to_send: UnboundedReceiver<Message>) {
    let mut pings = interval_at(Instant::now() + PING_EVERY, PING_EVERY);
    loop {
        let message = tokio::select! {
            message = to_send.recv() => message,
            _ = pings.tick() => Some(Message::Ping(Bytes::new())),
        };
        let Some(message) = message else {
            // The session has ended; the service may have gone before.
            let _ = writer.close().await;
            return;
        };
        if writer.send(message).await.is_err() {
            return;
        }
    }
}

/// What listens while the person types.
struct Ear {
    sender: UnboundedSender<String>,
    heard_at: Arc<Mutex<Instant>>,
    variables: Arc<Mutex<Variables>>,
    show: Show,
}

impl Ear {
    async fn listen(self, mut reader: SplitStream<Socket>) {
        loop {
            match reader.next().await {
                Some(Ok(Message::Text(text))) => self.hear(&text),
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

    fn hear(&self, text: &str) {
        *lock(&self.heard_at) = Instant::now();
        let Ok(frame) = serde_json::from_str::<Value>(text) else {
            return (self.show)(Shown::Note(format!("This came and is no JSON: {text:?}")));
        };
        lock(&self.variables).learn(&frame);
        let answered = frame["reqId"].as_str().map(str::to_owned);
        (self.show)(Shown::Frame(frame));
        if let Some(id) = answered {
            // The session may be ending.
            let _ = self.sender.send(id);
        }
    }

    fn end(&self, told: &str) {
        (self.show)(Shown::Note(told.to_owned()));
    }
}

/// A panic elsewhere is no reason to lose what is remembered.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
