//! What can be sent from here, and how the server's copy of it is known.

use crate::ids::{DialogId, Sequence};
use crate::wire::{AcceptStatus, Content, EventRecord, MessagingEvent};

/// What the consumer sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutgoingContent {
    /// A message.
    Text(String),
    /// A click in structured content (protocol §7.6). It is no message and is not shown.
    Action {
        /// Where the content stands. A click goes nowhere else.
        dialog: DialogId,
        /// The content.
        sequence: Sequence,
    },
}

impl OutgoingContent {
    /// What the server's copy says, if it is something that could have been sent from here.
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

    /// The same as it is published.
    pub fn to_event(&self) -> MessagingEvent {
        match self {
            Self::Text(text) => MessagingEvent::text(text.clone()),
            Self::Action { sequence, .. } => MessagingEvent::AcceptStatus {
                status: AcceptStatus::Action,
                sequences: vec![*sequence],
            },
        }
    }

    /// Whether it is a message.
    pub const fn is_message(&self) -> bool {
        matches!(self, Self::Text(_))
    }
}
