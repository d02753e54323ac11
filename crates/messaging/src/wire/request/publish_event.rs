//! PublishEvent (protocol §3.6).

use super::{Request, RequestType};
use crate::ids::{ConversationId, DialogId};
use crate::wire::event::MessagingEvent;
use serde::Serialize;
use serde_json::Value;

/// Publishes one event in a dialog.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishEvent {
    /// The dialog to publish in.
    #[serde(rename = "dialogId")]
    pub dialog: DialogId,
    /// The conversation of the dialog.
    #[serde(rename = "conversationId", skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// The event to publish.
    pub event: MessagingEvent,
    /// Sent at the top level and returned unchanged (§7.6).
    #[serde(skip)]
    pub metadata: Option<Value>,
}

impl Request for PublishEvent {
    const TYPE: RequestType = RequestType::PublishEvent;

    fn metadata(&self) -> Option<&Value> {
        self.metadata.as_ref()
    }
}
