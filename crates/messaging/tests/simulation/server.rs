//! A small model of the service, written from the protocol and not from the
//! session: what it stores is the truth of every schedule.

use super::connection::Connection;
use serde_json::{Value, json};

/// The consumer of all schedules.
pub const CONSUMER: &str = "me";
/// The agent of all schedules.
pub const AGENT: &str = "anna";

/// One conversation; its only dialog has the same id.
pub struct Conversation {
    pub id: String,
    pub is_open: bool,
    /// Private messages among them are numbered and never told to the consumer.
    pub events: Vec<Value>,
    stamp: u64,
    started: u64,
}

/// The service.
#[derive(Default)]
pub struct Server {
    pub conversations: Vec<Conversation>,
    /// Conversations it no longer knows.
    pub forgotten: Vec<Conversation>,
    pub connections: Vec<Connection>,
    /// The code that the next message is refused with.
    pub refusal: Option<u16>,
    /// What no well-behaved client does, as seen from here.
    pub offences: Vec<String>,
    /// Every state of every conversation that was ever told.
    old_changes: Vec<Value>,
    clock: u64,
}

impl Server {
    /// Handles one request that came over a connection.
    pub fn handle(&mut self, over: usize, frame: &Value) {
        let kind = frame["type"].as_str().unwrap_or_default();
        let kind = kind.rsplit('.').next().unwrap_or_default();
        let body = &frame["body"];
        let is_first = !self.connections[over].is_initialised;
        if (kind == "InitConnection") != is_first {
            let offence = format!("{kind} on a connection whose first frame it is: {is_first}");
            self.offences.push(offence);
        }
        match kind {
            "InitConnection" => {
                self.connections[over].is_initialised = true;
                self.answer(over, frame, 200, &json!("OK"));
            }
            "GetClock" => self.answer(over, frame, 200, &json!({"currentTime": 1})),
            "SubscribeExConversations" => {
                self.connections[over].is_listening = true;
                self.answer(over, frame, 200, &json!({"subscriptionId": "s"}));
                let all: Vec<Value> = self
                    .conversations
                    .iter()
                    .map(Conversation::change)
                    .collect();
                self.connections[over].tell(list(&all));
            }
            "ConsumerRequestConversation" => self.request_conversation(over, frame),
            "SubscribeMessagingEvents" => self.subscribe(over, frame, body),
            "PublishEvent" => self.publish_request(over, frame, body),
            "UpdateConversationField" => self.update(over, frame, body),
            other => self.offences.push(format!("an unknown request: {other}")),
        }
    }

    fn answer(&mut self, over: usize, to: &Value, code: u16, body: &Value) {
        self.connections[over].tell(
            json!({"kind": "resp", "reqId": to["id"], "code": code, "type": "x", "body": body}),
        );
    }

    fn request_conversation(&mut self, over: usize, frame: &Value) {
        if let Some(code) = self.refusal.take() {
            return self.answer(over, frame, code, &json!("not now"));
        }
        if self.open_index().is_none() {
            self.clock += 1;
            self.conversations.push(Conversation {
                id: format!("c{}", self.conversations.len() + self.forgotten.len()),
                is_open: true,
                events: Vec::new(),
                stamp: self.clock,
                started: self.clock,
            });
            self.tell_change(self.conversations.len() - 1);
        }
        let id = self
            .open_index()
            .map(|index| self.conversations[index].id.clone());
        self.answer(over, frame, 200, &json!({"conversationId": id}));
    }

    fn subscribe(&mut self, over: usize, frame: &Value, body: &Value) {
        let dialog = body["dialogId"].as_str().unwrap_or_default().to_owned();
        let from = body["fromSeq"].as_u64().unwrap_or_default();
        let home = self.conversations.iter().find(|one| one.id == dialog);
        let Some(home) = home else {
            return self.answer(over, frame, 404, &json!("unknown"));
        };
        let events: Vec<Value> = (home.events.iter())
            .filter(|event| event["sequence"].as_u64() >= Some(from) && !is_private(event))
            .cloned()
            .collect();
        self.answer(over, frame, 200, &json!({}));
        self.connections[over].tell(events_frame(&dialog, &events));
        self.connections[over].dialogs.push(dialog);
    }

