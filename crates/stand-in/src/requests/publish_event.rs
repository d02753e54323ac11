//! PublishEvent (protocol §3.6).

use super::{Outcome, Refusal, Request, read};
use crate::files;
use crate::model::{OPEN, Participant, StoredEvent};
use crate::names::Answer;
use crate::publishing::{AGENTS_ONLY, EVERYBODY, Publication, consumer_participant};
use crate::world::{Peer, World};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// The longest text of a message, in characters.
const MAX_MESSAGE_CHARS: usize = 8_000;

impl World {
    pub(super) fn publish_event(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let is_message = request.body["event"]["type"] == "ContentEvent";
        if let Some(code) = is_message.then(|| self.faults.refuses_publish()).flatten() {
            return Err(Refusal::with(code, "Refused, as a test asked"));
        }
        let dialog = read::required(request.body, "dialogId")?;
        self.check_access(&request.peer, &dialog)?;
        let originator = self.originator(&request.peer, &dialog)?;
        let event = &request.body["event"];
        self.check_event(&request.peer, &dialog, event)?;
        let home = self.conversation_of_dialog(&dialog);
        let is_open = home.is_some_and(|one| {
            one.is_open() && one.dialog(&dialog).is_some_and(|one| one.state == OPEN)
        });
        if !is_open {
            return Err(Refusal::with(409, "This dialog is closed"));
        }
        let audience = audience(&request.peer, request.body)?;
        let metadata = metadata(request.frame)?;
        let mut sequence = 0;
        for (audience, event) in self.parts(&dialog, &audience, event) {
            sequence = self.publish(Publication {
                dialog: dialog.clone(),
                originator: originator.clone(),
                event,
                metadata: metadata.clone(),
                audience: audience.to_owned(),
                from: Some(request.from),
            })?;
        }
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
                let people = self
                    .conversation_of_dialog(dialog)
                    .map(|one| &one.participants[..]);
                let mut people = people.into_iter().flatten();
                let among = people.find(|one| one.id == agent.pid && one.is_active());
                match among {
                    Some(reader) if reader.role == "READER" => {
                        Err(Refusal::with(403, "A reader cannot publish"))
                    }
                    Some(person) => Ok(person.clone()),
                    None => {
                        let sentence = "You are not a participant of this conversation";
                        Err(Refusal::with(403, sentence))
                    }
                }
            }
            Peer::Unknown => Err(Refusal::with(401, "Send InitConnection first")),
        }
    }

    fn check_event(&self, peer: &Peer, dialog: &str, event: &Value) -> Result<(), Refusal> {
        match event["type"].as_str() {
            Some("ContentEvent") if files::is_file(event) => self.check_file(&event["message"]),
            Some("ContentEvent") => check_content(event),
            Some("RichContentEvent") if matches!(peer, Peer::Consumer(_)) => {
                Err(Refusal::with(403, "A consumer cannot publish rich content"))
            }
            // One schema names the content `message` (protocol §8.2, row 15).
            Some("RichContentEvent")
                if event["content"].is_object() || event["message"].is_object() =>
            {
                Ok(())
            }
            Some("RichContentEvent") => Err(Refusal::bad("Missing content")),
            Some("AcceptStatusEvent") => self.check_receipt(peer, dialog, event),
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

    /// Refuses a message whose file was not uploaded or whose preview is invalid (protocol §3.9).
    fn check_file(&self, message: &Value) -> Result<(), Refusal> {
        let path = read::required(message, "relativePath")?;
        if !self.store.has_file(&path) {
            return Err(Refusal::bad("There is no such file"));
        }
        match message["preview"].as_str() {
            Some(preview) if !files::is_preview(preview) => {
                Err(Refusal::bad("A preview is base64, of at most 30 KB"))
            }
            _ => Ok(()),
        }
    }

    /// Refuses a receipt for a message that does not exist, which is an error in the client. A
    /// message that the consumer cannot see does not exist for them.
    fn check_receipt(&self, peer: &Peer, dialog: &str, event: &Value) -> Result<(), Refusal> {
        if !event["status"].is_string() {
            return Err(Refusal::bad("Missing status"));
        }
        let sequences = read::list(&event["sequenceList"]);
        if sequences.is_empty() {
            return Err(Refusal::bad("Missing sequenceList"));
        }
        for sequence in sequences {
            let found = self.event_at(dialog, &sequence);
            if !found.is_some_and(|event| event.is_for(peer)) {
                return Err(Refusal::bad(format!(
                    "There is no message {sequence} in this dialog"
                )));
            }
        }
        Ok(())
    }

    fn event_at(&self, dialog: &str, sequence: &Value) -> Option<&StoredEvent> {
        let sequence: u64 = read::as_text(sequence)?.parse().ok()?;
        let events = self.events.get(dialog)?;
        let at = events.binary_search_by_key(&sequence, |event| event.sequence);
        events.get(at.ok()?)
    }

    /// Splits an event by audience before it is stored. A receipt must not reveal to consumers that
    /// there are messages for agents only, so the part about those goes to agents only.
    fn parts<'a>(&self, dialog: &str, audience: &'a str, event: &Value) -> Vec<(&'a str, Value)> {
        let is_private = |sequence: &Value| {
            (self.event_at(dialog, sequence)).is_some_and(|event| event.audience == AGENTS_ONLY)
        };
        let of = read::list(&event["sequenceList"]);
        let (private, public): (Vec<Value>, Vec<Value>) = of.into_iter().partition(is_private);
        if event["type"] != "AcceptStatusEvent" || private.is_empty() {
            return vec![(audience, event.clone())];
        }
        let about = |sequences: Vec<Value>| {
            let mut part = event.clone();
            part["sequenceList"] = sequences.into();
            part
        };
        let mut parts = vec![(AGENTS_ONLY, about(private))];
        if !public.is_empty() {
            parts.push((audience, about(public)));
        }
        parts
    }
}

