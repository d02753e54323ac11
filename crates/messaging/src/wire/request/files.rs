//! Addresses for files and secure forms (protocol §3.9, §3.11).

use super::{Request, RequestType};
use crate::ids::DialogId;
use serde::{Serialize, Serializer};

/// Requests an address for uploading a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GenerateUrlForUploadFile {
    /// The size in bytes. It is sent as a string, as the schema requires (§8.2, row 18).
    #[serde(rename = "fileSize", serialize_with = "as_text")]
    pub bytes: u64,
    /// `JPG`, `JPEG`, `PNG`, `GIF`, …
    pub file_type: String,
}

/// Requests an address for downloading a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GenerateUrlForDownloadFile {
    /// The path from the message.
    pub relative_path: String,
}

/// Requests the tokens of a secure form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenerateUploadToken {
    /// The form's id.
    pub form_id: String,
    /// The invitation's id.
    pub invitation_id: String,
    /// The dialog of the invitation.
    pub dialog: DialogId,
}

#[derive(Serialize)]
struct Body<'a> {
    uploadable: SecureForm<'a>,
}

#[derive(Serialize)]
#[serde(tag = "type")]
struct SecureForm<'a> {
    #[serde(rename = "formId")]
    form: &'a str,
    #[serde(rename = "invitationId")]
    invitation: &'a str,
    #[serde(rename = "dialogId")]
    dialog: &'a DialogId,
}

// serde requires a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn as_text<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&number.to_string())
}

impl Serialize for GenerateUploadToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let uploadable = SecureForm {
            form: &self.form_id,
            invitation: &self.invitation_id,
            dialog: &self.dialog,
        };
        Body { uploadable }.serialize(serializer)
    }
}

impl Request for GenerateUrlForUploadFile {
    const TYPE: RequestType = RequestType::GenerateUrlForUploadFile;
}

impl Request for GenerateUrlForDownloadFile {
    const TYPE: RequestType = RequestType::GenerateUrlForDownloadFile;
}

impl Request for GenerateUploadToken {
    const TYPE: RequestType = RequestType::GenerateUploadToken;
}
