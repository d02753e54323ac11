//! The open sockets with their subscriptions, and the frames that are sent on them.

use super::World;
use crate::agents::Agent;
use serde_json::Value;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// Identifies a socket.
pub type ConnectionId = u64;

/// An instruction for a socket's writer.
#[derive(Clone, Debug)]
pub enum Outgoing {
    /// A frame, and a delay that also delays the frames behind it.
    Frame(String, Duration),
    /// Close with this code.
    Close(u16),
}

/// A frame that is held back: the socket, the frame, and its delay.
pub type Held = (ConnectionId, Value, Duration);

/// The other end of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Peer {
    /// Not authenticated yet: `InitConnection` is due.
    Unknown,
    /// A consumer.
    Consumer(String),
    /// An agent.
    Agent(Arc<Agent>),
}

/// A subscription to conversations.
pub struct ConversationFilter {
    pub id: String,
    /// False if the filter names another brand; then nothing matches.
    pub is_of_brand: bool,
    pub states: Vec<String>,
    pub stages: Vec<String>,
    /// Legacy ids or PIDs.
    pub agents: Vec<String>,
    pub groups: Vec<String>,
    pub dialog_kinds: Vec<String>,
    pub consumer: Option<String>,
    pub conversation: Option<String>,
    /// Only conversations that must be answered before this time.
    pub due_to_ms: Option<u64>,
    pub updated_from_ms: Option<u64>,
    pub updated_to_ms: Option<u64>,
    /// The conversations that were sent, to send a `DELETE` when one stops matching.
    pub matching: HashSet<String>,
}

/// A subscription to rings, optionally limited to a skill or a conversation.
pub struct RingSubscription {
    pub id: String,
    pub skill: Option<String>,
    pub conversation: Option<String>,
}

/// A subscription to the availability of one agent, or of all agents if `agent` is `None`.
pub struct StateSubscription {
    pub id: String,
    pub agent: Option<String>,
}

/// What is known about a socket when it opens.
pub struct Newcomer {
    pub peer: Peer,
    pub sees_suggested: bool,
    /// The base URL of the service, as this client sees it.
    pub base: String,
}

/// One open socket.
pub struct Connection {
    pub peer: Peer,
    pub sender: UnboundedSender<Outgoing>,
    pub filters: Vec<ConversationFilter>,
    pub dialogs: HashSet<String>,
    pub ring_subscriptions: Vec<RingSubscription>,
    pub state_subscriptions: Vec<StateSubscription>,
    pub client_properties: Value,
    /// The base URL of the service, as this client sees it.
    pub base: String,
    /// Whether agents who were asked to take over are listed (protocol §6.3).
    pub sees_suggested: bool,
    /// Simulates a half-open socket: frames are dropped in both directions. It is atomic, so that
    /// the socket reads it without the world's lock.
    pub is_mute: Arc<AtomicBool>,
}

impl World {
    /// Registers a socket.
    pub fn connect(
        &mut self,
        newcomer: Newcomer,
        sender: UnboundedSender<Outgoing>,
    ) -> ConnectionId {
        self.last_connection += 1;
        let connection = Connection {
            peer: newcomer.peer,
            sender,
            filters: Vec::new(),
            dialogs: HashSet::new(),
            ring_subscriptions: Vec::new(),
            state_subscriptions: Vec::new(),
            client_properties: Value::Null,
            base: newcomer.base,
            sees_suggested: newcomer.sees_suggested,
            is_mute: Arc::default(),
        };
        self.connections.insert(self.last_connection, connection);
        self.last_connection
    }

    /// Sends a frame, or holds it back until the request that caused it is answered (protocol §11).
    /// A client that receives the notification first creates a duplicate of the conversation.
    pub fn send(&mut self, to: ConnectionId, frame: &Value, after: Duration) {
        match &mut self.until_answered {
            Some(held) => held.push((to, frame.clone(), after)),
            None => self.put(to, frame, after),
        }
    }

    /// Holds back every frame until [`World::answer`].
    pub fn hold_until_answered(&mut self) {
        self.until_answered.get_or_insert_default();
    }

    /// Sends the response to a request, if any, and then the frames that were held back.
    pub fn answer(&mut self, to: ConnectionId, response: Option<&Value>) {
        let held = self.until_answered.take();
        if let Some(response) = response {
            self.put(to, response, Duration::ZERO);
        }
        for (to, frame, after) in held.into_iter().flatten() {
            self.put(to, &frame, after);
        }
    }

    /// Puts a frame on a socket. A frame for a closing socket is dropped.
    fn put(&mut self, to: ConnectionId, frame: &Value, after: Duration) {
        let frames = self.faults.treat(frame);
        if let Some(connection) = self.connections.get(&to) {
            for (frame, delay) in frames {
                let _ = (connection.sender).send(Outgoing::Frame(frame.to_string(), after + delay));
            }
        }
    }

    /// Whether a socket is half-open.
    pub fn is_mute(&self, which: ConnectionId) -> bool {
        (self.connections.get(&which)).is_some_and(|one| one.is_mute.load(Ordering::Relaxed))
    }

    /// Closes a socket.
    pub fn close(&self, which: ConnectionId, code: u16) {
        if let Some(connection) = self.connections.get(&which) {
            let _ = connection.sender.send(Outgoing::Close(code));
        }
    }

    /// The sockets of a consumer.
    pub fn connections_of(&self, consumer: &str) -> Vec<ConnectionId> {
        let is_theirs =
            |connection: &Connection| connection.peer == Peer::Consumer(consumer.to_owned());
        (self.connections.iter())
            .filter(|(_, connection)| is_theirs(connection))
            .map(|(id, _)| *id)
            .collect()
    }
}
