//! The session: it connects and keeps a transcript that equals the server's.
//!
//! There is one way in, [`Session::handle_input`], and one way out, [`Session::poll_output`].
//! **The rule of the loop**: after every input, poll the outputs until there are none. Nothing
//! happens between two inputs. So the same inputs at the same instants always give the same
//! outputs, and any fault can be replayed.
//!
//! After each input the session *settles*: it compares the actual state with the wanted state
//! and produces outputs for the difference. Examples are a dialog that is not subscribed, a
//! message that is not sent and a receipt that is owed. The session stores no
//! task that it can derive from its state, so a lost connection cannot lose one.

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
pub struct Session {
    config: SessionConfig,
    /// Sent with new conversations.
    routing: Routing,
    now: Now,
    random_state: u64,
    outputs: VecDeque<Output>,
    timers: Timers,
    told: settle::Told,
    connection: Link,
    identity: Identity,
    history: History,
    outbox: Outbox,
    publish_attempts: u32,
    presence: presence::Presence,
    closing: closing::Closing,
    forgotten: forgotten::Forgotten,
    reading: Reading,
    /// The server's clock minus ours, in milliseconds.
    clock_skew_ms: Option<i64>,
    changes: Changes,
}

/// The connection to the service.
struct Link {
    state: SessionState,
    online: bool,
    backoff: Backoff,
    /// Connections since the last one that became ready.
    fruitless_connections: u32,
    generation: Generation,
    pending: PendingRequests,
    /// When the last attempt to connect, or to get a token, was made.
    last_attempt: Option<Instant>,
    last_frame: Instant,
}

/// The consumer's token and participant ids.
#[derive(Default)]
struct Identity {
    token: Option<Token>,
    /// The token to request while there is none.
    token_need: TokenNeed,
    /// How many tokens were refused since the last good one.
    tokens_refused: u32,
    /// The consumer's own participant ids.
    own: Vec<ParticipantId>,
    /// Whether the brand identifies the consumer.
    is_named: bool,
    /// The snapshot of the last consumer, until a token says who is here now.
    sealed: Option<String>,
}

/// The conversations and what was said in them.
#[derive(Default)]
struct History {
    /// Sorted by their start time, the newest last.
    conversations: Vec<Conversation>,
    transcripts: SortedMap<DialogId, Transcript>,
    /// The progress of each dialog's subscription on the present connection.
    sync: SortedMap<DialogId, DialogSync>,
    /// Ended dialogs whose history is complete. They are not requested again.
    complete: SortedMap<DialogId, ()>,
}

/// The consumer's attention, and the receipts that depend on it.
#[derive(Default)]
struct Reading {
    /// Messages on the screen that are not read, because the consumer looks elsewhere.
    on_screen: Vec<(DialogId, crate::ids::Sequence)>,
    attention: Attention,
    /// When receipts were sent last.
    receipts_sent: Option<Instant>,
}

/// Changes that no output reports yet.
#[derive(Default)]
struct Changes {
    transcript_changed: bool,
    changed_messages: Vec<MessageKey>,
    persist: settle::PersistWish,
    /// The outbox is stored at once, before anything that depends on it.
    persist_outbox: bool,
}

/// Shows the connection's state but no message texts, so it may be logged.
impl core::fmt::Debug for Session {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Session")
            .field("state", &self.connection.state)
            .field("conversations", &self.history.conversations.len())
            .field("timers", &self.timers)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// A new session without data. It does nothing before the first input.
    pub fn new(config: SessionConfig) -> Self {
        Self {
            random_state: config.random_seed,
            connection: Link {
                state: SessionState::Idle,
                online: true,
                backoff: Backoff::default(),
                fruitless_connections: 0,
                generation: config.generation,
                pending: PendingRequests::default(),
                last_attempt: None,
                last_frame: Instant::default(),
            },
            routing: config.routing.clone(),
            config,
            now: Now::default(),
            outputs: VecDeque::new(),
            timers: Timers::default(),
            told: settle::Told::default(),
            identity: Identity::default(),
            history: History::default(),
            outbox: Outbox::default(),
            publish_attempts: 0,
            presence: presence::Presence::default(),
            closing: closing::Closing::default(),
            forgotten: forgotten::Forgotten::default(),
            reading: Reading::default(),
            clock_skew_ms: None,
            changes: Changes::default(),
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
                Timer::Persist => self.changes.persist = settle::PersistWish::Now,
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
        let id = self.connection.pending.add(what, self.now.instant);
        self.send_frame(encode_request(&id, request, self.connection.generation));
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
        self.history
            .conversations
            .iter()
            .find(|known| known.id == *id)
    }

    fn conversation_of(&self, dialog: &DialogId) -> Option<&Conversation> {
        let has = |known: &&Conversation| known.dialogs.iter().any(|one| one.id == *dialog);
        self.history.conversations.iter().rev().find(has)
    }

    fn open_conversation(&self) -> Option<&Conversation> {
        self.history
            .conversations
            .iter()
            .rev()
            .find(|known| known.is_open())
    }

    const fn instant(&self) -> Instant {
        self.now.instant
    }
}
