//! Closing and rating (protocol §5.6).

use super::{Draft, Refusal, read};
use crate::closing::Survey;
use crate::model::{CLOSE, Conversation, OPEN};
use crate::world::Peer;
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
        survey: Option<Survey>,
    ) -> Result<&'static str, Refusal> {
        let id = read::required(&field["dialog"], "dialogId")?;
        let is_open = |of: &Conversation| of.dialog(&id).is_some_and(|one| one.state == OPEN);
        if !is_open(self.before) {
            return Err(Refusal::with(409, "There is no such open dialog"));
        }
        match field["dialog"]["state"].as_str() {
            // Another field of the request has closed it.
            Some(CLOSE) if !is_open(&self.conversation) => return Ok(RESOLVED),
            Some(CLOSE) => {}
            // A survey's bot sends no state: the request's metadata names the survey.
            None => return Ok("OK Dialog updated successfully"),
            Some(_) => return Err(Refusal::bad("Only CLOSE can be set")),
        }
        let cause = read::optional(&field["dialog"], "closedCause");
        let (by, now_ms) = (self.closer(), self.now_ms);
        (self.conversation).close_dialog(&id, by, cause.as_deref(), survey, now_ms);
        Ok(RESOLVED)
    }

    /// Sets the rating. It is accepted after the end, too, and a second one overwrites the first
    /// (protocol §5.6).
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
