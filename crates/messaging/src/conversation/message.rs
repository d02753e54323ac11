//! A message as an application shows it.

use crate::ids::{ConversationId, DialogId, LocalId, ParticipantId, Sequence};
use crate::wire::{Content, EventRecord, Role};
use serde_json::Value;
use std::sync::Arc;

/// Identifies a message while this page lives. A message sent from this tab keeps its key after
/// the server's copy has replaced it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageKey {
    /// Sent from this tab.
    Local(LocalId),
    /// Received from the server.
    Stored(DialogId, Sequence),
}

/// The author of a message (protocol §5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The consumer, from any tab or device.
    Consumer,
    /// An agent of the brand.
    Agent(Option<ParticipantId>),
    /// A bot of the brand.
    Bot(Option<ParticipantId>),
    /// The service itself, for automatic messages.
    System,
}

/// The delivery state of a message.
///
/// ```text
/// Queued → Sending → Sent → Delivered → Read
///    ↑        ↓
///    └──── Failed
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveryState {
    /// Refused. The consumer can retry or discard it.
    Failed(FailureReason),
    /// Waits for a connection, for a conversation or for an earlier message.
    Queued,
    /// Sent, but not acknowledged yet.
    Sending,
    /// Stored by the server.
    Sent,
    /// Delivered to the other side's device.
    Delivered,
    /// Read by the other side.
    Read,
}

/// Why a message was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureReason {
    /// The server refused it. A retry may help.
    Refused {
        /// The response code, as in HTTP.
        code: u16,
    },
    /// No conversation could be opened for it. A retry may help.
    NoConversation {
        /// The response code, as in HTTP.
        code: u16,
    },
}

/// A message as an application shows it.
#[derive(Clone, PartialEq)]
pub struct Message {
    /// Its identity.
    pub key: MessageKey,
    /// Its conversation. None while it waits for one.
    pub conversation: Option<ConversationId>,
    /// Its sequence number. None until the server has stored it.
    pub sequence: Option<Sequence>,
    /// The author.
    pub sender: Sender,
    /// The content to show.
    pub content: Content,
    /// The quick replies of the message as raw JSON, for
    /// [`QuickReplies::parse`](crate::rich::QuickReplies::parse).
    /// [`Session::quick_replies_shown`](crate::Session::quick_replies_shown) tells whether they
    /// are shown now.
    pub quick_replies: Option<Arc<Value>>,
    /// The delivery state. A message of others is always `Read` or `Sent`.
    pub state: DeliveryState,
    /// When the server stored it, in milliseconds since 1970. For an unsent message, when it
    /// was written.
    pub unix_ms: u64,
}

/// Shows no texts, because an event that contains a message may be logged.
impl core::fmt::Debug for Message {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Message")
            .field("key", &self.key)
            .field("sender", &self.sender)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// Determines the author. An event with any of the consumer's ids, in any spelling, is the
/// consumer's. All others are classified by role.
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
