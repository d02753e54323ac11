//! ExConversationChangeNotification (protocol §4.1).

use super::conversation::Conversation;
use crate::ids::SubscriptionId;
use crate::wire::lenient;
use serde_json::Value;

/// Servers send at most 1,001 conversations at once (protocol §3.2). Each is
/// looked for among all others, so an absurd list would stop the page.
const MAX_CHANGES: usize = 2_000;

/// One change of the conversation list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The conversation's complete state, new or changed. An unknown kind of
    /// change that carries one is read the same way.
    Upsert(Box<Conversation>),
    /// It no longer matches the subscription; what was said in it still stands (§8.2, row 36).
    Delete(Box<Conversation>),
}

/// A change of the conversation list, or its first state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConversationChange {
    /// The subscription it belongs to.
    pub subscription: Option<SubscriptionId>,
    /// The changes that could be read, in their order.
    pub changes: Vec<Change>,
}

impl ConversationChange {
    pub(crate) fn from_value(body: &Value) -> Self {
        Self {
            subscription: lenient::member(body, "subscriptionId"),
            changes: lenient::elements(body, "changes")
                .iter()
                .take(MAX_CHANGES)
                .filter_map(Change::from_value)
                .collect(),
        }
    }
}

impl Change {
    fn from_value(change: &Value) -> Option<Self> {
        let result = lenient::present(change, "result").unwrap_or(change);
        let conversation = Box::new(Conversation::from_result(result)?);
        Some(match change.get("type").and_then(Value::as_str) {
            Some("DELETE") => Self::Delete(conversation),
            _ => Self::Upsert(conversation),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_absurd_list_of_conversations_is_cut() {
        let changes: Vec<_> = (0..100_000).map(|id| json!({"convId": id})).collect();
        let change = ConversationChange::from_value(&json!({"changes": changes}));
        assert_eq!(change.changes.len(), MAX_CHANGES);
    }
}
