//! Content that can be sent, and how the server's copy is compared with it.

use crate::ids::{DialogId, Sequence};
use crate::wire::{AcceptStatus, Content, EventRecord, MessagingEvent};

/// The content of an outbox entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutgoingContent {
    /// A message.
    Text(String),
    /// A click in structured content (protocol §7.6). It is not a message and is not shown.
    Action {
        /// The dialog of the clicked content. The click is sent only there.
        dialog: DialogId,
        /// The sequence number of the clicked content.
        sequence: Sequence,
    },
}

impl OutgoingContent {
    /// The content of an event, if it could have been sent from here.
    pub fn from_record(record: &EventRecord, in_dialog: &DialogId) -> Option<Self> {
        match &record.event {
            MessagingEvent::Content {
                content: Content::Text(text),
                ..
            } => Some(Self::Text(text.clone())),
            MessagingEvent::AcceptStatus {
                status: AcceptStatus::Action,
                sequences,
            } => Some(Self::Action {
                dialog: in_dialog.clone(),
                sequence: *sequences.first()?,
            }),
            _ => None,
        }
    }

    /// The event to publish.
    pub fn to_event(&self) -> MessagingEvent {
        match self {
            Self::Text(text) => MessagingEvent::text(text.clone()),
            Self::Action { sequence, .. } => MessagingEvent::AcceptStatus {
                status: AcceptStatus::Action,
                sequences: vec![*sequence],
            },
        }
    }

    /// Whether it is a message, not a click.
    pub const fn is_message(&self) -> bool {
        matches!(self, Self::Text(_))
    }
}
