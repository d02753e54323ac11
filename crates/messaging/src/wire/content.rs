//! The content of a ContentEvent (protocol §3.6).

use super::lenient;
use super::open_enum::open_enum;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use std::sync::Arc;

open_enum! {
    /// `contentType` of a ContentEvent. Files have two spellings (§8.2, row 16).
    ContentType {
        /// Plain text.
        TextPlain = "text/plain",
        /// A file on the file service.
        HostedFile = "hosted/file",
        /// The schema's spelling of `hosted/file`.
        HostedFileSchema = "HostedFile",
        /// Markup. It is shown as plain text.
        TextHtml = "text/html",
        /// An invitation to a secure form.
        SecureFormInvitation = "forms/secure-invitation",
        /// A filled secure form.
        SecureFormSubmission = "forms/secure-submission",
    }
}

/// A file that a participant shared (protocol §3.9).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HostedFile {
    /// The path on the file service, starting with a slash.
    #[serde(deserialize_with = "lenient::or_default")]
    pub relative_path: String,
    /// `PNG`, `PDF`, …
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub file_type: Option<String>,
    /// The text that the sender added.
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub caption: Option<String>,
    /// A thumbnail as a `data:` URL.
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub preview: Option<String>,
}

/// The content of a ContentEvent or RichContentEvent.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Text, unchanged.
    Text(String),
    /// A file.
    File(HostedFile),
    /// Structured content (protocol §7) as raw JSON. [`RichContent`](crate::rich::RichContent)
    /// parses it.
    Rich(Arc<Value>),
    /// Content that this version cannot show, as raw JSON.
    Unsupported {
        /// The declared content type.
        content_type: ContentType,
        /// The `message` member.
        message: Value,
    },
}

impl Content {
    pub(super) fn from_content_event(event: &Value) -> Self {
        let content_type = lenient::member(event, "contentType");
        let content_type = content_type.unwrap_or(ContentType::TextPlain);
        let message = event.get("message").unwrap_or(&Value::Null);
        match (&content_type, message) {
            (ContentType::TextPlain | ContentType::TextHtml, Value::String(text)) => {
                Self::Text(text.clone())
            }
            (ContentType::HostedFile | ContentType::HostedFileSchema, Value::Object(_)) => {
                Self::File(lenient::read(message).unwrap_or_default())
            }
            _ => Self::Unsupported {
                content_type,
                message: message.clone(),
            },
        }
    }
}

/// A ContentEvent to publish (protocol §3.6).
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
struct ContentEvent<'a, M> {
    content_type: &'a ContentType,
    message: M,
    #[serde(skip_serializing_if = "Option::is_none")]
    quick_replies: Option<&'a Value>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
struct RichContentEvent<'a> {
    content: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    quick_replies: Option<&'a Value>,
}

impl Content {
    /// Serialises the event that contains it.
    pub(super) fn serialize_event<S: Serializer>(
        &self,
        quick_replies: Option<&Value>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => ContentEvent {
                content_type: &ContentType::TextPlain,
                message: text,
                quick_replies,
            }
            .serialize(serializer),
            Self::File(file) => ContentEvent {
                content_type: &ContentType::HostedFile,
                message: file,
                quick_replies,
            }
            .serialize(serializer),
            Self::Rich(content) => RichContentEvent {
                content,
                quick_replies,
            }
            .serialize(serializer),
            Self::Unsupported {
                content_type,
                message,
            } => ContentEvent {
                content_type,
                message,
                quick_replies,
            }
            .serialize(serializer),
        }
    }
}
