//! One schedule: a session, a server, and a network that does its worst.

use super::server::{CONSUMER, Server};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hailer_messaging::wire::Content;
use hailer_messaging::{Command, Input, Instant, Now, Output, Sender, Session, SessionConfig};
use serde_json::{Value, json};
use std::collections::VecDeque;

/// Steps in which things go wrong.
const ROUGH_STEPS: usize = 120;
/// Steps a session may take to come to rest once nothing goes wrong any more.
const CALM_STEPS: usize = 4_000;
/// The most messages one schedule sends, and the most conversations it ends.
const MOST_MESSAGES: usize = 8;
const MOST_ENDS: usize = 3;
const CLOSE_CODES: [u16; 9] = [1000, 1001, 1005, 1006, 1008, 1011, 1012, 4401, 4407];

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing that is so or not, and all combinations happen"
)]
struct World {
    seed: u64,
    session: Session,
    server: Server,
    now_ms: u64,
    wake_at: Option<Instant>,
    kept: Option<String>,
    /// The session wants a socket that is not open yet.
    is_opening: bool,
    is_open: bool,
    wants_token: bool,
    to_server: VecDeque<Value>,
    to_client: VecDeque<Value>,
    written: Vec<String>,
    ends: usize,
    reloads: u64,
    is_told: bool,
}

/// Runs one schedule; what went wrong, if anything.
pub fn run(seed: u64, is_told: bool) -> Result<(), String> {
    let mut world = World::new(seed, is_told);
    world.input(Input::Command(Command::Connect));
    for _ in 0..ROUGH_STEPS {
        world.rough_step();
        if world.is_open && world.is_opening {
            return Err("two sockets at once".to_owned());
        }
    }
    world.calm_down()?;
    world.check()
}

impl World {
    fn new(seed: u64, is_told: bool) -> Self {
        Self {
            seed: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            session: Session::new(SessionConfig::new("1", seed)),
            server: Server::default(),
            now_ms: 1_000,
            wake_at: None,
            kept: None,
            is_opening: false,
            is_open: false,
            wants_token: false,
            to_server: VecDeque::new(),
            to_client: VecDeque::new(),
            written: Vec::new(),
            ends: 0,
            reloads: 0,
            is_told,
        }
    }

    /// xorshift: one number from 0 up to, but without, `below`.
    fn random(&mut self, below: usize) -> usize {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        usize::try_from(self.seed % u64::try_from(below).unwrap_or(1)).unwrap_or_default()
    }

    fn tell(&self, what: &str) {
        if self.is_told {
            println!("{:>8} ms  {what}", self.now_ms);
        }
    }

    fn input(&mut self, input: Input) {
        self.tell(&format!("{input:?}"));
        let now = Now {
            instant: Instant::from_ms(self.now_ms),
            unix_ms: self.now_ms,
        };
        self.session.handle_input(now, input);
        while let Some(output) = self.session.poll_output() {
            match output {
                Output::OpenSocket => self.is_opening = true,
                Output::CloseSocket => self.cut(),
                Output::SendFrame(text) if self.is_open => {
                    self.to_server
                        .push_back(serde_json::from_str(&text).unwrap_or_default());
                }
                Output::NeedToken(_) => self.wants_token = true,
                Output::WakeAt(at) => self.wake_at = at,
                Output::Persist => self.kept = Some(self.session.snapshot(true)),
                Output::SendFrame(_) | Output::Event(_) => {}
            }
        }
    }

    /// The connection ends: some of what was on the way still arrives at the server.
    fn cut(&mut self) {
        let arriving = self.random(self.to_server.len() + 1);
        for frame in self.to_server.drain(..).take(arriving).collect::<Vec<_>>() {
            self.server.handle(&frame);
        }
        self.to_server.clear();
        self.to_client.clear();
        self.server.forget_connection();
        self.is_open = false;
        self.is_opening = false;
    }

    fn rough_step(&mut self) {
        match self.random(24) {
            0..=5 => self.deliver_to_server(),
            6..=11 => self.deliver_to_client(),
            12 => self.open_socket(),
            13 => self.give_token(true),
            14 => self.give_token(false),
            15 | 16 => self.consumer_writes(),
            17 => {
                let told = self.server.agent_says("from the agent");
                self.push(told);
            }
            18 if self.ends < MOST_ENDS && self.random(3) == 0 => {
                self.ends += 1;
                let told = self.server.agent_closes();
                self.push(told);
            }
            19 => self.lose_connection(),
            20 => self.lose_or_repeat(),
            21 => {
                let length_ms = [50, 300, 1_500, 12_000, 70_000][self.random(5)];
                self.pass(length_ms);
            }
            22 if self.random(3) == 0 => self.reload(),
            23 => {
                let online = self.random(3) > 0;
                self.input(Input::NetworkChanged { online });
            }
            _ => self.pass(20),
        }
    }

