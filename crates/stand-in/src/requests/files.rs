//! Signed addresses for files (protocol §3.9).

use super::{Outcome, Refusal, Request, read};
use crate::names::Answer;
use crate::world::{Peer, World, new_id};
use serde_json::{Value, json};

/// How long a signed address is valid, in seconds.
const GOOD_FOR_SECS: u64 = 60;
/// The largest file, in bytes.
pub const MAX_FILE_BYTES: usize = 5 * 1024 * 1024;

impl World {
    pub(super) fn upload_url(&self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let kind = read::required(request.body, "fileType")?.to_uppercase();
        if ![
            "JPG", "JPEG", "PNG", "GIF", "TXT", "PDF", "IMG", "DOCX", "PPTX", "XLSX",
        ]
        .contains(&kind.as_str())
        {
            return Err(Refusal::bad(format!("Files of type {kind} are not taken")));
        }
        let bytes = read::number(request.body, "fileSize");
        let bytes = bytes.ok_or_else(|| Refusal::bad("Missing fileSize"))?;
        if usize::try_from(bytes).map_or(true, |bytes| bytes > MAX_FILE_BYTES) {
            return Err(Refusal::with(413, "The file is too large"));
        }
        let path = format!(
            "/v1/AUTH_async-images/{}/{}.{kind}",
            self.config.account,
            new_id()
        );
        Ok(self.file_answer("PUT", &path))
    }

    pub(super) fn download_url(&self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let path = read::required(request.body, "relativePath")?;
        if !self.may_download(&request.peer, &path) {
            return Err(Refusal::with(404, "There is no such file"));
        }
        Ok(self.file_answer("GET", &path))
    }

    /// Whether the peer may download a file. Consumers get only files from messages that they can
    /// see; agents get every file.
    fn may_download(&self, peer: &Peer, path: &str) -> bool {
        let Peer::Consumer(consumer) = peer else {
            return self.store.file(path).is_some();
        };
        let own = (self.conversations.values()).filter(|one| one.consumer == *consumer);
        let dialogs = own.flat_map(|one| &one.dialogs);
        let mut events = dialogs
            .filter_map(|dialog| self.events.get(&dialog.id))
            .flatten();
        events.any(|event| event.is_for(peer) && event.event["message"]["relativePath"] == path)
    }

    fn file_answer(&self, method: &str, path: &str) -> Outcome {
        let expires_secs = self.now_ms() / 1000 + GOOD_FOR_SECS;
        let signature = self.file_signature(method, path, expires_secs);
        let body: Value = json!({
            "relativePath": path,
            "queryParams": {"temp_url_sig": signature, "temp_url_expires": expires_secs.to_string()},
        });
        Outcome::Answer(Answer::FileUrl, 200, body, None)
    }

    /// The signature of an address.
    pub fn file_signature(&self, method: &str, path: &str, expires_secs: u64) -> String {
        self.tokens.seal(&format!("{method} {path} {expires_secs}"))
    }
}
