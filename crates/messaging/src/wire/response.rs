//! Bodies of responses. What a response means is told by the request it
//! answers; these readers take a body and say what it holds.

use super::lenient;
use crate::ids::{ConversationId, ParticipantId, Sequence};
use serde::Deserialize;
use serde_json::Value;

/// Where to put or fetch a file (protocol §3.9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileUrl {
    /// Begins with a slash.
    pub relative_path: String,
    /// `temp_url_sig`, `temp_url_expires`, in any order.
    pub query: Vec<(String, String)>,
}

/// A user's profile (protocol §3.10).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserProfile {
    /// Whose it is.
    #[serde(rename = "userId", deserialize_with = "lenient::optional")]
    pub user: Option<ParticipantId>,
    /// Given name.
    #[serde(deserialize_with = "lenient::optional")]
    pub first_name: Option<String>,
    /// Family name.
    #[serde(deserialize_with = "lenient::optional")]
    pub last_name: Option<String>,
}

/// `ConsumerRequestConversation`; a text body is a failure even with code 200 (§3.1).
pub(crate) fn conversation_id(body: &Value) -> Option<ConversationId> {
    lenient::member(body, "conversationId")
}

/// `PublishEvent` (§3.6).
pub(crate) fn sequence(body: &Value) -> Option<Sequence> {
    lenient::member(body, "sequence")
}

/// `GetClock` (§3.8): the server's clock in milliseconds since 1970.
pub(crate) fn current_time_unix_ms(body: &Value) -> Option<u64> {
    lenient::member(body, "currentTime")
}

impl FileUrl {
    /// Reads the answer to either request for an address of a file.
    pub fn from_body(body: &Value) -> Option<Self> {
        let query = body.get("queryParams").and_then(Value::as_object);
        Some(Self {
            relative_path: lenient::member(body, "relativePath")?,
            query: query
                .into_iter()
                .flatten()
                .filter_map(|(name, value)| Some((name.clone(), lenient::read(value)?)))
                .collect(),
        })
    }
}

impl UserProfile {
    /// Reads the answer to `GetUserProfile`.
    pub fn from_body(body: &Value) -> Self {
        lenient::read(body).unwrap_or_default()
    }
}
