//! The session: it connects and keeps a transcript that equals the server's.
//!
//! There is one way in, [`Session::handle_input`], and one way out, [`Session::poll_output`].
//! **The rule of the loop**: after every input, poll the outputs until there are none. Nothing
//! happens between two inputs. So the same inputs at the same instants always give the same
//! outputs, and any fault can be replayed.
//!
//! After each input the session *settles*: it compares the actual state with the wanted state
//! and produces outputs for the difference. Examples are a dialog that is not subscribed, a
//! message that is not sent and a receipt that is owed. The session stores no list of open
//! tasks where it can derive them, so a lost connection cannot lose a task.

mod backoff;
mod clicks;
mod closing;
mod commands;
mod config;
mod connection;
mod consumer;
mod forgotten;
mod input;
mod kept_outbox;
mod notifications;
mod output;
mod pending_requests;
mod presence;
mod read_model;
mod receipts;
mod responses;
mod sending;
mod settle;
mod snapshot;
mod state;
mod subscriptions;
mod timers;

pub use config::{MAX_MESSAGE_CHARS, Routing, SessionConfig};
pub use input::{Attention, Command, CommandError, Input, Sight};
pub use output::{Connection, ConversationStatus, EndReason, Event, Output, Survey, TokenNeed};
pub use snapshot::SnapshotError;
pub use state::SessionState;

use crate::conversation::{MessageKey, Outbox, Transcript};
use crate::ids::{ConversationId, DialogId, ParticipantId};
use crate::sorted_map::SortedMap;
use crate::time::{Duration, Instant, Now};
use crate::wire::request::Request;
use crate::wire::{Conversation, Generation, Token, encode_request};
use backoff::Backoff;
use pending_requests::{Pending, PendingRequests};
use std::collections::VecDeque;
use subscriptions::DialogSync;
use timers::{Timer, Timers};

/// One consumer's session with one brand.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and all combinations happen"
)]
pub struct Session {
    config: SessionConfig,
    now: Now,
    random_state: u64,
    outputs: VecDeque<Output>,
    timers: Timers,
    told: settle::Told,

    state: SessionState,
    online: bool,
    token: Option<Token>,
    /// The kind of token to request while there is none.
    token_need: TokenNeed,
    backoff: Backoff,
    /// Tokens refused since the last good connection.
    tokens_refused: u32,
    /// Connections in a row that did not become ready.
    fruitless_connections: u32,
    generation: Generation,
    pending: PendingRequests,

    /// The participant ids of the consumer.
    own: Vec<ParticipantId>,
    /// Whether the brand names the consumer.
    is_named: bool,
    /// The snapshot of the last consumer, unread until a token tells who is here now.
    sealed: Option<String>,
    /// Sorted by their start, newest last.
    conversations: Vec<Conversation>,
    transcripts: SortedMap<DialogId, Transcript>,
    /// The subscription state of each dialog on the current connection.
    sync: SortedMap<DialogId, DialogSync>,
    /// Ended dialogs whose history is complete. They are not requested again.
    complete: SortedMap<DialogId, ()>,
    outbox: Outbox,
    publish_attempts: u32,
    /// When the session last tried to connect or to get a token.
    last_attempt: Option<Instant>,
    last_frame: Instant,
    presence: presence::Presence,
    closing: closing::Closing,
    forgotten: forgotten::Forgotten,
    /// Visible messages that are not marked as read yet.
    on_screen: Vec<(DialogId, crate::ids::Sequence)>,
    attention: Attention,
    /// When receipts were last sent.
    receipts_sent: Option<Instant>,
    /// The server's clock minus the local clock, in milliseconds.
    clock_skew_ms: Option<i64>,

    transcript_changed: bool,
    changed_messages: Vec<MessageKey>,
    persist: settle::PersistWish,
    /// Whether to store the outbox at once, before any output that depends on it.
    persist_outbox: bool,
}

