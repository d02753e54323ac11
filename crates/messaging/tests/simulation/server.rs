//! A small model of the service, written from the protocol and not from the session. Its stored
//! events are the expected result of every schedule.

use super::connection::Connection;
use serde_json::{Value, json};

/// The consumer in all schedules.
pub const CONSUMER: &str = "me";
/// The agent in all schedules.
pub const AGENT: &str = "anna";

/// One conversation.
pub struct Conversation {
    pub id: String,
    /// The main dialog, which has the same id, and the survey after it, if there is one.
    pub dialogs: Vec<Dialog>,
    stamp: u64,
    started: u64,
}

/// One dialog of a conversation.
pub struct Dialog {
    pub id: String,
    pub is_open: bool,
    /// All events. Private messages have sequence numbers but are never sent to the consumer.
    pub events: Vec<Value>,
}

/// The service.
#[derive(Default)]
pub struct Server {
    pub conversations: Vec<Conversation>,
    /// Conversations that it no longer knows.
    pub forgotten: Vec<Conversation>,
    pub connections: Vec<Connection>,
    /// The code with which it refuses the next message.
    pub refusal: Option<u16>,
    /// The refused clicks.
    pub refused_clicks: Vec<String>,
    /// Whether a bot runs a survey after the main dialog is closed alone.
    pub asks_how_it_was: bool,
    /// Protocol violations by the client.
    pub offences: Vec<String>,
    /// Every conversation state that was sent.
    old_changes: Vec<Value>,
    clock: u64,
}

impl Server {
    /// Handles one request from a connection.
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
            let id = format!("c{}", self.conversations.len() + self.forgotten.len());
            self.conversations.push(Conversation {
                id: id.clone(),
                dialogs: vec![Dialog::new(id)],
                stamp: self.clock,
                started: self.clock,
            });
            self.tell_change(self.conversations.len() - 1);
        }
        let open = self.open_index();
        let id = open.map(|(index, _)| self.conversations[index].id.clone());
        self.answer(over, frame, 200, &json!({"conversationId": id}));
    }

    fn subscribe(&mut self, over: usize, frame: &Value, body: &Value) {
        let dialog = body["dialogId"].as_str().unwrap_or_default().to_owned();
        let from = body["fromSeq"].as_u64().unwrap_or_default();
        let Some((index, at)) = self.index_of(&dialog) else {
            return self.answer(over, frame, 404, &json!("unknown"));
        };
        let home = &self.conversations[index].dialogs[at];
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
        let Some(place) = self.index_of(dialog) else {
            return self.answer(over, frame, 404, &json!("unknown"));
        };
        let home = &self.conversations[place.0].dialogs[place.1];
        let sequence = home.events.len();
        if !home.is_open {
            return self.answer(over, frame, 409, &json!("closed"));
        }
        let event = &body["event"];
        if event["type"] == "ChatStateEvent" {
            return self.answer(over, frame, 200, &json!({"sequence": 0}));
        }
        let is_click = event["status"] == "ACTION";
        let is_message = event["type"] == "ContentEvent";
        if (is_message || is_click)
            && let Some(code) = self.refusal.take()
        {
            if is_click {
                self.refused_clicks.extend(mark_of(frame));
            }
            return self.answer(over, frame, code, &json!("not now"));
        }
        let metadata = &frame["metadata"];
        // The copy may be sent before or after the response (protocol §2.1).
        let is_echo_first = sequence.is_multiple_of(2);
        if is_echo_first {
            self.publish(place, CONSUMER, event, metadata);
        }
        self.answer(over, frame, 200, &json!({"sequence": sequence}));
        if !is_echo_first {
            self.publish(place, CONSUMER, event, metadata);
        }
    }

    fn update(&mut self, over: usize, frame: &Value, body: &Value) {
        let id = body["conversationId"].as_str().unwrap_or_default();
        let index = self.conversations.iter().position(|one| one.id == id);
        let field = &body["conversationField"][0];
        match index {
            Some(index) => match field["field"].as_str().unwrap_or_default() {
                "DialogChange" => self.close_main(index),
                "ConversationStateField" | "Stage" => self.close(index),
                "CSATRate" if self.conversations[index].dialogs.len() > 1 => self
                    .offences
                    .push(format!("{id} is rated, and a bot had asked about it")),
                _ => {}
            },
            None if self.is_forgotten(id) => {
                return self.answer(over, frame, 404, &json!("unknown"));
            }
            None => self
                .offences
                .push(format!("an update of {id}, which is unknown")),
        }
        self.answer(over, frame, 200, &json!("OK"));
    }

    /// Stores an event and sends it to every subscribed connection.
    fn publish(&mut self, place: (usize, usize), by: &str, event: &Value, metadata: &Value) {
        let dialog = &mut self.conversations[place.0].dialogs[place.1];
        let sequence = dialog.events.len();
        let role = if by == CONSUMER {
            "CONSUMER"
        } else {
            "ASSIGNED_AGENT"
        };
        let stored = json!({
            "sequence": sequence, "dialogId": dialog.id, "originatorId": by,
            "originatorMetadata": {"id": by, "role": role}, "serverTimestamp": sequence, "event": event,
            "metadata": metadata,
        });
        dialog.events.push(stored.clone());
        let id = dialog.id.clone();
        let frame = events_frame(&id, &[stored]);
        for connection in &mut self.connections {
            if connection.dialogs.contains(&id) {
                connection.tell(frame.clone());
            }
        }
    }

    /// The agent writes in the open conversation, sometimes privately to colleagues first. In a
    /// survey, the bot writes.
    pub fn agent_says(&mut self, text: &str) {
        let Some(place) = self.open_index() else {
            return;
        };
        let events = &mut self.conversations[place.0].dialogs[place.1].events;
        if events.len() % 5 == 3 {
            events.push(json!({"sequence": events.len(), "isPrivate": true}));
        }
        let event = json!({"type": "ContentEvent", "contentType": "text/plain", "message": text,
            "quickReplies": {"type": "quickReplies", "replies": []}});
        self.publish(place, AGENT, &event, &Value::Null);
    }

    /// The agent's client acknowledges all messages of the consumer.
    pub fn agent_receipt(&mut self, is_read: bool) {
        let Some(place) = self.open_index() else {
            return;
        };
        let messages = self.conversations[place.0].dialogs[place.1].events.iter();
        let messages = messages.filter(|event| is_consumers_message(event));
        let sequences: Vec<&Value> = messages.map(|event| &event["sequence"]).collect();
        if !sequences.is_empty() {
            let status = if is_read { "READ" } else { "ACCEPT" };
            let event =
                json!({"type": "AcceptStatusEvent", "status": status, "sequenceList": sequences});
            self.publish(place, AGENT, &event, &Value::Null);
        }
    }

    /// Forgets all conversations without notifying anybody.
    pub fn forgets(&mut self) {
        self.forgotten.append(&mut self.conversations);
    }

    /// Whether it has forgotten this conversation.
    pub fn is_forgotten(&self, id: &str) -> bool {
        self.forgotten.iter().any(|one| one.id == id)
    }

    /// The agent or the bot ends the open conversation.
    pub fn agent_ends(&mut self) {
        if let Some((index, _)) = self.open_index() {
            self.close(index);
        }
    }

    /// The agent ends the main dialog.
    pub fn agent_ends_main(&mut self) {
        if let Some((index, 0)) = self.open_index() {
            self.close_main(index);
        }
    }

    /// Ends the main dialog. A bot may then run a survey.
    fn close_main(&mut self, index: usize) {
        let home = &mut self.conversations[index];
        if home.dialogs[0].is_open {
            home.dialogs[0].is_open = false;
            if self.asks_how_it_was {
                home.dialogs
                    .push(Dialog::new(format!("{}-survey", home.id)));
            }
            self.note_change(index);
        }
    }

    fn close(&mut self, index: usize) {
        let home = &mut self.conversations[index];
        if home.is_open() {
            for dialog in &mut home.dialogs {
                dialog.is_open = false;
            }
            self.note_change(index);
        }
    }

    fn note_change(&mut self, index: usize) {
        self.clock += 1;
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

    /// An old state of a conversation, to be sent again.
    pub fn old_change(&self) -> Option<Value> {
        self.old_changes.first().cloned()
    }

    /// The dialog in which messages can be published.
    pub fn open_dialog(&self) -> Option<&str> {
        let (index, at) = self.open_index()?;
        Some(&self.conversations[index].dialogs[at].id)
    }

    fn open_index(&self) -> Option<(usize, usize)> {
        self.place(|dialog| dialog.is_open)
    }

    fn index_of(&self, id: &str) -> Option<(usize, usize)> {
        self.place(|dialog| dialog.id == id)
    }

    fn place(&self, is_it: impl Fn(&Dialog) -> bool) -> Option<(usize, usize)> {
        let mut places = self.conversations.iter().enumerate();
        places.find_map(|(index, one)| Some((index, one.dialogs.iter().position(&is_it)?)))
    }
}

