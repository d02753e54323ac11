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
pub use init_connection::{ClientProperties, Headers, InitConnection, Integration, MULTI_DIALOG};
pub use profiles::{GetUserProfile, SetUserProfile};
pub use publish_event::PublishEvent;
pub use subscribe::{
    SubscribeExConversations, SubscribeMessagingEvents, UnsubscribeExConversations,
};
pub use update_conversation_field::{ConversationField, CsatStatus, UpdateConversationField};

use super::type_name::RequestType;
use serde::Serialize;
use serde_json::Value;

/// A request that can be put into an envelope. It serialises to its `body` (§2.1).
pub trait Request: Serialize {
    /// Which kind it is.
    const TYPE: RequestType;

    /// Top-level `headers`, which only `InitConnection` has.
    fn headers(&self) -> Option<Headers<'_>> {
        None
    }

    /// Top-level `metadata` (§2.1).
    fn metadata(&self) -> Option<&Value> {
        None
    }
}

/// `.GetClock`: the keep-alive for clients that cannot ping (§3.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GetClock {}

impl Request for GetClock {
    const TYPE: RequestType = RequestType::GetClock;
}
