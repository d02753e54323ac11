//! What a consumer's client can draw (protocol §1.6).

use crate::model::Conversation;
use crate::world::World;
use serde_json::Value;

/// Dialogs beside the main one, such as a survey's.
pub const MULTI_DIALOG: &str = "MULTI_DIALOG";
/// Messages of the service itself (protocol §5.9).
pub const AUTO_MESSAGES: &str = "AUTO_MESSAGES";
/// Buttons under a message (protocol §7.5).
pub const QUICK_REPLIES: &str = "QUICK_REPLIES";
/// Cards.
pub const RICH_CONTENT: &str = "RICH_CONTENT";

impl World {
    /// Whether a consumer's client declares a feature. What connected clients told counts before
    /// what the conversation began with.
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

/// One or many (protocol §2.4).
fn has(client: &Value, feature: &str) -> bool {
    match &client["features"] {
        Value::Array(features) => features.iter().any(|one| one == feature),
        one => one == feature,
    }
}