fn is_private(event: &Value) -> bool {
    event["isPrivate"] == true
}

fn is_consumers_message(event: &Value) -> bool {
    event["originatorId"] == CONSUMER && event["event"]["message"].is_string()
}

/// The id that identifies a click.
pub fn mark_of(told: &Value) -> Option<String> {
    Some(told["metadata"][0]["id"].as_str()?.to_owned())
}

const fn word(is_open: bool) -> &'static str {
    if is_open { "OPEN" } else { "CLOSE" }
}

impl Dialog {
    const fn new(id: String) -> Self {
        Self {
            id,
            is_open: true,
            events: Vec::new(),
        }
    }
}

impl Conversation {
    fn is_open(&self) -> bool {
        self.dialogs.iter().any(|dialog| dialog.is_open)
    }

    fn change(&self) -> Value {
        let dialogs = self.dialogs.iter().enumerate().map(|(at, dialog)| {
            let kind = ["MAIN", "POST_SURVEY"][at];
            json!({"dialogId": dialog.id, "dialogType": kind, "state": word(dialog.is_open)})
        });
        let dialogs: Vec<Value> = dialogs.collect();
        json!({"type": "UPSERT", "result": {"convId": self.id, "conversationDetails": {
            "state": word(self.dialogs[0].is_open), "stage": word(self.is_open()), "startTs": self.started, "metaDataLastUpdateTs": self.stamp,
            "participants": [{"id": CONSUMER, "role": "CONSUMER"}, {"id": AGENT, "role": "ASSIGNED_AGENT"}],
            "dialogs": dialogs, "closeReason": (!self.is_open()).then_some("AGENT")}}})
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
