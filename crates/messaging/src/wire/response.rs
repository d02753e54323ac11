//! Bodies of responses. What a response means is told by the request it
//! answers; these readers take a body and say what it holds.

use super::json;
use crate::ids::{ConversationId, ParticipantId, Sequence};
use crate::wire::json::Value;

/// Where to put or fetch a file (protocol §3.9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileUrl {
    /// Begins with a slash.
    pub relative_path: String,
    /// `temp_url_sig`, `temp_url_expires`, in any order.
    pub query: Vec<(String, String)>,
}

/// A user's profile (protocol §3.10).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserProfile {
    /// Whose it is.
    pub user: Option<ParticipantId>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
}

/// `ConsumerRequestConversation`; a text body is a failure even with code 200 (§3.1).
pub(crate) fn conversation_id(body: &Value) -> Option<ConversationId> {
    json::id(body, "conversationId", ConversationId::new)
}

/// `PublishEvent` (§3.6).
pub(crate) fn sequence(body: &Value) -> Option<Sequence> {
    json::member(body, "sequence").and_then(json::sequence)
}

/// `GetClock` (§3.8): the server's clock in milliseconds since 1970.
pub(crate) fn current_time_unix_ms(body: &Value) -> Option<u64> {
    json::unsigned(body, "currentTime")
}

impl FileUrl {
    /// Reads the answer to either request for an address of a file.
    pub fn from_body(body: &Value) -> Option<Self> {
        let query = json::member(body, "queryParams").and_then(Value::as_object);
        Some(Self {
            relative_path: json::string(body, "relativePath")?,
            query: query
                .into_iter()
                .flatten()
                .filter_map(|(name, value)| Some((name.clone(), json::as_string(value)?)))
                .collect(),
        })
    }
}

impl UserProfile {
    /// Reads the answer to `GetUserProfile`.
    pub fn from_body(body: &Value) -> Self {
        Self {
            user: json::id(body, "userId", ParticipantId::new),
            first_name: json::string(body, "firstName"),
            last_name: json::string(body, "lastName"),
        }
    }
}
