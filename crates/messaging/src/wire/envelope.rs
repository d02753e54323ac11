//! The envelope of every frame (protocol §2).

use super::lenient;
use super::notification::{ConversationChange, EventRecord};
use super::request::{Headers, Request};
use super::text::{parse, to_text};
use super::type_name::{Generation, NotificationType};
use crate::ids::RequestId;
use core::fmt;
use serde::Serialize;
use serde_json::Value;

/// The longest frame that is parsed, in bytes. Even the server's list of 1,001 conversations is
/// far shorter. A longer frame would freeze the page.
pub const MAX_FRAME_BYTES: usize = 8 * 1024 * 1024;

/// The longest type name to log. Real names are shorter.
const MAX_NAME_CHARS: usize = 100;

/// One frame from the server.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// The response to a request.
    Response(Response),
    /// A notification.
    Notification(Notification),
}

/// The response to a request. Its `type` is only advisory (protocol §0.2) and is not stored.
/// The request determines what the body means.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The request's `id`.
    pub request: RequestId,
    /// The status code, as in HTTP. 200 if the server omitted it.
    pub code: u16,
    /// The body. `Null` if there is none.
    pub body: Value,
}

impl Response {
    /// Whether the code is below 400 (protocol §2.2, §8.2 row 14).
    pub const fn is_success(&self) -> bool {
        self.code < 400
    }
}

/// A message that the server sends without a request (protocol §4).
#[derive(Clone, Debug, PartialEq)]
pub enum Notification {
    /// The conversation list or a change to it.
    ConversationChange(ConversationChange),
    /// Events of one or more dialogs, in the order received.
    MessagingEvents {
        /// The dialog id of the notification itself. It is needed if there is no event.
        dialog: Option<crate::ids::DialogId>,
        /// The events that could be decoded.
        events: Vec<EventRecord>,
    },
    /// An unknown type. Its name, for the log.
    Unknown(String),
}

/// Why a frame could not be decoded. The error contains none of the frame's text, so it may be
/// logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// Longer than 8 MiB.
    TooLong {
        /// The length in bytes.
        bytes: usize,
    },
    /// Not JSON.
    NotJson {
        /// The position where parsing stopped, in bytes from 1.
        column: usize,
    },
    /// JSON, but not an object.
    NotAnObject,
    /// Neither a response nor a notification.
    UnknownKind,
    /// A response without a `reqId`.
    NoRequestId,
    /// A notification without a `type`.
    NoType,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { bytes } => write!(f, "frame of {bytes} bytes is too long"),
            Self::NotJson { column } => write!(f, "frame is not JSON from column {column} on"),
            Self::NotAnObject => f.write_str("frame is not a JSON object"),
            Self::UnknownKind => f.write_str("frame is neither response nor notification"),
            Self::NoRequestId => f.write_str("response has no reqId"),
            Self::NoType => f.write_str("notification has no type"),
        }
    }
}

impl core::error::Error for DecodeError {}

impl Incoming {
    /// Decodes one frame.
    ///
    /// # Errors
    /// When the envelope cannot be decoded. An invalid part of a body is not an error: it is
    /// left out or stored as unknown.
    pub fn parse(text: &str) -> Result<Self, DecodeError> {
        if text.len() > MAX_FRAME_BYTES {
            return Err(DecodeError::TooLong { bytes: text.len() });
        }
        let frame = parse(text).map_err(|column| DecodeError::NotJson { column })?;
        if !frame.is_object() {
            return Err(DecodeError::NotAnObject);
        }
        match frame.get("kind").and_then(Value::as_str) {
            Some("resp") => Self::response(frame),
            Some("notification") => Self::notification(&frame),
            None if frame.get("reqId").is_some() => Self::response(frame),
            _ => Err(DecodeError::UnknownKind),
        }
    }

