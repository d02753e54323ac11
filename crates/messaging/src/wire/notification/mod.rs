//! Notifications from the server (protocol §4).

mod conversation;
mod conversation_change;
mod conversation_details;
mod messaging_event;
mod participants;

pub use conversation::{
    CloseReason, Conversation, ConversationState, Csat, Dialog, DialogType, Ttr, TtrType,
};
pub use conversation_change::{Change, ConversationChange};
pub use messaging_event::{EventRecord, MessageAudience, Originator};
pub use participants::{Participant, Role};
