//! What a consumer can ask (protocol §3). One file per request with a body of
//! its own; what is sent follows §8.1: string ids, `body` always an object,
//! arrays always arrays, no `null`.

mod conversations;
mod files;
mod init_connection;
mod profiles;
mod publish_event;
mod subscribe;
mod update_conversation_field;

pub use conversations::ConsumerRequestConversation;
pub use files::{GenerateUploadToken, GenerateUrlForDownloadFile, GenerateUrlForUploadFile};
pub use init_connection::{ClientProperties, InitConnection};
pub use profiles::{GetUserProfile, SetUserProfile};
pub use publish_event::PublishEvent;
pub use subscribe::{
    SubscribeExConversations, SubscribeMessagingEvents, UnsubscribeExConversations,
};
pub use update_conversation_field::{ConversationField, CsatStatus, UpdateConversationField};

use super::type_name::RequestType;
use crate::wire::json::Value;
use crate::wire::json::json;

/// A request that can be put into an envelope.
pub trait Request {
    /// Which kind it is.
    fn request_type(&self) -> RequestType;

    /// Its `body`.
    fn body(&self) -> Value {
        json!({})
    }

    /// Top-level `headers`, which only `InitConnection` has.
    fn headers(&self) -> Option<Value> {
        None
    }

    /// Top-level `metadata` (§2.1).
    fn metadata(&self) -> Option<Value> {
        None
    }
}

/// `.GetClock`: the keep-alive for clients that cannot ping (§3.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GetClock;

impl Request for GetClock {
    fn request_type(&self) -> RequestType {
        RequestType::GetClock
    }
}