    fn response(mut frame: Value) -> Result<Self, DecodeError> {
        let request = lenient::member(&frame, "reqId").ok_or(DecodeError::NoRequestId)?;
        // A code that is present but unreadable must not count as success.
        let stated = lenient::present(&frame, "code").is_some();
        let code = lenient::member(&frame, "code");
        let code = code.unwrap_or(if stated { 500 } else { 200 });
        let body = frame.get_mut("body").map(Value::take).unwrap_or_default();
        Ok(Self::Response(Response {
            request,
            code,
            body,
        }))
    }

    fn notification(frame: &Value) -> Result<Self, DecodeError> {
        let body = frame.get("body").unwrap_or(&Value::Null);
        // S3 shows the type inside the body (protocol §8.2, row 3).
        let name = lenient::member::<String>(frame, "type")
            .or_else(|| lenient::member(body, "type"))
            .ok_or(DecodeError::NoType)?;
        Ok(Self::Notification(
            match NotificationType::from_name(&name) {
                Some(NotificationType::ConversationChange) => {
                    Notification::ConversationChange(ConversationChange::from_value(body))
                }
                Some(NotificationType::MessagingEvent) => Notification::MessagingEvents {
                    dialog: lenient::member(body, "dialogId"),
                    events: EventRecord::all_from_body(body),
                },
                None => Notification::Unknown(name.chars().take(MAX_NAME_CHARS).collect()),
            },
        ))
    }
}

/// A request frame (protocol §2.1).
#[derive(Serialize)]
struct Envelope<'a, R> {
    kind: &'static str,
    id: &'a RequestId,
    r#type: &'static str,
    body: &'a R,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<Headers<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a Value>,
}

/// Encodes a request frame (protocol §2.1).
pub fn encode_request<R: Request>(id: &RequestId, request: &R, generation: Generation) -> String {
    to_text(&Envelope {
        kind: "req",
        id,
        r#type: R::TYPE.name(generation),
        body: request,
        headers: request.headers(),
        metadata: request.metadata(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn response_without_body_type_or_code_decodes() {
        let frame = Incoming::parse(r#"{"kind":"resp","reqId":7}"#);
        let response = Response {
            request: RequestId::new("7"),
            code: 200,
            body: Value::Null,
        };
        assert_eq!(frame, Ok(Incoming::Response(response)));
    }

    #[test]
    fn the_error_for_an_undecodable_frame_contains_none_of_its_text() {
        assert_eq!(Incoming::parse("[]"), Err(DecodeError::NotAnObject));
        assert_eq!(
            Incoming::parse(r#"{"kind":"req"}"#),
            Err(DecodeError::UnknownKind)
        );
        let secret = Incoming::parse(r#"{"kind":"my secret"#).unwrap_err();
        assert!(!format!("{secret} {secret:?}").contains("secret"));
    }

    #[test]
    fn a_frame_with_half_an_emoji_is_still_decoded() {
        let frame = r#"{"kind":"resp","reqId":1,"body":"cut \ud83d"}"#;
        let Ok(Incoming::Response(response)) = Incoming::parse(frame) else {
            panic!("not read");
        };
        assert_eq!(response.body, "cut \u{fffd}");
    }

    #[test]
    fn the_name_of_an_unknown_notification_is_cut_for_the_log() {
        let frame = json!({"kind": "notification", "type": "x".repeat(1_000_000)});
        let Ok(Incoming::Notification(Notification::Unknown(name))) =
            Incoming::parse(&frame.to_string())
        else {
            panic!("not read");
        };
        assert_eq!(name.len(), MAX_NAME_CHARS);
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow() {
        let text = "[".repeat(100_000);
        assert!(matches!(
            Incoming::parse(&text),
            Err(DecodeError::NotJson { .. })
        ));
    }

    #[test]
    fn a_notification_may_carry_its_type_inside_its_body() {
        let frame = Incoming::parse(
            r#"{"kind":"notification","body":{"changes":[],"type":".ams.ms.MessagingEventNotification"}}"#,
        );
        assert!(matches!(
            frame,
            Ok(Incoming::Notification(Notification::MessagingEvents { .. }))
        ));
    }
}
