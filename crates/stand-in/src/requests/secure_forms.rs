//! GenerateDownloadToken: an agent wants to read a form that a consumer submitted (protocol §6.4,
//! §3.11).

use super::{Outcome, Refusal, Request, agent_of, read};
use crate::model::StoredEvent;
use crate::names::Answer;
use crate::world::{World, new_id};
use serde_json::json;

impl World {
    /// Returns a token for one submission. Nothing accepts the token, because the service that
    /// stores forms is missing here.
    pub(super) fn download_token(&self, request: &Request<'_>) -> Result<Outcome, Refusal> {
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
        let token = json!({"readOtk": new_id()});
        Ok(Outcome::Answer(Answer::DownloadToken, 200, token, None))
    }
}
