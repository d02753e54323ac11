//! The features that a consumer's client declares (protocol §1.6).

use crate::model::Conversation;
use crate::world::World;
use serde_json::Value;

/// Dialogs other than the main one, such as a survey.
pub const MULTI_DIALOG: &str = "MULTI_DIALOG";
/// Automatic messages of the service (protocol §5.9).
pub const AUTO_MESSAGES: &str = "AUTO_MESSAGES";
/// Quick replies under a message (protocol §7.5).
pub const QUICK_REPLIES: &str = "QUICK_REPLIES";
/// Structured content: cards, lists, carousels.
pub const RICH_CONTENT: &str = "RICH_CONTENT";

impl World {
    /// Whether the consumer's client declares a feature. The properties of connected clients take
    /// precedence over those with which the conversation began.
    pub fn declares(&self, conversation: &Conversation, feature: &str) -> bool {
        let connected = self.connections_of(&conversation.consumer);
        let clients: Vec<&Value> = (connected.iter())
            .filter_map(|id| self.connections.get(id))
            .map(|connection| &connection.client_properties)
            .filter(|client| client.is_object())
            .collect();
        if clients.is_empty() {
            return has(&conversation.context["clientProperties"], feature);
        }
        clients.into_iter().any(|client| has(client, feature))
    }
}

/// `features` may be a list or a single name (protocol §2.4).
fn has(client: &Value, feature: &str) -> bool {
    match &client["features"] {
        Value::Array(features) => features.iter().any(|one| one == feature),
        one => one == feature,
    }
}
