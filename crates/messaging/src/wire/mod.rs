//! Decodes and encodes the protocol's frames, and does not react to them. Decoding is as
//! tolerant as protocol §2.4 and §8.3 ask. Encoding is as strict as §8.1 recommends.

mod content;
mod envelope;
mod event;
pub mod lenient;
pub mod notification;
mod open_enum;
pub mod request;
pub(crate) mod response;
pub mod text;
mod token;
mod type_name;
mod value_deserializer;

pub use content::{Content, ContentType, HostedFile};
pub use envelope::{DecodeError, Incoming, Notification, Response, encode_request};
pub use event::{AcceptStatus, ChatState, MessagingEvent};
pub use notification::{
    Change, CloseReason, Conversation, ConversationChange, ConversationState, Csat, Dialog,
    DialogType, EventRecord, MessageAudience, Originator, Participant, Role, Ttr, TtrType,
};
pub use response::{FileUrl, UserProfile};
pub use token::{Token, TokenError};
pub use type_name::{Generation, NotificationType, RequestType};
