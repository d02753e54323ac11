//! What a content event holds (protocol §3.6).

use super::json;
use super::open_enum::open_enum;
use crate::wire::json::Value;
use crate::wire::json::json;

open_enum! {
    /// `contentType` of a ContentEvent. Files go by two spellings (§8.2, row 16).
    ContentType {
        /// Plain text.
        TextPlain = "text/plain",
        /// A file on the service's own store.
        HostedFile = "hosted/file",
        /// The schema's spelling of the same.
        HostedFileSchema = "HostedFile",
        /// Markup, which is shown as text and never as markup.
        TextHtml = "text/html",
        /// An invitation to a secure form.
        SecureFormInvitation = "forms/secure-invitation",
        /// A filled secure form.
        SecureFormSubmission = "forms/secure-submission",
    }
}

/// A file a participant shared (protocol §3.9).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostedFile {
    /// Where it lies on the file service; begins with a slash.
    pub relative_path: String,
    /// `PNG`, `PDF`, …
    pub file_type: Option<String>,
    /// What the sender wrote beside it.
    pub caption: Option<String>,
    /// A small picture as a `data:` address.
    pub preview: Option<String>,
}

/// What a content or rich content event shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Text, exactly as it was written.
    Text(String),
    /// A file.
    File(HostedFile),
    /// Structured content (protocol §7), kept as it came.
    Rich(Value),
    /// Something this version cannot show, kept as it came.
    Unsupported {
        /// Its declared type.
        content_type: ContentType,
        /// Its `message`.
        message: Value,
    },
}

impl Content {
    pub(super) fn from_content_event(event: &Value) -> Self {
        let content_type = json::string(event, "contentType")
            .map_or(ContentType::TextPlain, |word| ContentType::from_word(&word));
        let message = json::member(event, "message").unwrap_or(&Value::Null);
        match (&content_type, message) {
            (ContentType::TextPlain | ContentType::TextHtml, Value::String(text)) => {
                Self::Text(text.clone())
            }
            (ContentType::HostedFile | ContentType::HostedFileSchema, Value::Object(_)) => {
                Self::File(HostedFile::from_value(message))
            }
            _ => Self::Unsupported {
                content_type,
                message: message.clone(),
            },
        }
    }

    pub(super) fn to_event(&self) -> Value {
        match self {
            Self::Text(text) => {
                json!({"type": "ContentEvent", "contentType": "text/plain", "message": text.as_str()})
            }
            Self::File(file) => {
                json!({"type": "ContentEvent", "contentType": "hosted/file", "message": file.to_value()})
            }
            Self::Rich(content) => json!({"type": "RichContentEvent", "content": content.clone()}),
            Self::Unsupported {
                content_type,
                message,
            } => {
                json!({"type": "ContentEvent", "contentType": content_type.as_word(), "message": message.clone()})
            }
        }
    }
}

impl HostedFile {
    fn from_value(message: &Value) -> Self {
        Self {
            relative_path: json::string(message, "relativePath").unwrap_or_default(),
            file_type: json::string(message, "fileType"),
            caption: json::string(message, "caption"),
            preview: json::string(message, "preview"),
        }
    }

    fn to_value(&self) -> Value {
        let mut message = json!({"relativePath": self.relative_path.as_str()});
        json::put(&mut message, "fileType", self.file_type.clone());
        json::put(&mut message, "caption", self.caption.clone());
        json::put(&mut message, "preview", self.preview.clone());
        message
    }
}
