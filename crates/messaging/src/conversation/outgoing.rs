//! What can be sent from here, and how the server's copy of it is known.

use crate::wire::{Content, EventRecord, MessagingEvent};

/// What a message of the consumer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutgoingContent {
    Text(String),
}

impl OutgoingContent {
    /// What the server's copy says, if it is something that could have been sent from here.
    pub fn from_copy(copy: &Content) -> Option<Self> {
        match copy {
            Content::Text(text) => Some(Self::Text(text.clone())),
            _ => None,
        }
    }

    /// The same of an event.
    pub fn from_record(record: &EventRecord) -> Option<Self> {
        match &record.event {
            MessagingEvent::Content { content, .. } => Self::from_copy(content),
            _ => None,
        }
    }

    /// The same as it is published and shown.
    pub fn to_content(&self) -> Content {
        match self {
            Self::Text(text) => Content::Text(text.clone()),
        }
    }
}