/// The audience of an event. Consumers cannot choose it.
fn audience(peer: &Peer, body: &Value) -> Result<String, Refusal> {
    let named = read::optional(body, "messageAudience");
    match (peer, named) {
        (Peer::Agent(_), Some(name)) if name == AGENTS_ONLY => Ok(name),
        (Peer::Agent(_), Some(name)) if name != EVERYBODY => Err(Refusal::bad(format!(
            "messageAudience must be {EVERYBODY} or {AGENTS_ONLY}"
        ))),
        _ => Ok(EVERYBODY.to_owned()),
    }
}

/// The metadata of an event as a list, such as what a click carries (protocol §7.6). Some SDKs
/// encode it (protocol §2.1).
fn metadata(frame: &Value) -> Result<Option<Value>, Refusal> {
    let decode = |text: &str| {
        let bytes = STANDARD.decode(text).ok()?;
        serde_json::from_slice::<Value>(&bytes).ok()
    };
    let entries = match frame["encodedMetadata"].as_str() {
        Some(text) if frame["metadata"].is_null() => {
            let decoded = decode(text);
            let sentence = "encodedMetadata must be JSON in base64";
            read::list(&decoded.ok_or_else(|| Refusal::bad(sentence))?)
        }
        _ => read::list(&frame["metadata"]),
    };
    if !entries.iter().all(Value::is_object) {
        return Err(Refusal::bad("metadata must be a list of objects"));
    }
    Ok((!entries.is_empty()).then(|| entries.into()))
}

fn check_content(event: &Value) -> Result<(), Refusal> {
    let is_text = event["contentType"].as_str().unwrap_or("text/plain") == "text/plain";
    match event["message"].as_str() {
        Some(words) if words.chars().count() > MAX_MESSAGE_CHARS => {
            Err(Refusal::bad("A message has at most 8000 characters"))
        }
        None if is_text => Err(Refusal::bad("Missing message")),
        _ => Ok(()),
    }
}
