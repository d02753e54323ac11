//! The three subscription requests (protocol §3.2 to §3.4).

use super::{Request, RequestType};
use crate::ids::{ConversationId, DialogId, Sequence, SubscriptionId};
use crate::wire::notification::ConversationState;
use serde::Serialize;

/// Asks for the consumer's conversations, now and as they change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SubscribeExConversations {
    /// Only conversations in one of these stages; empty for all.
    #[serde(rename = "stage", skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<ConversationState>,
    /// Only those updated since, in milliseconds since 1970.
    #[serde(rename = "minLastUpdatedTime", skip_serializing_if = "Option::is_none")]
    pub updated_since_unix_ms: Option<u64>,
}

/// Ends a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnsubscribeExConversations {
    /// Which.
    #[serde(rename = "subscriptionId")]
    pub subscription: SubscriptionId,
}

/// Asks for a dialog's events, stored and to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SubscribeMessagingEvents {
    /// The dialog.
    #[serde(rename = "dialogId")]
    pub dialog: DialogId,
    /// Its conversation.
    #[serde(rename = "conversationId", skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// The first event wanted: inclusive (§3.4).
    #[serde(rename = "fromSeq")]
    pub from: Sequence,
}

impl Request for SubscribeExConversations {
    const TYPE: RequestType = RequestType::SubscribeExConversations;
}

impl Request for UnsubscribeExConversations {
    const TYPE: RequestType = RequestType::UnsubscribeExConversations;
}

impl Request for SubscribeMessagingEvents {
    const TYPE: RequestType = RequestType::SubscribeMessagingEvents;
}