    fn publish_request(&mut self, over: usize, frame: &Value, body: &Value) {
        let dialog = body["dialogId"].as_str().unwrap_or_default();
        let home = self.conversations.iter().position(|one| one.id == dialog);
        let Some(index) = home else {
            return self.answer(over, frame, 404, &json!("unknown"));
        };
        if !self.conversations[index].is_open {
            return self.answer(over, frame, 409, &json!("closed"));
        }
        let event = &body["event"];
        if event["type"] == "ChatStateEvent" {
            return self.answer(over, frame, 200, &json!({"sequence": 0}));
        }
        let is_message = event["type"] == "ContentEvent";
        if is_message && let Some(code) = self.refusal.take() {
            return self.answer(over, frame, code, &json!("not now"));
        }
        let sequence = self.conversations[index].events.len();
        // The echo may come before the answer or after it (protocol §2.1).
        let is_echo_first = sequence.is_multiple_of(2);
        if is_echo_first {
            self.publish(index, CONSUMER, event);
        }
        self.answer(over, frame, 200, &json!({"sequence": sequence}));
        if !is_echo_first {
            self.publish(index, CONSUMER, event);
        }
    }

    fn update(&mut self, over: usize, frame: &Value, body: &Value) {
        let id = body["conversationId"].as_str().unwrap_or_default();
        let index = self.conversations.iter().position(|one| one.id == id);
        let closes = body["conversationField"].to_string().contains("\"CLOSE\"");
        match index {
            Some(index) if closes && self.conversations[index].is_open => self.close(index),
            Some(_) => {}
            None if self.is_forgotten(id) => {
                return self.answer(over, frame, 404, &json!("unknown"));
            }
            None => self
                .offences
                .push(format!("an update of {id}, which is unknown")),
        }
        self.answer(over, frame, 200, &json!("OK"));
    }

    /// Stores an event and tells it to every connection that listens.
    pub fn publish(&mut self, index: usize, by: &str, event: &Value) {
        let conversation = &mut self.conversations[index];
        let sequence = conversation.events.len();
        let role = if by == CONSUMER {
            "CONSUMER"
        } else {
            "ASSIGNED_AGENT"
        };
        let stored = json!({
            "sequence": sequence, "dialogId": conversation.id, "originatorId": by,
            "originatorMetadata": {"id": by, "role": role}, "serverTimestamp": sequence, "event": event,
        });
        conversation.events.push(stored.clone());
        let id = conversation.id.clone();
        let frame = events_frame(&id, &[stored]);
        for connection in &mut self.connections {
            if connection.dialogs.contains(&id) {
                connection.tell(frame.clone());
            }
        }
    }

    /// An agent writes in the open conversation; now and then to colleagues first.
    pub fn agent_says(&mut self, text: &str) {
        let Some(index) = self.open_index() else {
            return;
        };
        if self.conversations[index].events.len() % 5 == 3 {
            let sequence = self.conversations[index].events.len();
            self.conversations[index]
                .events
                .push(json!({"sequence": sequence, "isPrivate": true}));
        }
        let event = json!({"type": "ContentEvent", "contentType": "text/plain", "message": text});
        self.publish(index, AGENT, &event);
    }

    /// The agent's client acknowledges everything the consumer wrote.
    pub fn agent_receipt(&mut self, is_read: bool) {
        let Some(index) = self.open_index() else {
            return;
        };
        let messages = self.conversations[index].events.iter();
        let messages = messages.filter(|event| is_consumers_message(event));
        let sequences: Vec<&Value> = messages.map(|event| &event["sequence"]).collect();
        if !sequences.is_empty() {
            let status = if is_read { "READ" } else { "ACCEPT" };
            let event =
                json!({"type": "AcceptStatusEvent", "status": status, "sequenceList": sequences});
            self.publish(index, AGENT, &event);
        }
    }

    /// It forgets everything, and tells nobody.
    pub fn forgets(&mut self) {
        self.forgotten.append(&mut self.conversations);
    }

    /// Whether it knew this conversation once.
    pub fn is_forgotten(&self, id: &str) -> bool {
        self.forgotten.iter().any(|one| one.id == id)
    }

