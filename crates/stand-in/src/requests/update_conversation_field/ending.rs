//! Closing and rating (protocol §5.6).

use super::{Draft, Refusal, read};
use crate::model::{CLOSE, Conversation, Dialog, OPEN};
use crate::world::{Peer, new_id};
use serde_json::{Value, json};

const RESOLVED: &str = "OK Conversation resolved successfully";

impl Draft<'_> {
    pub(super) fn close_all(&mut self, field: &Value) -> Result<&'static str, Refusal> {
        if field["conversationState"] != CLOSE {
            return Err(Refusal::bad("Only CLOSE can be set"));
        }
        if !self.before.is_open() {
            return Err(Refusal::with(409, "This conversation is closed"));
        }
        let by = self.closer();
        self.conversation.end(by, self.now_ms);
        Ok(RESOLVED)
    }

    pub(super) fn change_dialog(
        &mut self,
        field: &Value,
        survey: Option<&str>,
    ) -> Result<&'static str, Refusal> {
        let id = read::required(&field["dialog"], "dialogId")?;
        let is_open = |of: &Conversation| of.dialog(&id).is_some_and(|one| one.state == OPEN);
        if !is_open(self.before) {
            return Err(Refusal::with(409, "There is no such open dialog"));
        }
        match field["dialog"]["state"].as_str() {
            // Another field of the request has closed it.
            Some(CLOSE) if !is_open(&self.conversation) => return Ok(RESOLVED),
            Some(CLOSE) => self.close_dialog(&id, read::optional(&field["dialog"], "closedCause")),
            // A survey's bot tells in the request's metadata which survey it asks.
            None => return Ok("OK Dialog updated successfully"),
            Some(_) => return Err(Refusal::bad("Only CLOSE can be set")),
        }
        if let Some(app) = survey.filter(|_| id == self.conversation.id)
            && self.conversation.assigned_agent().is_some()
        {
            self.open_survey(app);
        } else if !(self.conversation.dialogs.iter()).any(|one| one.state == OPEN) {
            // The last dialog closes its conversation (protocol §5.6).
            self.conversation.end(self.closer(), self.now_ms);
        }
        Ok(RESOLVED)
    }

    fn close_dialog(&mut self, id: &str, cause: Option<String>) {
        let by = self.closer();
        let cause = cause.unwrap_or_else(|| format!("Closed by {}", by.to_lowercase()));
        let conversation = &mut self.conversation;
        for one in conversation.dialogs.iter_mut().filter(|one| one.id == id) {
            CLOSE.clone_into(&mut one.state);
            one.ended_ms = Some(self.now_ms);
            one.closed_by = Some(by.to_owned());
            one.closed_cause = Some(cause.clone());
        }
        if conversation.id == id {
            CLOSE.clone_into(&mut conversation.state);
            conversation.close_reason = Some(by.to_owned());
        }
    }

    /// The main dialog is over, and an app's bot is to ask how it was (protocol §5.6).
    fn open_survey(&mut self, app: &str) {
        self.conversation.dialogs.push(Dialog {
            id: new_id(),
            kind: "POST_SURVEY".to_owned(),
            state: OPEN.to_owned(),
            created_ms: self.now_ms,
            ended_ms: None,
            closed_by: None,
            closed_cause: None,
            app: Some(app.to_owned()),
        });
    }

    /// Accepted after the end too; a second one overwrites (protocol §5.6).
    pub(super) fn rate(&mut self, field: &Value) -> Result<&'static str, Refusal> {
        if !matches!(self.peer, Peer::Consumer(_)) {
            return Err(Refusal::with(403, "Only a consumer can rate"));
        }
        let status = field["status"].as_str().unwrap_or("FILLED").to_owned();
        let rate = read::number(field, "csatRate");
        if status == "FILLED" && !rate.is_some_and(|rate| (1..=5).contains(&rate)) {
            return Err(Refusal::bad("csatRate must be from 1 to 5"));
        }
        self.conversation.csat = Some(json!({
            "csatRate": rate,
            "csatResolutionConfirmation": field["csatResolutionConfirmation"],
            "status": status,
        }));
        Ok("OK CSAT processed successfully")
    }
}
