//! What can be published in a dialog (protocol §3.6).

use super::content::Content;
use super::json;
use super::open_enum::open_enum;
use crate::ids::Sequence;
use crate::wire::json::Value;
use crate::wire::json::json;

open_enum! {
    /// What a receipt says (§3.6).
    AcceptStatus {
        /// It arrived: "delivered".
        Accept = "ACCEPT",
        /// It was seen.
        Read = "READ",
        /// A file was opened.
        Access = "ACCESS",
        /// It cannot be shown.
        Nack = "NACK",
        /// Something in structured content was clicked.
        Action = "ACTION",
    }
}

open_enum! {
    /// What a participant is doing (§5.4). Never stored, never numbered.
    ChatState {
        /// Looking at the window.
        Active = "ACTIVE",
        /// The window is open, the attention elsewhere.
        Inactive = "INACTIVE",
        /// The window was closed.
        Gone = "GONE",
        /// Typing.
        Composing = "COMPOSING",
        /// Stopped typing without sending.
        Pause = "PAUSE",
        /// The server lost the consumer's socket.
        Background = "BACKGROUND",
    }
}

/// A receipt names no more messages than this; what a longer list says beyond is
/// not heard, as it would stop the page.
const MOST_SEQUENCES: usize = 10_000;

/// One event as it is published and as it comes back.
#[derive(Clone, Debug, PartialEq)]
pub enum MessagingEvent {
    /// A message.
    Content {
        /// What it shows.
        content: Content,
        /// Buttons offered under it (§7.5), kept as they came.
        quick_replies: Option<Value>,
    },
    /// A receipt for one or many messages.
    AcceptStatus {
        /// What it says.
        status: AcceptStatus,
        /// The messages it is about.
        sequences: Vec<Sequence>,
    },
    /// A change of what a participant is doing.
    ChatState(ChatState),
    /// A kind this version does not know, kept as it came.
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
        let quick_replies = || json::member(event, "quickReplies").cloned();
        match json::member(event, "type").and_then(Value::as_str) {
            Some("ContentEvent") => Self::Content {
                content: Content::from_content_event(event),
                quick_replies: quick_replies(),
            },
            Some("RichContentEvent") => Self::Content {
                // The schema says `message`, everything real says `content` (§8.2, row 15).
                content: Content::Rich(
                    json::any_member(event, &["content", "message"])
                        .cloned()
                        .unwrap_or_default(),
                ),
                quick_replies: quick_replies(),
            },
            Some("AcceptStatusEvent") => Self::AcceptStatus {
                status: AcceptStatus::from_word(&json::string(event, "status").unwrap_or_default()),
                sequences: (json::list(event, "sequenceList").iter())
                    .filter_map(json::sequence)
                    .take(MOST_SEQUENCES)
                    .collect(),
            },
            Some("ChatStateEvent") => Self::ChatState(ChatState::from_word(
                &json::string(event, "chatState").unwrap_or_default(),
            )),
            _ => Self::Unknown(event.clone()),
        }
    }

    /// Writes an `event` object.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Content {
                content,
                quick_replies,
            } => {
                let mut event = content.to_event();
                json::put(&mut event, "quickReplies", quick_replies.clone());
                event
            }
            Self::AcceptStatus { status, sequences } => {
                let list: Vec<u64> = sequences.iter().map(|sequence| sequence.0).collect();
                json!({"type": "AcceptStatusEvent", "status": status.as_word(), "sequenceList": list})
            }
            Self::ChatState(state) => {
                json!({"type": "ChatStateEvent", "chatState": state.as_word()})
            }
            Self::Unknown(event) => event.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(text: &str) {
        let value = json::parse(text).unwrap();
        assert_eq!(MessagingEvent::from_value(&value).to_value(), value);
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
    fn words_we_do_not_know_go_out_as_they_came() {
        round_trip(r#"{"type":"AcceptStatusEvent","status":"ENRICHED","sequenceList":[1]}"#);
        round_trip(r#"{"type":"ChatStateEvent","chatState":"DANCING"}"#);
        round_trip(r#"{"type":"HologramEvent","beam":{"up":true}}"#);
    }

    #[test]
    fn a_single_sequence_stands_for_a_list_and_numbers_may_be_text() {
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
