//! Addresses for files and secure forms (protocol §3.9, §3.11).

use super::{Request, RequestType};
use crate::ids::DialogId;
use crate::wire::json::Value;
use crate::wire::json::json;

/// Asks where to put a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenerateUrlForUploadFile {
    /// Its length; goes out as text, as the schema wants (§8.2, row 18).
    pub bytes: u64,
    /// `JPG`, `JPEG`, `PNG`, `GIF`, …
    pub file_type: String,
}

/// Asks where to fetch a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenerateUrlForDownloadFile {
    /// As the message names it.
    pub relative_path: String,
}

/// Asks for the tokens of a secure form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenerateUploadToken {
    /// The form.
    pub form_id: String,
    /// The invitation it answers.
    pub invitation_id: String,
    /// Where it was offered.
    pub dialog: DialogId,
}

impl Request for GenerateUrlForUploadFile {
    fn request_type(&self) -> RequestType {
        RequestType::GenerateUrlForUploadFile
    }

    fn body(&self) -> Value {
        json!({"fileSize": self.bytes.to_string(), "fileType": self.file_type.as_str()})
    }
}

impl Request for GenerateUrlForDownloadFile {
    fn request_type(&self) -> RequestType {
        RequestType::GenerateUrlForDownloadFile
    }

    fn body(&self) -> Value {
        json!({"relativePath": self.relative_path.as_str()})
    }
}

impl Request for GenerateUploadToken {
    fn request_type(&self) -> RequestType {
        RequestType::GenerateUploadToken
    }

    fn body(&self) -> Value {
        json!({"uploadable": json!({
            "type": "SecureForm",
            "formId": self.form_id.as_str(),
            "invitationId": self.invitation_id.as_str(),
            "dialogId": self.dialog.as_str(),
        })})
    }
}
