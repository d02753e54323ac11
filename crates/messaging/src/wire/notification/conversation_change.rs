//! ExConversationChangeNotification (protocol §4.1).

use super::conversation::Conversation;
use crate::ids::SubscriptionId;
use crate::wire::lenient;
use serde_json::Value;

/// The most changes that are read. Servers send at most 1,001 conversations at once (protocol
/// §3.2). Each one is searched for among all others, so a much longer list would freeze the
/// page.
const MAX_CHANGES: usize = 2_000;

/// One change of the conversation list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A new or changed conversation with its complete state. An unknown type of change is read
    /// the same way if it contains a conversation.
    Upsert(Box<Conversation>),
    /// The conversation no longer matches the subscription. Its messages stay valid (§8.2, row
    /// 36).
    Delete(Box<Conversation>),
}

/// The conversation list when the subscription begins, or a change to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConversationChange {
    /// The subscription.
    pub subscription: Option<SubscriptionId>,
    /// The changes that could be decoded, in order.
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
    fn an_overlong_list_of_conversations_is_cut() {
        let changes: Vec<_> = (0..100_000).map(|id| json!({"convId": id})).collect();
        let change = ConversationChange::from_value(&json!({"changes": changes}));
        assert_eq!(change.changes.len(), MAX_CHANGES);
    }
}
