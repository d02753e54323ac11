//! PublishEvent (protocol §3.6).

use super::{Request, RequestType};
use crate::ids::{ConversationId, DialogId};
use crate::wire::event::MessagingEvent;
use crate::wire::json::Value;
use crate::wire::json::json;
use crate::wire::json::put;

/// Publishes one event in a dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishEvent {
    /// Where.
    pub dialog: DialogId,
    /// Its conversation.
    pub conversation: Option<ConversationId>,
    /// What.
    pub event: MessagingEvent,
    /// Sent at the top level and echoed unchanged (§7.6).
    pub metadata: Option<Value>,
}

impl Request for PublishEvent {
    fn request_type(&self) -> RequestType {
        RequestType::PublishEvent
    }

    fn body(&self) -> Value {
        let mut body = json!({"dialogId": self.dialog.as_str(), "event": self.event.to_value()});
        put(
            &mut body,
            "conversationId",
            self.conversation.as_ref().map(ConversationId::as_str),
        );
        body
    }

    fn metadata(&self) -> Option<Value> {
        self.metadata.clone()
    }
}
