//! Who is connected, what they subscribed to, and what is put on their sockets.

use super::World;
use crate::agents::Agent;
use serde_json::Value;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// A connection's number.
pub type ConnectionId = u64;

/// What is put on a socket.
#[derive(Clone, Debug)]
pub enum Outgoing {
    /// A frame, after a wait that keeps the order of what follows.
    Frame(String, Duration),
    /// The end.
    Close(u16),
}

/// A frame for a socket, and how much later it is to leave.
pub type Held = (ConnectionId, Value, Duration);

/// Who is at the other end of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Peer {
    /// Not known yet: `InitConnection` is due.
    Unknown,
    /// A consumer.
    Consumer(String),
    /// An agent.
    Agent(Arc<Agent>),
}

/// A subscription to conversations.
pub struct ConversationFilter {
    pub id: String,
    /// Nothing matches the filter of another brand.
    pub is_of_brand: bool,
    pub states: Vec<String>,
    pub stages: Vec<String>,
    /// Legacy ids or PIDs.
    pub agents: Vec<String>,
    pub groups: Vec<String>,
    pub dialog_kinds: Vec<String>,
    pub consumer: Option<String>,
    pub conversation: Option<String>,
    /// Only what has to be answered by then.
    pub due_to_ms: Option<u64>,
    pub updated_from_ms: Option<u64>,
    pub updated_to_ms: Option<u64>,
    /// What it was told of, to tell when something stops matching.
    pub matching: HashSet<String>,
}

/// A subscription to rings, perhaps to some of them only.
pub struct RingSubscription {
    pub id: String,
    pub skill: Option<String>,
    pub conversation: Option<String>,
}

/// A subscription to how agents are; to everybody's when none is named.
pub struct StateSubscription {
    pub id: String,
    pub agent: Option<String>,
}

/// Who opens a socket.
pub struct Newcomer {
    pub peer: Peer,
    pub sees_suggested: bool,
    /// The address by which they reach the service over HTTP.
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
    /// The address by which this peer reaches the service over HTTP.
    pub base: String,
    /// Whether agents who were asked to take over are shown (protocol §6.3).
    pub sees_suggested: bool,
    /// A half-open socket: frames vanish both ways. The socket asks for each frame, and does
    /// not wait for the world to do so.
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

    /// Sends a frame to a socket, or keeps it until the request that caused it is answered
    /// (protocol §11): a client that is told first keeps two objects for one conversation.
    pub fn send(&mut self, to: ConnectionId, frame: &Value, after: Duration) {
        match &mut self.until_answered {
            Some(held) => held.push((to, frame.clone(), after)),
            None => self.put(to, frame, after),
        }
    }

    /// Keeps every frame back from now on, until [`World::answer`].
    pub fn hold_until_answered(&mut self) {
        self.until_answered.get_or_insert_default();
    }

    /// Sends the response to a request, if there is one, and then what the request caused.
    pub fn answer(&mut self, to: ConnectionId, response: Option<&Value>) {
        let held = self.until_answered.take();
        if let Some(response) = response {
            self.put(to, response, Duration::ZERO);
        }
        for (to, frame, after) in held.into_iter().flatten() {
            self.put(to, &frame, after);
        }
    }

    /// Puts a frame on a socket. A socket that is going takes nothing.
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
