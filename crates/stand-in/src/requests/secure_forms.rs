//! Tokens for secure forms: a consumer submits a form, and an agent reads it (protocol §3.11,
//! §6.4).

use super::{Outcome, Refusal, Request, agent_of, read};
use crate::model::StoredEvent;
use crate::names::Answer;
use crate::secure_forms::Purpose;
use crate::world::{Peer, World};
use serde_json::json;

impl World {
    /// Returns the tokens of an invitation that was sent in the dialog: one shows the form, and one
    /// submits it.
    pub(super) fn upload_token(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let Peer::Consumer(_) = request.peer else {
            return Err(Refusal::with(403, "Only a consumer can send this request"));
        };
        let wanted = &request.body["uploadable"];
        if wanted["type"] != "SecureForm" {
            return Err(Refusal::bad("uploadable.type must be SecureForm"));
        }
        let dialog = read::required(wanted, "dialogId")?;
        let invitation = read::required(wanted, "invitationId")?;
        let form = read::required(wanted, "formId")?;
        self.check_access(&request.peer, &dialog)?;
        let invited = self.invitation(&dialog, &invitation);
        let invited = invited.filter(|message| read::as_text(&message["formId"]) == Some(form));
        if invited.is_none() {
            return Err(Refusal::with(404, "There is no such invitation"));
        }
        let mut grant = |purpose| self.grant(purpose, &dialog, &invitation, "");
        let tokens = json!({
            "readOtk": grant(Purpose::ReadForm),
            "writeOtk": grant(Purpose::WriteForm),
        });
        Ok(Outcome::Answer(Answer::UploadToken, 200, tokens, None))
    }

    /// Returns a token for one submission.
    pub(super) fn download_token(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        agent_of(&request.peer)?;
        let wanted = &request.body["downloadable"];
        if wanted["type"] != "SecureForm" {
            return Err(Refusal::bad("downloadable.type must be SecureForm"));
        }
        let dialog = read::required(wanted, "dialogId")?;
        let submission = read::required(wanted, "submissionId")?;
        let invitation = read::required(wanted, "invitationId")?;
        self.check_access(&request.peer, &dialog)?;
        let is_it = |event: &&StoredEvent| {
            let message = &event.event["message"];
            event.event["contentType"] == "forms/secure-submission"
                && message["submissionId"] == submission
                && message["invitationId"] == invitation
        };
        let mut events = self.events.get(&dialog).into_iter().flatten();
        if events.find(is_it).is_none() {
            return Err(Refusal::with(404, "There is no such submission"));
        }
        let otk = self.grant(Purpose::ReadSubmission, &dialog, &invitation, &submission);
        let token = json!({"readOtk": otk});
        Ok(Outcome::Answer(Answer::DownloadToken, 200, token, None))
    }
}
