//! The three subscription requests (protocol §3.2 to §3.4).

use super::{Request, RequestType};
use crate::ids::{ConversationId, DialogId, Sequence, SubscriptionId};
use crate::wire::notification::ConversationState;
use serde::Serialize;

/// Subscribes to the consumer's conversations: the current list and later changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SubscribeExConversations {
    /// The stages of the conversations. Empty for all.
    #[serde(rename = "stage", skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<ConversationState>,
    /// Only conversations updated since this time, in milliseconds since 1970.
    #[serde(rename = "minLastUpdatedTime", skip_serializing_if = "Option::is_none")]
    pub updated_since_unix_ms: Option<u64>,
}

/// Ends a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnsubscribeExConversations {
    /// The subscription to end.
    #[serde(rename = "subscriptionId")]
    pub subscription: SubscriptionId,
}

/// Subscribes to a dialog's events: the stored ones and new ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SubscribeMessagingEvents {
    /// The dialog.
    #[serde(rename = "dialogId")]
    pub dialog: DialogId,
    /// The conversation of the dialog.
    #[serde(rename = "conversationId", skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// The first sequence number to receive, inclusive (§3.4).
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
