//! Signed addresses for files (protocol §3.9).

use super::{Outcome, Refusal, Request, read};
use crate::files;
use crate::names::Answer;
use crate::world::{Peer, World};
use serde_json::{Value, json};

/// How long a signed address is valid, in seconds.
const GOOD_FOR_SECS: u64 = 60;

impl World {
    pub(super) fn upload_url(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        self.check_sharing()?;
        let kind = read::required(request.body, "fileType")?.to_uppercase();
        if !files::is_known(&kind) {
            return Err(Refusal::bad(format!("Files of type {kind} are not taken")));
        }
        let bytes = read::number(request.body, "fileSize");
        let bytes = bytes.ok_or_else(|| Refusal::bad("Missing fileSize"))?;
        let max = match request.peer {
            Peer::Consumer(_) => files::MAX_CONSUMER_BYTES,
            _ => files::MAX_BYTES,
        };
        match usize::try_from(bytes) {
            Ok(0) => return Err(Refusal::bad("The file is empty")),
            Ok(bytes) if bytes <= max => {}
            _ => return Err(Refusal::with(413, "The file is too large")),
        }
        let path = files::new_path(&self.config.account, &kind);
        Ok(self.file_answer("PUT", &path))
    }

    pub(super) fn download_url(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        self.check_sharing()?;
        let path = read::required(request.body, "relativePath")?;
        if !self.may_download(&request.peer, &path) {
            return Err(Refusal::with(404, "There is no such file"));
        }
        Ok(self.file_answer("GET", &path))
    }

    fn check_sharing(&mut self) -> Result<(), Refusal> {
        if !self.config.switches.file_sharing {
            return Err(Refusal::with(403, "File sharing is off for this account"));
        }
        if self.faults.files.refuses_address() {
            return Err(Refusal::with(500, "Refused, as a test asked"));
        }
        Ok(())
    }

    /// Whether the peer may download a file. Consumers get only files from messages that they can
    /// see; agents get every file.
    fn may_download(&self, peer: &Peer, path: &str) -> bool {
        let Peer::Consumer(consumer) = peer else {
            return self.store.has_file(path);
        };
        let own = (self.conversations.values()).filter(|one| one.consumer == *consumer);
        let dialogs = own.flat_map(|one| &one.dialogs);
        let mut events = dialogs
            .filter_map(|dialog| self.events.get(&dialog.id))
            .flatten();
        events.any(|event| event.is_for(peer) && event.event["message"]["relativePath"] == path)
    }

    fn file_answer(&mut self, method: &str, path: &str) -> Outcome {
        let now_secs = self.now_ms() / 1000;
        let expires_secs = if self.faults.files.expires_address() {
            now_secs - 1
        } else {
            now_secs + GOOD_FOR_SECS
        };
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
