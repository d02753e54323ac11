//! A small model of the service, written from the protocol and not from the
//! session: what it stores is the truth of every schedule.

use serde_json::{Value, json};

/// The consumer of all schedules.
pub const CONSUMER: &str = "me";
/// The agent of all schedules.
pub const AGENT: &str = "anna";

/// One conversation; its only dialog has the same id.
pub struct Conversation {
    pub id: String,
    pub is_open: bool,
    pub events: Vec<Value>,
    stamp: u64,
    started: u64,
}

/// The service.
#[derive(Default)]
pub struct Server {
    pub conversations: Vec<Conversation>,
    /// What the present connection subscribed to.
    dialogs: Vec<String>,
    is_listening: bool,
    clock: u64,
}

impl Server {
    /// A connection ended: subscriptions end with it.
    pub fn forget_connection(&mut self) {
        self.dialogs.clear();
        self.is_listening = false;
    }

    /// Handles one request; the frames it causes on this connection, in order.
    pub fn handle(&mut self, frame: &Value) -> Vec<Value> {
        let body = &frame["body"];
        let answer = |code: u16, body: Value| json!({"kind": "resp", "reqId": frame["id"], "code": code, "type": "x", "body": body});
        let kind = frame["type"].as_str().unwrap_or_default();
        match kind.rsplit('.').next().unwrap_or_default() {
            "GetClock" => vec![answer(200, json!({"currentTime": 1}))],
            "SubscribeExConversations" => {
                self.is_listening = true;
                let all: Vec<Value> = self
                    .conversations
                    .iter()
                    .map(Conversation::change)
                    .collect();
                vec![answer(200, json!({"subscriptionId": "s"})), list(&all)]
            }
            "ConsumerRequestConversation" => {
                let mut told = Vec::new();
                if self.open().is_none() {
                    self.clock += 1;
                    self.conversations.push(Conversation {
                        id: format!("c{}", self.conversations.len()),
                        is_open: true,
                        events: Vec::new(),
                        stamp: self.clock,
                        started: self.clock,
                    });
                    told.extend(self.told_of(self.conversations.len() - 1));
                }
                let id = self.open().map(|one| one.id.clone());
                told.push(answer(200, json!({"conversationId": id})));
                told
            }
            "SubscribeMessagingEvents" => self.subscribe(body, answer(200, json!({}))),
            "PublishEvent" => self.publish_request(body, &answer),
            // InitConnection and the updates of fields change nothing here.
            _ => vec![answer(200, json!("OK"))],
        }
    }

    fn subscribe(&mut self, body: &Value, answer: Value) -> Vec<Value> {
        let dialog = body["dialogId"].as_str().unwrap_or_default().to_owned();
        let from =
            usize::try_from(body["fromSeq"].as_u64().unwrap_or_default()).unwrap_or(usize::MAX);
        let home = self.conversations.iter().find(|one| one.id == dialog);
        let events = home.map_or(&[][..], |one| one.events.get(from..).unwrap_or_default());
        let history = events_frame(&dialog, events);
        self.dialogs.push(dialog);
        vec![answer, history]
    }

    fn publish_request(
        &mut self,
        body: &Value,
        answer: &dyn Fn(u16, Value) -> Value,
    ) -> Vec<Value> {
        let dialog = body["dialogId"].as_str().unwrap_or_default();
        let home = self.conversations.iter().position(|one| one.id == dialog);
        let Some(index) = home.filter(|&index| self.conversations[index].is_open) else {
            return vec![answer(409, json!("closed"))];
        };
        if body["event"]["type"] == "ChatStateEvent" {
            return vec![answer(200, json!({"sequence": 0}))];
        }
        let (sequence, mut told) = self.publish(index, CONSUMER, &body["event"]);
        told.push(answer(200, json!({"sequence": sequence})));
        told
    }

    /// Stores an event; its place, and the frames it causes.
    pub fn publish(&mut self, index: usize, by: &str, event: &Value) -> (usize, Vec<Value>) {
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
        let told = self
            .dialogs
            .contains(&id)
            .then(|| events_frame(&id, &[stored]));
        (sequence, told.into_iter().collect())
    }

    /// An agent writes in the open conversation.
    pub fn agent_says(&mut self, text: &str) -> Vec<Value> {
        let event = json!({"type": "ContentEvent", "contentType": "text/plain", "message": text});
        self.open_index()
            .map_or_else(Vec::new, |index| self.publish(index, AGENT, &event).1)
    }

    /// An agent ends the open conversation.
    pub fn agent_closes(&mut self) -> Vec<Value> {
        let Some(index) = self.open_index() else {
            return Vec::new();
        };
        self.clock += 1;
        self.conversations[index].is_open = false;
        self.conversations[index].stamp = self.clock;
        self.told_of(index)
    }

    fn told_of(&self, index: usize) -> Vec<Value> {
        let change = self.conversations[index].change();
        let told = self.is_listening.then(|| list(&[change]));
        told.into_iter().collect()
    }

    fn open_index(&self) -> Option<usize> {
        self.conversations.iter().position(|one| one.is_open)
    }

    fn open(&self) -> Option<&Conversation> {
        self.open_index().map(|index| &self.conversations[index])
    }

    /// What has been said, by whom, in all conversations.
    pub fn transcript(&self) -> Vec<(bool, String)> {
        let events = self.conversations.iter().flat_map(|one| &one.events);
        let said = events.filter_map(|event| {
            let text = event["event"]["message"].as_str()?;
            Some((event["originatorId"] == CONSUMER, text.to_owned()))
        });
        said.collect()
    }

    /// Whether the consumer ever claimed to have read something.
    pub fn has_read_receipt(&self) -> bool {
        let mut events = self.conversations.iter().flat_map(|one| &one.events);
        events.any(|event| event["event"]["status"] == "READ")
    }
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