    fn push(&mut self, frames: Vec<Value>) {
        if self.is_open {
            self.to_client.extend(frames);
        }
    }

    fn deliver_to_server(&mut self) {
        if let Some(frame) = self.to_server.pop_front() {
            let told = self.server.handle(&frame);
            self.push(told);
        }
    }

    fn deliver_to_client(&mut self) {
        if let Some(frame) = self.to_client.pop_front() {
            self.input(Input::FrameReceived(frame.to_string()));
        }
    }

    fn open_socket(&mut self) {
        if core::mem::take(&mut self.is_opening) {
            self.is_open = true;
            self.input(Input::SocketOpened);
        }
    }

    fn give_token(&mut self, is_good: bool) {
        if core::mem::take(&mut self.wants_token) {
            let claims = URL_SAFE_NO_PAD.encode(json!({"sub": CONSUMER}).to_string());
            self.input(if is_good {
                Input::TokenObtained(format!("h.{claims}.s"))
            } else {
                Input::TokenFailed { retryable: true }
            });
        }
    }

    fn consumer_writes(&mut self) {
        if self.written.len() < MOST_MESSAGES {
            // Equal texts are what makes recognising a copy hard.
            let text = if self.random(2) == 0 {
                "yes".to_owned()
            } else {
                format!("message {}", self.written.len())
            };
            self.written.push(text.clone());
            self.input(Input::Command(Command::Send { text }));
        }
    }

    fn lose_connection(&mut self) {
        if self.is_open || self.is_opening {
            self.cut();
            let code = CLOSE_CODES[self.random(CLOSE_CODES.len())];
            self.input(Input::SocketClosed { code });
        }
    }

    /// Loses a response, or brings a notification twice.
    fn lose_or_repeat(&mut self) {
        let Some(frame) = self.to_client.front().cloned() else {
            return;
        };
        if frame["kind"] == "resp" {
            self.tell("a response is lost");
            self.to_client.pop_front();
        } else {
            self.tell("a notification comes twice");
            self.to_client.push_back(frame);
        }
    }

    /// The page is reloaded: only what was kept is left.
    fn reload(&mut self) {
        self.tell("the page is reloaded");
        self.cut();
        self.reloads += 1;
        let config = SessionConfig::new("1", self.seed ^ self.reloads);
        self.session = match &self.kept {
            Some(kept) => Session::restore(config, kept).unwrap_or_else(|error| panic!("{error}")),
            None => Session::new(config),
        };
        self.wake_at = None;
        self.wants_token = false;
        self.input(Input::Command(Command::Connect));
    }

    fn pass(&mut self, length_ms: u64) {
        self.now_ms += length_ms;
        if self.wake_at.is_some_and(|at| at.as_ms() <= self.now_ms) {
            self.input(Input::DeadlineReached);
        }
    }

    /// Nothing goes wrong any more: the session comes to rest by itself.
    fn calm_down(&mut self) -> Result<(), String> {
        self.tell("-- from here on nothing goes wrong --");
        self.input(Input::NetworkChanged { online: true });
        self.input(Input::Command(Command::Connect));
        for _ in 0..CALM_STEPS {
            if self.is_opening {
                self.open_socket();
            } else if self.wants_token {
                self.give_token(true);
            } else if !self.to_server.is_empty() {
                self.deliver_to_server();
            } else if !self.to_client.is_empty() {
                self.deliver_to_client();
            } else if self.is_at_rest() {
                return Ok(());
            } else {
                let at = self
                    .wake_at
                    .ok_or("neither at rest nor waiting for anything")?;
                self.pass(at.as_ms().saturating_sub(self.now_ms).max(1));
            }
        }
        Err(format!(
            "no rest after {CALM_STEPS} steps; {:?}",
            self.session
        ))
    }

    fn is_at_rest(&self) -> bool {
        let unsent = self
            .session
            .messages()
            .any(|message| message.sequence.is_none());
        self.session.state().is_ready() && !unsent && self.shown() == self.server.transcript()
    }

    fn shown(&self) -> Vec<(bool, String)> {
        let said = self
            .session
            .messages()
            .filter_map(|message| match message.content {
                Content::Text(text) => Some((message.sender == Sender::Consumer, text)),
                _ => None,
            });
        said.collect()
    }

    fn check(&self) -> Result<(), String> {
        let stored: Vec<String> = (self.server.transcript().into_iter())
            .filter_map(|(is_mine, text)| is_mine.then_some(text))
            .collect();
        if stored != self.written {
            return Err(format!(
                "wrote {:?}; the server holds {stored:?}",
                self.written
            ));
        }
        if self.server.has_read_receipt() {
            return Err("something was called read that was on no screen".to_owned());
        }
        Ok(())
    }
}
