//! The three subscription requests (protocol §3.2 to §3.4).

use super::{Request, RequestType};
use crate::ids::{ConversationId, DialogId, Sequence, SubscriptionId};
use crate::wire::json::Value;
use crate::wire::json::json;
use crate::wire::json::put;
use crate::wire::notification::ConversationState;

/// Asks for the consumer's conversations, now and as they change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubscribeExConversations {
    /// Only conversations in one of these stages; empty for all.
    pub stages: Vec<ConversationState>,
    /// Only those updated since, in milliseconds since 1970.
    pub updated_since_unix_ms: Option<u64>,
}

/// Ends a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsubscribeExConversations {
    /// Which.
    pub subscription: SubscriptionId,
}

/// Asks for a dialog's events, stored and to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscribeMessagingEvents {
    /// The dialog.
    pub dialog: DialogId,
    /// Its conversation.
    pub conversation: Option<ConversationId>,
    /// The first event wanted: inclusive (§3.4).
    pub from: Sequence,
}

impl Request for SubscribeExConversations {
    fn request_type(&self) -> RequestType {
        RequestType::SubscribeExConversations
    }

    fn body(&self) -> Value {
        let stages: Vec<_> = self.stages.iter().map(ConversationState::as_word).collect();
        let mut body = json!({});
        put(&mut body, "stage", (!stages.is_empty()).then_some(stages));
        put(&mut body, "minLastUpdatedTime", self.updated_since_unix_ms);
        body
    }
}

impl Request for UnsubscribeExConversations {
    fn request_type(&self) -> RequestType {
        RequestType::UnsubscribeExConversations
    }

    fn body(&self) -> Value {
        json!({"subscriptionId": self.subscription.as_str()})
    }
}

impl Request for SubscribeMessagingEvents {
    fn request_type(&self) -> RequestType {
        RequestType::SubscribeMessagingEvents
    }

    fn body(&self) -> Value {
        let mut body = json!({"dialogId": self.dialog.as_str(), "fromSeq": self.from.0});
        put(
            &mut body,
            "conversationId",
            self.conversation.as_ref().map(ConversationId::as_str),
        );
        body
    }
}
