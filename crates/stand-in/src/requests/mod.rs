//! The requests of the sockets, one file per kind (protocol §3, §6).

mod agent_state;
mod brand_profile;
mod conversations;
mod files;
mod init_connection;
mod profiles;
mod publish_event;
mod read;
mod rings;
mod secure_forms;
mod subscriptions;
mod unknown;
mod update_conversation_field;

use crate::agents::Agent;
use crate::names::{Answer, Generation, generation_of, last_segment};
use crate::world::{ConnectionId, Peer, World};
use serde_json::{Value, json};

/// The most frames that are stored for `/control/frames`.
const MAX_RECORDED_FRAMES: usize = 2_000;

/// A parsed request.
pub struct Request<'a> {
    pub from: ConnectionId,
    pub peer: Peer,
    pub body: &'a Value,
    pub frame: &'a Value,
}

/// The result of a request.
pub enum Outcome {
    /// A response, and then an action, such as a first notification.
    Answer(Answer, u16, Value, Option<AfterAnswer>),
    /// No response: the socket is closed.
    Close(u16),
    /// No response: a fault swallows it.
    Silence,
}

/// The action that follows a response.
pub type AfterAnswer = Box<dyn FnOnce(&mut World)>;

/// Why a request is refused.
pub struct Refusal {
    pub code: u16,
    pub sentence: String,
}

impl Refusal {
    /// Code 400 with a sentence.
    pub fn bad(sentence: impl Into<String>) -> Self {
        Self {
            code: 400,
            sentence: sentence.into(),
        }
    }

    /// Another code with a sentence.
    pub fn with(code: u16, sentence: impl Into<String>) -> Self {
        Self {
            code,
            sentence: sentence.into(),
        }
    }
}

/// The agent of a socket. Everybody else is refused.
pub fn agent_of(peer: &Peer) -> Result<&std::sync::Arc<Agent>, Refusal> {
    match peer {
        Peer::Agent(agent) => Ok(agent),
        _ => Err(Refusal::with(403, "Only an agent can send this request")),
    }
}

impl From<crate::store::StoreError> for Refusal {
    fn from(error: crate::store::StoreError) -> Self {
        Self::with(500, error.to_string())
    }
}

/// A response with code 200 and a sentence.
pub fn text(sentence: &str) -> Outcome {
    Outcome::Answer(Answer::Text, 200, sentence.into(), None)
}

impl World {
    /// Handles one text frame of a socket.
    pub fn handle_frame(&mut self, from: ConnectionId, text: &str) {
        let Some(connection) = self.connections.get(&from) else {
            return;
        };
        if self.is_mute(from) {
            return;
        }
        let peer = connection.peer.clone();
        let frame: Value = serde_json::from_str(text).unwrap_or_default();
        self.remember(&peer, &frame);
        // A frame without a type is handled as an unknown request.
        let body = frame.get("body").cloned().unwrap_or_default();
        // Source S3 puts the type inside the body (protocol §8.2, row 3).
        let name = frame["type"]
            .as_str()
            .or(body["type"].as_str())
            .unwrap_or_default();
        let generation = generation_of(name);
        let request = Request {
            from,
            peer,
            body: &body,
            frame: &frame,
        };
        self.hold_until_answered();
        let outcome = if frame.is_object() {
            self.dispatch(last_segment(name), &request)
        } else {
            Err(Refusal::bad("A frame must be one JSON object"))
        };
        self.conclude(&request, generation, outcome);
        self.settle();
    }

    fn remember(&mut self, peer: &Peer, frame: &Value) {
        if !self.config.faults || matches!(peer, Peer::Agent(_)) {
            return;
        }
        let mut recorded = frame.clone();
        // Do not record tokens, not even for tests.
        if let Some(members) = recorded.as_object_mut() {
            members.remove("headers");
        }
        self.consumer_frames.push(recorded);
        if self.consumer_frames.len() > MAX_RECORDED_FRAMES {
            self.consumer_frames.remove(0);
        }
    }

    fn dispatch(&mut self, name: &str, request: &Request<'_>) -> Result<Outcome, Refusal> {
        if request.peer == Peer::Unknown && name != "InitConnection" {
            return Err(Refusal::with(401, "Send InitConnection first"));
        }
        match name {
            "InitConnection" => self.init_connection(request),
            "GetClock" => Ok(self.clock()),
            "ConsumerRequestConversation" | "RequestConversation" => {
                self.request_conversation(request)
            }
            "AgentRequestConversation" => self.agent_request_conversation(request),
            "SubscribeExConversations" => Ok(self.subscribe_conversations(request)),
            "UpdateExConversationSubscription" => self.update_conversation_filter(request),
            "UnsubscribeExConversations" => self.unsubscribe_conversations(request),
            "SubscribeMessagingEvents" => self.subscribe_events(request),
            "QueryMessages" => self.query_messages(request),
            "PublishEvent" => self.publish_event(request),
            "UpdateConversationField" => self.update_conversation_field(request),
            "GetUserProfile" => self.get_profile(request),
            "SetUserProfile" => self.set_profile(request),
            "GetBrandProfile" => self.get_brand_profile(request),
            "GenerateURLForUploadFile" => self.upload_url(request),
            "GenerateURLForDownloadFile" => self.download_url(request),
            "GenerateUploadToken" => self.upload_token(request),
            "GenerateDownloadToken" => self.download_token(request),
            "SetAgentState" => self.set_agent_state(request),
            "SubscribeAgentsState" => self.subscribe_agent_state(request),
            "SubscribeRoutingTasks" => self.subscribe_rings(request),
            "UpdateRoutingTaskSubscription" => self.update_ring_subscription(request),
            "UpdateRingState" => self.update_ring(request),
            other => Err(unknown::refuse(other)),
        }
    }

    fn clock(&self) -> Outcome {
        let body = json!({"currentTime": self.now_ms()});
        Outcome::Answer(Answer::Clock, 200, body, None)
    }

    fn conclude(
        &mut self,
        request: &Request<'_>,
        generation: Generation,
        outcome: Result<Outcome, Refusal>,
    ) {
        let (answer, code, body, after) = match outcome {
            Ok(Outcome::Answer(answer, code, body, after)) => (answer, code, body, after),
            Ok(Outcome::Close(code)) => {
                self.answer(request.from, None);
                return self.close(request.from, code);
            }
            Ok(Outcome::Silence) => return self.answer(request.from, None),
            Err(refusal) => (Answer::Text, refusal.code, refusal.sentence.into(), None),
        };
        let id = &request.frame["id"];
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        let mut response = json!({
            "kind": "resp",
            "reqId": id,
            "code": code,
            "type": answer.name(generation),
        });
        if !body.is_null() {
            response["body"] = body;
        }
        self.answer(request.from, Some(&response));
        if let Some(after) = after {
            after(self);
        }
    }
}
