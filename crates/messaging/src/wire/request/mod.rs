//! The requests a consumer can send (protocol §3), one file per request with its own body. The
//! encoding follows §8.1: ids are strings, `body` is always an object, arrays are always
//! arrays, and `null` is never sent.

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

/// A request. It serialises to the `body` of its envelope (§2.1).
pub trait Request: Serialize {
    /// The request type.
    const TYPE: RequestType;

    /// The top-level `headers`. Only `InitConnection` has them.
    fn headers(&self) -> Option<Headers<'_>> {
        None
    }

    /// The top-level `metadata` (§2.1).
    fn metadata(&self) -> Option<&Value> {
        None
    }
}

/// `.GetClock`. It is also the keep-alive, because a browser cannot send a ping (§3.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GetClock {}

impl Request for GetClock {
    const TYPE: RequestType = RequestType::GetClock;
}
