//! Requests for addresses of files.

use super::Socket;
use serde_json::{Value, json};

/// The signature of a PNG file. Nothing checks the rest.
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
    /// Requests an address for an upload.
    pub async fn upload_address(&mut self, file_type: &str, bytes: usize) -> Value {
        let body = json!({"fileSize": bytes.to_string(), "fileType": file_type});
        self.gets("ms.GenerateURLForUploadFile", body).await
    }

    /// Requests an address for a download.
    pub async fn download_address(&mut self, path: &Value) -> String {
        let body = json!({"relativePath": path});
        signed(&self.gets("ms.GenerateURLForDownloadFile", body).await)
    }
}
