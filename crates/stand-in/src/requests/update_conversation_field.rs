//! UpdateConversationField (protocol §3.7, §6.7).

use super::{Outcome, Refusal, Request, read, text};
use crate::agents::Agent;
use crate::model::{CLOSE, Conversation, OPEN};
use crate::names::last_segment;
use crate::world::{Peer, World, now_ms};
use serde_json::{Value, json};

const RESOLVED: &str = "OK Conversation resolved successfully";

impl World {
    pub(super) fn update_conversation_field(
        &mut self,
        request: &Request<'_>,
    ) -> Result<Outcome, Refusal> {
        let id = read::required(request.body, "conversationId")?;
        let conversation = self.conversations.get(&id).cloned();
        let conversation = conversation.filter(|one| match &request.peer {
            Peer::Consumer(consumer) => one.consumer == *consumer,
            _ => true,
        });
        let conversation =
            conversation.ok_or_else(|| Refusal::with(404, "There is no such conversation"))?;
        let fields = read::list(&request.body["conversationField"]);
        let mut sentence = Err(Refusal::bad("Missing conversationField"));
        for field in &fields {
            let said = self.update_field(&request.peer, &conversation, field)?;
            // A transfer answers with its first half, as clients compare it (protocol §6.7).
            if sentence.is_err() {
                sentence = Ok(said);
            }
        }
        // It rings once all is changed: for a transfer's skill, not for the one before.
        let is_waiting = |one: &Conversation| one.is_open() && one.assigned_agent().is_none();
        let now = self.conversations.get(&id);
        if conversation.assigned_agent().is_some() && now.is_some_and(is_waiting) {
            self.ring(&id);
        }
        sentence.map(text)
    }

    fn update_field(
        &mut self,
        peer: &Peer,
        of: &Conversation,
        field: &Value,
    ) -> Result<&'static str, Refusal> {
        let by = if matches!(peer, Peer::Agent(_)) {
            "AGENT"
        } else {
            "CONSUMER"
        };
        match last_segment(field["field"].as_str().unwrap_or_default()) {
            "ConversationStateField" | "Stage" => self.close_all(of, field, by),
            "DialogChange" => self.change_dialog(of, field, by),
            "CSATRate" => self.rate(of, field),
            "TTRField" => self.set_ttr(of, field),
            "ParticipantsChange" => self.change_participants(peer, of, field),
            "Skill" => self.set_skill(of, field),
            "Note" => self.set_extra(of, "note", &field["note"], "OK Update note success"),
            "" => Err(Refusal::bad("Missing field")),
            other => Err(Refusal::bad(format!("Unknown conversation field {other}"))),
        }
    }

    fn close_all(
        &mut self,
        of: &Conversation,
        field: &Value,
        by: &str,
    ) -> Result<&'static str, Refusal> {
        if field["conversationState"] != CLOSE {
            return Err(Refusal::bad("Only CLOSE can be set"));
        }
        if !of.is_open() {
            return Err(Refusal::with(409, "This conversation is closed"));
        }
        self.end(&of.id, by)?;
        Ok(RESOLVED)
    }

    fn change_dialog(
        &mut self,
        of: &Conversation,
        field: &Value,
        by: &str,
    ) -> Result<&'static str, Refusal> {
        let dialog = read::required(&field["dialog"], "dialogId")?;
        if of.dialog(&dialog).is_none_or(|dialog| dialog.state != OPEN) {
            return Err(Refusal::with(409, "There is no such open dialog"));
        }
        let others_open = of
            .dialogs
            .iter()
            .any(|one| one.id != dialog && one.state == OPEN);
        if !others_open {
            // The last dialog closes its conversation (protocol §5.6).
            self.end(&of.id, by)?;
            return Ok(RESOLVED);
        }
        let now = now_ms();
        self.change(&of.id, |conversation| {
            if conversation.id == dialog {
                CLOSE.clone_into(&mut conversation.state);
            }
            for one in conversation
                .dialogs
                .iter_mut()
                .filter(|one| one.id == dialog)
            {
                CLOSE.clone_into(&mut one.state);
                one.ended_ms = Some(now);
                one.closed_by = Some(by.to_owned());
            }
        })?;
        Ok(RESOLVED)
    }

    /// Accepted after the end too; a second one overwrites (protocol §5.6).
    fn rate(&mut self, of: &Conversation, field: &Value) -> Result<&'static str, Refusal> {
        let status = field["status"].as_str().unwrap_or("FILLED").to_owned();
        let rate = read::number(field, "csatRate");
        if status == "FILLED" && !rate.is_some_and(|rate| (1..=5).contains(&rate)) {
            return Err(Refusal::bad("csatRate must be from 1 to 5"));
        }
        let csat = json!({
            "csatRate": rate,
            "csatResolutionConfirmation": field["csatResolutionConfirmation"],
            "status": status,
        });
        self.change(&of.id, |conversation| conversation.csat = Some(csat))?;
        Ok("OK CSAT processed successfully")
    }

    fn set_ttr(&mut self, of: &Conversation, field: &Value) -> Result<&'static str, Refusal> {
        let kind = read::required(field, "ttrType")?;
        let secs = read::number(field, "value").unwrap_or(3_600);
        self.change(&of.id, |conversation| {
            conversation.ttr_kind = kind;
            conversation.ttr_secs = secs;
            conversation.effective_ttr_ms = now_ms().saturating_add(secs.saturating_mul(1_000));
        })?;
        Ok("Update TTR ended successfully")
    }

    fn change_participants(
        &mut self,
        peer: &Peer,
        of: &Conversation,
        field: &Value,
    ) -> Result<&'static str, Refusal> {
        let role = field["role"]
            .as_str()
            .unwrap_or("ASSIGNED_AGENT")
            .to_owned();
        let named = read::optional(field, "userId");
        let agent = match (named.as_deref().map(Agent::find), peer) {
            (Some(Some(agent)), _) => agent,
            (None, Peer::Agent(agent)) => agent,
            _ => return Err(Refusal::with(404, "There is no such agent")),
        };
        match field["type"].as_str() {
            Some("REMOVE") => {
                if !of
                    .participants
                    .iter()
                    .any(|one| one.id == agent.pid && one.role == role)
                {
                    return Err(Refusal::with(409, "This agent takes no part"));
                }
                self.change(&of.id, |one| {
                    one.participants.retain(|other| other.id != agent.pid);
                })?;
                Ok("OK Agent removed successfully")
            }
            Some("ADD" | "UPDATE") => {
                let person = agent.participant(&self.config.account, &role);
                self.change(&of.id, |one| {
                    one.participants.retain(|other| other.id != agent.pid);
                    one.participants.push(person);
                })?;
                Ok("OK Agent added successfully")
            }
            _ => Err(Refusal::bad("type must be ADD, REMOVE or UPDATE")),
        }
    }

    fn set_skill(&mut self, of: &Conversation, field: &Value) -> Result<&'static str, Refusal> {
        let skill = read::required(field, "skill")?;
        self.change(&of.id, |conversation| conversation.skill = skill)?;
        Ok("Skill changed successfully")
    }

    fn set_extra(
        &mut self,
        of: &Conversation,
        name: &str,
        value: &Value,
        said: &'static str,
    ) -> Result<&'static str, Refusal> {
        let (name, value) = (name.to_owned(), value.clone());
        self.change(&of.id, |conversation| {
            conversation.extra.insert(name, value);
        })?;
        Ok(said)
    }
}