/// Shows the connection's state but no message texts, so it may be logged.
impl core::fmt::Debug for Session {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Session")
            .field("state", &self.state)
            .field("conversations", &self.conversations.len())
            .field("timers", &self.timers)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// A new session without data. It does nothing before the first input.
    pub fn new(config: SessionConfig) -> Self {
        Self {
            random_state: config.random_seed,
            generation: config.generation,
            config,
            now: Now::default(),
            outputs: VecDeque::new(),
            timers: Timers::default(),
            told: settle::Told::default(),
            state: SessionState::Idle,
            online: true,
            token: None,
            token_need: TokenNeed::Any,
            backoff: Backoff::default(),
            tokens_refused: 0,
            fruitless_connections: 0,
            pending: PendingRequests::default(),
            own: Vec::new(),
            is_named: false,
            sealed: None,
            conversations: Vec::new(),
            transcripts: SortedMap::new(),
            sync: SortedMap::new(),
            complete: SortedMap::new(),
            outbox: Outbox::default(),
            publish_attempts: 0,
            last_attempt: None,
            last_frame: Instant::default(),
            presence: presence::Presence::default(),
            closing: closing::Closing::default(),
            forgotten: forgotten::Forgotten::default(),
            on_screen: Vec::new(),
            receipts_sent: None,
            attention: Attention::default(),
            clock_skew_ms: None,
            transcript_changed: false,
            changed_messages: Vec::new(),
            persist: settle::PersistWish::None,
            persist_outbox: false,
        }
    }

    /// Handles one event or command. Deadlines that have passed by `now` are handled first, in
    /// their order. Only `SocketClosed` is handled before them.
    pub fn handle_input(&mut self, now: Now, input: Input) {
        self.note_time(now);
        // An overdue deadline must not use a socket that is closed.
        if let Input::SocketClosed { code } = input {
            self.on_socket_closed(code);
        }
        self.handle_deadlines();
        match input {
            Input::SocketOpened => self.on_socket_opened(),
            Input::SocketClosed { .. } => {}
            Input::FrameReceived(text) => self.on_frame(&text),
            Input::TokenObtained(text) => self.on_token(&text),
            Input::TokenFailed { retryable } => self.on_token_failed(retryable),
            Input::NetworkChanged { online } => self.on_network(online),
            Input::DeadlineReached => self.told.note_wake_up(),
            Input::Command(command) => self.handle_command(command),
        }
        self.settle();
    }

    /// The next output, if any.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn advance(&mut self, now: Now) {
        self.note_time(now);
        self.handle_deadlines();
    }

    fn note_time(&mut self, now: Now) {
        self.now.unix_ms = now.unix_ms;
        // If the clock ran backwards, deadlines would not be reached.
        self.now.instant = self.now.instant.max(now.instant);
    }

    fn handle_deadlines(&mut self) {
        let earliest = self.timers.next();
        if earliest.is_some_and(|due| self.now.instant.since(due) > config::ASLEEP_AFTER) {
            self.on_waking();
        }
        while let Some(timer) = self.timers.pop_due(self.now.instant) {
            match timer {
                Timer::KeepAlive => self.on_silence(),
                Timer::ResponseDue => self.on_response_overdue(),
                Timer::TokenDue => self.on_token_failed(true),
                Timer::Retry => self.on_retry_due(),
                Timer::HistoryDue => self.on_history_overdue(),
                Timer::GapRepair => self.repair_gaps(),
                Timer::Receipts => self.send_receipts(),
                // `settle` continues because these timers are no longer set.
                Timer::PublishRetry | Timer::DoubtEnds => {}
                Timer::TypingExpires => self.presence.clear_typing(),
                Timer::ComposingPauses => self.on_composing_paused(),
                Timer::Persist => self.persist = settle::PersistWish::Now,
            }
        }
    }

    fn wish(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    fn tell(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    fn wake_after(&mut self, timer: Timer, length: Duration) {
        self.timers.set(timer, self.now.instant + length);
    }

    fn send<R: Request>(&mut self, what: Pending, request: &R) -> crate::ids::RequestId {
        let id = self.pending.add(what, self.now.instant);
        self.send_frame(encode_request(&id, request, self.generation));
        id
    }

    fn send_frame(&mut self, frame: String) {
        self.wish(Output::SendFrame(frame));
        self.wake_after(Timer::KeepAlive, config::KEEP_ALIVE_AFTER);
    }

    /// splitmix64: small, seeded and identical on every platform.
    fn random(&mut self) -> u64 {
        self.random_state = self.random_state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.random_state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn conversation(&self, id: &ConversationId) -> Option<&Conversation> {
        self.conversations.iter().find(|known| known.id == *id)
    }

    fn conversation_of(&self, dialog: &DialogId) -> Option<&Conversation> {
        let has = |known: &&Conversation| known.dialogs.iter().any(|one| one.id == *dialog);
        self.conversations.iter().rev().find(has)
    }

    fn open_conversation(&self) -> Option<&Conversation> {
        self.conversations
            .iter()
            .rev()
            .find(|known| known.is_open())
    }

    const fn instant(&self) -> Instant {
        self.now.instant
    }
}
