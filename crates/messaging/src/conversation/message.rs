//! A message as a reader sees it.

use crate::ids::{ConversationId, DialogId, LocalId, ParticipantId, Sequence};
use crate::wire::{Content, EventRecord, Role};
use serde_json::Value;
use std::sync::Arc;

/// What a message is called while this page lives. A message sent from here
/// keeps the key it was made with, also once the server's copy has replaced it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageKey {
    /// Sent from this device.
    Local(LocalId),
    /// Known from the server alone.
    Stored(DialogId, Sequence),
}

/// Who is speaking (protocol §5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The consumer, from whichever tab or device.
    Consumer,
    /// A person of the brand.
    Agent(Option<ParticipantId>),
    /// A bot of the brand.
    Bot(Option<ParticipantId>),
    /// The service itself: automatic messages.
    System,
}

/// How far a message has come.
///
/// ```text
/// Queued → Sending → Sent → Delivered → Read
///    ↑        ↓
///    └──── Failed
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveryState {
    /// Refused; it waits for the consumer.
    Failed(FailureReason),
    /// Waits for a connection, a conversation or its turn.
    Queued,
    /// Handed to the socket, not answered yet.
    Sending,
    /// Stored by the server.
    Sent,
    /// On the other side's device.
    Delivered,
    /// Seen by the other side.
    Read,
}

/// Why a message was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureReason {
    /// The server answered with this code; sending it again may help.
    Refused {
        /// Its meaning is HTTP's.
        code: u16,
    },
    /// No conversation could be opened for it; sending it again may help.
    NoConversation {
        /// Its meaning is HTTP's.
        code: u16,
    },
}

/// A message as a reader sees it.
#[derive(Clone, PartialEq)]
pub struct Message {
    /// Its identity.
    pub key: MessageKey,
    /// The conversation it belongs to; none while it waits for one.
    pub conversation: Option<ConversationId>,
    /// Its place, once it has one.
    pub sequence: Option<Sequence>,
    /// Who is speaking.
    pub sender: Sender,
    /// What it shows.
    pub content: Content,
    /// The quick replies that came with it, as they came, for
    /// [`QuickReplies::parse`](crate::rich::QuickReplies::parse). Whether they are shown now
    /// says [`Session::quick_replies_shown`](crate::Session::quick_replies_shown).
    pub quick_replies: Option<Arc<Value>>,
    /// How far it has come; messages of others are simply `Read` or `Sent`.
    pub state: DeliveryState,
    /// When it was stored, or written while it is not, in milliseconds since 1970.
    pub unix_ms: u64,
}

/// What somebody wrote is not shown: an event with a message may be logged.
impl core::fmt::Debug for Message {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Message")
            .field("key", &self.key)
            .field("sender", &self.sender)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// Decides who is speaking. Mine is what carries any id of mine, in any
/// spelling; the rest goes by role.
pub(crate) fn sender_of(record: &EventRecord, own: &[ParticipantId]) -> Sender {
    let ids = &record.originator.ids;
    if ids.iter().any(|id| own.contains(id)) {
        return Sender::Consumer;
    }
    let who = || ids.first().cloned();
    match &record.originator.role {
        Some(Role::Consumer) => Sender::Consumer,
        Some(Role::Controller) => Sender::System,
        Some(Role::BrandBot) => Sender::Bot(who()),
        _ => Sender::Agent(who()),
    }
}
