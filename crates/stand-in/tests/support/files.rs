//! Asking for the addresses of files.

use super::Socket;
use serde_json::{Value, json};

/// A PNG file's signature; nobody looks at the rest.
pub const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

/// An address with its signature.
pub fn signed(answer: &Value) -> String {
    let query = &answer["queryParams"];
    format!(
        "{}?temp_url_sig={}&temp_url_expires={}",
        answer["relativePath"].as_str().unwrap(),
        query["temp_url_sig"].as_str().unwrap(),
        query["temp_url_expires"].as_str().unwrap(),
    )
}

/// A message with a file.
pub fn hosted_file(path: &Value) -> Value {
    json!({"type": "ContentEvent", "contentType": "hosted/file", "message": {
        "relativePath": path, "fileType": "PNG", "caption": "Look", "preview": "data:image/png;base64,iVBORw=="}})
}

impl Socket {
    /// Where a file may be put.
    pub async fn upload_address(&mut self, file_type: &str, bytes: usize) -> Value {
        let body = json!({"fileSize": bytes.to_string(), "fileType": file_type});
        self.gets("ms.GenerateURLForUploadFile", body).await
    }

    /// Where a file may be fetched.
    pub async fn download_address(&mut self, path: &Value) -> String {
        let body = json!({"relativePath": path});
        signed(&self.gets("ms.GenerateURLForDownloadFile", body).await)
    }
}
