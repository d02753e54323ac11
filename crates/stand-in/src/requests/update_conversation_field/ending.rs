//! Closing and rating (protocol §5.6).

use super::{Draft, Refusal, read};
use crate::model::{CLOSE, OPEN};
use crate::world::Peer;
use serde_json::{Value, json};

const RESOLVED: &str = "OK Conversation resolved successfully";

impl Draft<'_> {
    pub(super) fn close_all(&mut self, field: &Value) -> Result<&'static str, Refusal> {
        if field["conversationState"] != CLOSE {
            return Err(Refusal::bad("Only CLOSE can be set"));
        }
        if !self.conversation.is_open() {
            return Err(Refusal::with(409, "This conversation is closed"));
        }
        let by = self.closer();
        self.conversation.end(by, self.now_ms);
        Ok(RESOLVED)
    }

    pub(super) fn close_dialog(&mut self, field: &Value) -> Result<&'static str, Refusal> {
        let id = read::required(&field["dialog"], "dialogId")?;
        let by = self.closer();
        let now_ms = self.now_ms;
        let conversation = &mut self.conversation;
        let is_open = (conversation.dialog(&id)).is_some_and(|dialog| dialog.state == OPEN);
        if !is_open {
            return Err(Refusal::with(409, "There is no such open dialog"));
        }
        let mut others = conversation.dialogs.iter().filter(|one| one.id != id);
        if !others.any(|one| one.state == OPEN) {
            // The last dialog closes its conversation (protocol §5.6).
            conversation.end(by, now_ms);
            return Ok(RESOLVED);
        }
        if conversation.id == id {
            CLOSE.clone_into(&mut conversation.state);
        }
        let cause = read::optional(&field["dialog"], "closedCause");
        for one in conversation.dialogs.iter_mut().filter(|one| one.id == id) {
            CLOSE.clone_into(&mut one.state);
            one.ended_ms = Some(now_ms);
            one.closed_by = Some(by.to_owned());
            one.closed_cause.clone_from(&cause);
        }
        Ok(RESOLVED)
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
