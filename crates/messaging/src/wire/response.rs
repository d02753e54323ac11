//! Bodies of responses. Only the request tells which body a response has, so the caller chooses
//! the function that reads it.

use super::lenient;
use crate::ids::{ConversationId, ParticipantId, Sequence};
use serde::Deserialize;
use serde_json::Value;

/// An address for uploading or downloading a file (protocol §3.9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileUrl {
    /// The path, starting with a slash.
    pub relative_path: String,
    /// `temp_url_sig` and `temp_url_expires`, in any order.
    pub query: Vec<(String, String)>,
}

/// A user's profile (protocol §3.10).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserProfile {
    /// The user's id.
    #[serde(rename = "userId", deserialize_with = "lenient::optional")]
    pub user: Option<ParticipantId>,
    /// Given name.
    #[serde(deserialize_with = "lenient::optional")]
    pub first_name: Option<String>,
    /// Family name.
    #[serde(deserialize_with = "lenient::optional")]
    pub last_name: Option<String>,
}

/// For `ConsumerRequestConversation`. A text body means failure, even with code 200 (§3.1).
pub(crate) fn conversation_id(body: &Value) -> Option<ConversationId> {
    lenient::member(body, "conversationId")
}

/// For `PublishEvent` (§3.6).
pub(crate) fn sequence(body: &Value) -> Option<Sequence> {
    lenient::member(body, "sequence")
}

/// For `GetClock` (§3.8): the time of the server's clock, in milliseconds since 1970.
pub(crate) fn current_time_unix_ms(body: &Value) -> Option<u64> {
    lenient::member(body, "currentTime")
}

impl FileUrl {
    /// Reads the response to `GenerateUrlForUploadFile` or `GenerateUrlForDownloadFile`.
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
    /// Reads the response to `GetUserProfile`.
    pub fn from_body(body: &Value) -> Self {
        lenient::read(body).unwrap_or_default()
    }
}
