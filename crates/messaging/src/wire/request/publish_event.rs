//! PublishEvent (protocol §3.6).

use super::{Request, RequestType};
use crate::ids::{ConversationId, DialogId};
use crate::wire::event::MessagingEvent;
use serde::Serialize;
use serde_json::Value;

/// Publishes one event in a dialog.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishEvent {
    /// Where.
    #[serde(rename = "dialogId")]
    pub dialog: DialogId,
    /// Its conversation.
    #[serde(rename = "conversationId", skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// What.
    pub event: MessagingEvent,
    /// Sent at the top level and echoed unchanged (§7.6).
    #[serde(skip)]
    pub metadata: Option<Value>,
}

impl Request for PublishEvent {
    const TYPE: RequestType = RequestType::PublishEvent;

    fn metadata(&self) -> Option<&Value> {
        self.metadata.as_ref()
    }
}