    /// An agent ends the open conversation.
    pub fn agent_ends(&mut self) {
        if let Some(index) = self.open_index() {
            self.close(index);
        }
    }

    fn close(&mut self, index: usize) {
        self.clock += 1;
        self.conversations[index].is_open = false;
        self.conversations[index].stamp = self.clock;
        self.tell_change(index);
    }

    fn tell_change(&mut self, index: usize) {
        let frame = list(&[self.conversations[index].change()]);
        for connection in &mut self.connections {
            if connection.is_listening {
                connection.tell(frame.clone());
            }
        }
        self.old_changes.push(frame);
    }

    /// An old state of a conversation, told again.
    pub fn old_change(&self) -> Option<Value> {
        self.old_changes.first().cloned()
    }

    /// The dialog that can be written in.
    pub fn open_dialog(&self) -> Option<&str> {
        self.open_index()
            .map(|index| self.conversations[index].id.as_str())
    }

    fn open_index(&self) -> Option<usize> {
        self.conversations.iter().position(|one| one.is_open)
    }

    /// What has been said, by whom, in all conversations.
    pub fn transcript(&self) -> Vec<(bool, &str)> {
        said_in(&self.conversations)
    }

    /// What was said in the conversations that it forgot.
    pub fn forgotten_transcript(&self) -> Vec<(bool, &str)> {
        said_in(&self.forgotten)
    }

    /// What the agent's client acknowledged: dialog, status, and up to where.
    pub fn agent_receipts(&self) -> Vec<(&str, &str, u64)> {
        let mut receipts = Vec::new();
        for conversation in &self.conversations {
            for event in &conversation.events {
                let list = event["event"]["sequenceList"].as_array();
                let upto = list.and_then(|list| list.iter().filter_map(Value::as_u64).max());
                let status = event["event"]["status"].as_str();
                if let (AGENT, Some(status), Some(upto)) = (
                    event["originatorId"].as_str().unwrap_or_default(),
                    status,
                    upto,
                ) {
                    receipts.push((conversation.id.as_str(), status, upto));
                }
            }
        }
        receipts
    }

    /// What the consumer claims to have read: dialog and place.
    pub fn read_by_consumer(&self) -> Vec<(&str, u64)> {
        let mut read = Vec::new();
        for conversation in &self.conversations {
            for event in &conversation.events {
                if event["event"]["status"] == "READ" && event["originatorId"] == CONSUMER {
                    let list = event["event"]["sequenceList"].as_array();
                    let list = list.into_iter().flatten().filter_map(Value::as_u64);
                    read.extend(list.map(|at| (conversation.id.as_str(), at)));
                }
            }
        }
        read
    }
}

fn said_in(conversations: &[Conversation]) -> Vec<(bool, &str)> {
    let events = conversations.iter().flat_map(|one| &one.events);
    let said = events.filter_map(|event| {
        let text = event["event"]["message"].as_str()?;
        Some((event["originatorId"] == CONSUMER, text))
    });
    said.collect()
}

fn is_private(event: &Value) -> bool {
    event["isPrivate"] == true
}

fn is_consumers_message(event: &Value) -> bool {
    event["originatorId"] == CONSUMER && event["event"]["message"].is_string()
}

impl Conversation {
    fn change(&self) -> Value {
        let state = if self.is_open { "OPEN" } else { "CLOSE" };
        json!({"type": "UPSERT", "result": {"convId": self.id, "conversationDetails": {
            "state": state, "stage": state, "startTs": self.started, "metaDataLastUpdateTs": self.stamp,
            "participants": [{"id": CONSUMER, "role": "CONSUMER"}, {"id": AGENT, "role": "ASSIGNED_AGENT"}],
            "dialogs": [{"dialogId": self.id, "dialogType": "MAIN", "state": state}],
            "closeReason": (!self.is_open).then_some("AGENT")}}})
    }
}

fn list(changes: &[Value]) -> Value {
    json!({"kind": "notification", "type": "cqm.ExConversationChangeNotification",
        "body": {"subscriptionId": "s", "changes": changes}})
}

fn events_frame(dialog: &str, events: &[Value]) -> Value {
    json!({"kind": "notification", "type": "ms.MessagingEventNotification",
        "body": {"dialogId": dialog, "changes": events}})
}
