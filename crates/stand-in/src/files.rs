//! The rules for files: types, sizes and previews (protocol §3.9).

use crate::world::new_id;
use base64::Engine as _;
use base64::engine::DecodePaddingMode::Indifferent;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::GeneralPurposeConfig;
use serde_json::Value;

/// The largest file of an agent, in bytes.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
/// The largest file of a consumer, in bytes.
pub const MAX_CONSUMER_BYTES: usize = 3 * 1024 * 1024;
/// The largest preview, in bytes.
const MAX_PREVIEW_BYTES: usize = 30 * 1024;

/// Every file type, with its content type. `IMG` is any picture.
const TYPES: [(&str, &str); 10] = [
    ("JPG", "image/jpeg"),
    ("JPEG", "image/jpeg"),
    ("PNG", "image/png"),
    ("GIF", "image/gif"),
    ("IMG", "application/octet-stream"),
    ("TXT", "text/plain; charset=utf-8"),
    ("PDF", "application/pdf"),
    (
        "DOCX",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "PPTX",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    (
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
];

/// Whether files of this type are accepted.
pub fn is_known(file_type: &str) -> bool {
    TYPES.iter().any(|(known, _)| *known == file_type)
}

/// The path of a new file.
pub fn new_path(account: &str, file_type: &str) -> String {
    format!("/v1/AUTH_async-images/{account}/{}.{file_type}", new_id())
}

/// The content type of a file, by its extension.
pub fn content_type(name: &str) -> &'static str {
    let extension = name.rsplit('.').next().unwrap_or_default();
    let found = TYPES.iter().find(|(known, _)| *known == extension);
    found.map_or("application/octet-stream", |(_, content_type)| content_type)
}

/// Whether an event is a message with a file, under either content type (protocol §8.2, row 16).
pub fn is_file(event: &Value) -> bool {
    ["hosted/file", "HostedFile"].contains(&event["contentType"].as_str().unwrap_or_default())
}

/// Whether a preview is valid: base64, bare or in a data URL, and at most 30 KB.
pub fn is_preview(preview: &str) -> bool {
    const TOLERANT: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(Indifferent);
    let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, TOLERANT);
    let data = match preview.split_once(',') {
        Some((head, data)) if head.starts_with("data:") => data,
        _ => preview,
    };
    (engine.decode(data)).is_ok_and(|bytes| bytes.len() <= MAX_PREVIEW_BYTES)
}
