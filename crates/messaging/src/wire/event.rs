//! Events that can be published in a dialog (protocol §3.6).

use super::content::Content;
use super::lenient;
use super::open_enum::open_enum;
use crate::ids::Sequence;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::sync::Arc;

open_enum! {
    /// The status of a receipt (§3.6).
    AcceptStatus {
        /// The message arrived: "delivered".
        Accept = "ACCEPT",
        /// The message was read.
        Read = "READ",
        /// A file was opened.
        Access = "ACCESS",
        /// The message cannot be shown.
        Nack = "NACK",
        /// Structured content was clicked.
        Action = "ACTION",
    }
}

open_enum! {
    /// A participant's activity (§5.4). Chat states are not stored and have no sequence number.
    ChatState {
        /// The participant looks at the window.
        Active = "ACTIVE",
        /// The window is open, but the participant's attention is elsewhere.
        Inactive = "INACTIVE",
        /// The participant closed the window.
        Gone = "GONE",
        /// The participant is typing.
        Composing = "COMPOSING",
        /// The participant stopped typing without sending.
        Pause = "PAUSE",
        /// The server lost the connection to the consumer.
        Background = "BACKGROUND",
    }
}

/// The most sequence numbers that are read from one receipt. A longer list could freeze the
/// page, so the rest is ignored.
const MOST_SEQUENCES: usize = 10_000;

/// One event, as it is published and received.
#[derive(Clone, Debug, PartialEq)]
pub enum MessagingEvent {
    /// A message.
    Content {
        /// Its content.
        content: Content,
        /// Its quick replies (§7.5), as raw JSON.
        quick_replies: Option<Arc<Value>>,
    },
    /// A receipt for one or more messages.
    AcceptStatus {
        /// The status.
        status: AcceptStatus,
        /// The sequence numbers of the messages.
        sequences: Vec<Sequence>,
    },
    /// A participant's activity has changed.
    ChatState(ChatState),
    /// An event of an unknown type, as raw JSON.
    Unknown(Value),
}

impl MessagingEvent {
    /// A plain text message.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Content {
            content: Content::Text(text.into()),
            quick_replies: None,
        }
    }

    /// Reads an `event` object.
    pub fn from_value(event: &Value) -> Self {
        let quick_replies = || {
            lenient::present(event, "quickReplies")
                .cloned()
                .map(Arc::new)
        };
        match event.get("type").and_then(Value::as_str) {
            Some("ContentEvent") => Self::Content {
                content: Content::from_content_event(event),
                quick_replies: quick_replies(),
            },
            Some("RichContentEvent") => Self::Content {
                // The schema names the member `message`; all real messages use `content` (§8.2,
                // row 15).
                content: Content::Rich(Arc::new(
                    lenient::present(event, "content")
                        .or_else(|| event.get("message"))
                        .cloned()
                        .unwrap_or_default(),
                )),
                quick_replies: quick_replies(),
            },
            Some("AcceptStatusEvent") => Self::AcceptStatus {
                status: lenient::member(event, "status")
                    .unwrap_or_else(|| AcceptStatus::from_word("")),
                sequences: (lenient::elements(event, "sequenceList").iter())
                    .filter_map(lenient::read)
                    .take(MOST_SEQUENCES)
                    .collect(),
            },
            Some("ChatStateEvent") => Self::ChatState(
                lenient::member(event, "chatState").unwrap_or_else(|| ChatState::from_word("")),
            ),
            _ => Self::Unknown(event.clone()),
        }
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
struct AcceptStatusEvent<'a> {
    status: &'a AcceptStatus,
    sequence_list: &'a [Sequence],
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
struct ChatStateEvent<'a> {
    chat_state: &'a ChatState,
}

/// An `event` object.
impl Serialize for MessagingEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Content {
                content,
                quick_replies,
            } => content.serialize_event(quick_replies.as_deref(), serializer),
            Self::AcceptStatus { status, sequences } => AcceptStatusEvent {
                status,
                sequence_list: sequences,
            }
            .serialize(serializer),
            Self::ChatState(chat_state) => ChatStateEvent { chat_state }.serialize(serializer),
            Self::Unknown(event) => event.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(text: &str) {
        let value = crate::wire::text::parse(text).unwrap();
        let event = MessagingEvent::from_value(&value);
        assert_eq!(serde_json::to_value(event).unwrap(), value);
    }

    #[test]
    fn every_kind_of_event_round_trips() {
        round_trip(r#"{"type":"ContentEvent","contentType":"text/plain","message":"hi"}"#);
        round_trip(r#"{"type":"ContentEvent","contentType":"text/x-new","message":{"a":1}}"#);
        round_trip(
            r#"{"type":"ContentEvent","contentType":"hosted/file","message":{"relativePath":"/v1/a.PNG","fileType":"PNG"}}"#,
        );
        round_trip(
            r#"{"type":"RichContentEvent","content":{"type":"vertical"},"quickReplies":{"type":"quickReplies"}}"#,
        );
        round_trip(r#"{"type":"AcceptStatusEvent","status":"READ","sequenceList":[4,6]}"#);
        round_trip(r#"{"type":"ChatStateEvent","chatState":"COMPOSING"}"#);
    }

    #[test]
    fn unknown_values_are_sent_back_unchanged() {
        round_trip(r#"{"type":"AcceptStatusEvent","status":"ENRICHED","sequenceList":[1]}"#);
        round_trip(r#"{"type":"ChatStateEvent","chatState":"DANCING"}"#);
        round_trip(r#"{"type":"HologramEvent","beam":{"up":true}}"#);
    }

    #[test]
    fn a_single_sequence_is_read_as_a_list_and_numbers_may_be_strings() {
        let event =
            serde_json::json!({"type":"AcceptStatusEvent","status":"ACCEPT","sequenceList":"7"});
        assert_eq!(
            MessagingEvent::from_value(&event),
            MessagingEvent::AcceptStatus {
                status: AcceptStatus::Accept,
                sequences: vec![Sequence(7)]
            }
        );
    }
}
