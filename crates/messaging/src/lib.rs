//! The consumer's side of the messaging protocol as a pure state machine.
//!
//! This crate uses no browser, clock, thread or random source. The caller passes the
//! time and a random seed as arguments. Read it in this order:
//!
//! 1. [`wire`]: encodes and decodes frames.
//! 2. `conversation`: the messages and the delivery state of each one. Its `outbox`
//!    explains how no message is lost or sent twice.
//! 3. [`Session`]: reacts to inputs and produces outputs. [`SessionState`] shows its
//!    state machine.
//!
//! ```
//! use hailer_messaging::{Command, Input, Now, Output, Session, SessionConfig, TokenNeed};
//!
//! let mut session = Session::new(SessionConfig::new("12345678", 42));
//! session.handle_input(Now::default(), Input::Command(Command::Connect));
//! let mut wishes = std::iter::from_fn(|| session.poll_output());
//! assert!(wishes.any(|wish| wish == Output::NeedToken(TokenNeed::Any)));
//! ```

mod conversation;
mod ids;
mod session;
mod sorted_map;
mod time;
pub mod wire;

pub use conversation::rich;
pub use conversation::{
    DeliveryState, FailureReason, Message, MessageKey, Sender, SequenceSet, Transcript,
};
pub use ids::{
    ConversationId, DialogId, LocalId, ParticipantId, RequestId, Sequence, SubscriptionId,
};
pub use session::{
    Attention, Command, CommandError, Connection, ConversationStatus, EndReason, Event, Input,
    MAX_MESSAGE_CHARS, Output, Routing, Session, SessionConfig, SessionState, Sight, SnapshotError,
    Survey, TokenNeed,
};
pub use sorted_map::SortedMap;
pub use time::{Duration, Instant, Now};
