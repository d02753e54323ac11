//! PublishEvent (protocol §3.6).

use super::{Outcome, Refusal, Request, read};
use crate::model::Participant;
use crate::names::Answer;
use crate::publishing::{Publication, consumer_participant};
use crate::world::{Peer, World};
use serde_json::{Value, json};

/// The longest text, in characters.
const MOST_CHARS: usize = 8_000;

impl World {
    pub(super) fn publish_event(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let is_message = request.body["event"]["type"] == "ContentEvent";
        if let Some(code) = is_message.then(|| self.faults.refuses_publish()).flatten() {
            return Err(Refusal::with(code, "Refused, as a test asked"));
        }
        let dialog = read::required(request.body, "dialogId")?;
        self.check_access(&request.peer, &dialog)?;
        let event = request.body["event"].clone();
        let originator = self.originator(&request.peer, &dialog)?;
        self.check_event(&request.peer, &dialog, &event)?;
        let is_open = self.conversations.values().any(|one| {
            one.is_open()
                && one
                    .dialog(&dialog)
                    .is_some_and(|dialog| dialog.state == "OPEN")
        });
        if !is_open {
            return Err(Refusal::with(409, "This dialog is closed"));
        }
        let audience = read::optional(request.body, "messageAudience");
        let audience = audience.filter(|_| matches!(request.peer, Peer::Agent(_)));
        let sequence = self.publish(Publication {
            dialog,
            originator,
            event,
            metadata: request.frame.get("metadata").cloned(),
            audience: audience.unwrap_or_else(|| "ALL".to_owned()),
            from: Some(request.from),
        })?;
        if is_message && self.faults.loses_publish_response() {
            return Ok(Outcome::Silence);
        }
        Ok(Outcome::Answer(
            Answer::Publish,
            200,
            json!({"sequence": sequence}),
            None,
        ))
    }

    fn originator(&self, peer: &Peer, dialog: &str) -> Result<Participant, Refusal> {
        match peer {
            Peer::Consumer(id) => Ok(consumer_participant(id)),
            Peer::Agent(agent) => {
                let home = self
                    .conversations
                    .values()
                    .find(|one| one.dialog(dialog).is_some());
                let among = home.and_then(|one| {
                    one.participants
                        .iter()
                        .find(|person| person.id == agent.pid && person.is_active())
                });
                among
                    .cloned()
                    .ok_or_else(|| Refusal::with(403, "You take no part in this conversation"))
            }
            Peer::Unknown => Err(Refusal::with(401, "Send InitConnection first")),
        }
    }

    fn check_event(&self, peer: &Peer, dialog: &str, event: &Value) -> Result<(), Refusal> {
        match event["type"].as_str() {
            Some("ContentEvent") => check_content(event),
            Some("RichContentEvent") if matches!(peer, Peer::Consumer(_)) => {
                Err(Refusal::with(403, "A consumer cannot publish rich content"))
            }
            Some("RichContentEvent") => Ok(()),
            Some("AcceptStatusEvent") => self.check_receipt(dialog, event),
            Some("ChatStateEvent") => {
                let has_state = event["chatState"].is_string();
                has_state
                    .then_some(())
                    .ok_or_else(|| Refusal::bad("Missing chatState"))
            }
            Some(other) => Err(Refusal::bad(format!("Unknown event type {other}"))),
            None => Err(Refusal::bad("Missing event.type")),
        }
    }

    /// A receipt for what was never said is a mistake of the client.
    fn check_receipt(&self, dialog: &str, event: &Value) -> Result<(), Refusal> {
        if !event["status"].is_string() {
            return Err(Refusal::bad("Missing status"));
        }
        let events = self.events.get(dialog).map_or(&[][..], Vec::as_slice);
        for sequence in read::list(&event["sequenceList"]) {
            let number = read::as_text(&sequence).and_then(|text| text.parse::<u64>().ok());
            if !events.iter().any(|event| Some(event.sequence) == number) {
                return Err(Refusal::bad(format!(
                    "There is no message {sequence} in this dialog"
                )));
            }
        }
        Ok(())
    }
}

fn check_content(event: &Value) -> Result<(), Refusal> {
    let is_text = event["contentType"].as_str().unwrap_or("text/plain") == "text/plain";
    match event["message"].as_str() {
        Some(words) if words.chars().count() > MOST_CHARS => {
            Err(Refusal::bad("A message has at most 8000 characters"))
        }
        None if is_text => Err(Refusal::bad("Missing message")),
        _ => Ok(()),
    }
}
