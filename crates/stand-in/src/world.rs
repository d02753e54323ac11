//! The state of the service: what is kept, and who is connected. Everything
//! happens under one lock, one frame at a time, so that a test can rely on the
//! order of things.

use crate::Config;
use crate::agents::Agent;
use crate::faults::Faults;
use crate::model::{AgentSession, Consumer, Conversation, StoredEvent};
use crate::ringing::AgentState;
use crate::routing::Router;
use crate::store::{Store, StoreError};
use crate::tokens::{Claims, Tokens};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc::UnboundedSender;

/// The world as every handler holds it.
pub type Shared = Arc<Mutex<World>>;
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

/// One open socket.
pub struct Connection {
    pub peer: Peer,
    pub sender: UnboundedSender<Outgoing>,
    pub filters: Vec<ConversationFilter>,
    pub dialogs: HashSet<String>,
    pub ring_subscriptions: Vec<RingSubscription>,
    pub state_subscriptions: Vec<StateSubscription>,
    pub client_properties: Value,
    /// Whether agents who were asked to take over are shown (protocol §6.3).
    pub sees_suggested: bool,
    /// A half-open socket: frames vanish both ways. The socket asks for each frame, and does
    /// not wait for the world to do so.
    pub is_mute: Arc<AtomicBool>,
}

/// Everything.
pub struct World {
    pub config: Config,
    pub store: Store,
    pub tokens: Tokens,
    pub consumers: BTreeMap<String, Consumer>,
    pub conversations: BTreeMap<String, Conversation>,
    pub events: HashMap<String, Vec<StoredEvent>>,
    /// Which conversation a dialog belongs to.
    homes: HashMap<String, String>,
    /// Which conversation of a consumer is open.
    open_ones: HashMap<String, String>,
    pub connections: BTreeMap<ConnectionId, Connection>,
    /// Agents' logins, by PID: a second one ends the first.
    pub sessions: HashMap<String, AgentSession>,
    /// What agents said of themselves, by PID.
    pub agent_states: BTreeMap<String, AgentState>,
    pub router: Router,
    pub faults: Faults,
    /// The way back here, for what happens later by itself.
    pub own: Weak<Mutex<Self>>,
    /// The frames consumers sent last, for tests that ask what the widget said.
    pub heard: Vec<Value>,
    /// How far a test has put the clock forward.
    pub clock_ahead_ms: u64,
    last_connection: ConnectionId,
    last_stamp_ms: u64,
}

/// Locks the world. A panic in one handler must not stop the service.
pub fn lock(shared: &Shared) -> MutexGuard<'_, World> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Milliseconds since 1970, by the machine's clock.
fn machine_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}

fn new_router(config: &Config) -> Router {
    let lifetime_ms = u64::try_from(config.ring_lifetime.as_millis()).unwrap_or(u64::MAX);
    let mut router = Router::new(lifetime_ms);
    for agent in config.agents.agents() {
        let legacy_id = agent.legacy_id(&config.account);
        router.add_agent(&agent.pid, legacy_id, agent.skills.clone(), agent.capacity);
    }
    router
}

/// A new random id.
pub fn new_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

impl World {
    /// Opens the data and reads what was kept.
    pub fn open(config: Config) -> Result<Self, StoreError> {
        let store = Store::open(config.data.as_deref())?;
        let tokens = Tokens::new(store.secret()?);
        let loaded = store.load()?;
        let mut events: HashMap<String, Vec<StoredEvent>> = HashMap::new();
        for event in loaded.events {
            events.entry(event.dialog.clone()).or_default().push(event);
        }
        let by_id = |one: Consumer| (one.id.clone(), one);
        let mut world = Self {
            router: new_router(&config),
            config,
            store,
            tokens,
            consumers: loaded.consumers.into_iter().map(by_id).collect(),
            conversations: (loaded.conversations.into_iter())
                .map(|one| (one.id.clone(), one))
                .collect(),
            events,
            homes: HashMap::new(),
            open_ones: HashMap::new(),
            connections: BTreeMap::new(),
            sessions: (loaded.sessions.into_iter())
                .map(|one| (one.pid.clone(), one))
                .collect(),
            agent_states: BTreeMap::new(),
            faults: Faults::default(),
            own: Weak::new(),
            heard: Vec::new(),
            clock_ahead_ms: 0,
            last_connection: 0,
            last_stamp_ms: 0,
        };
        world.follow_all()?;
        Ok(world)
    }

    /// The conversation that a dialog belongs to.
    pub fn home_of(&self, dialog: &str) -> Option<&Conversation> {
        self.homes
            .get(dialog)
            .and_then(|id| self.conversations.get(id))
    }

    /// The open conversation of a consumer.
    pub fn open_conversation_of(&self, consumer: &str) -> Option<&Conversation> {
        (self.open_ones.get(consumer)).and_then(|id| self.conversations.get(id))
    }

    /// Keeps the indexes right after a conversation came or changed.
    pub fn index(&mut self, id: &str) {
        let Some(conversation) = self.conversations.get(id) else {
            return;
        };
        for dialog in &conversation.dialogs {
            if !self.homes.contains_key(&dialog.id) {
                self.homes.insert(dialog.id.clone(), id.to_owned());
            }
        }
        let consumer = &conversation.consumer;
        if conversation.is_open() {
            self.open_ones.insert(consumer.clone(), id.to_owned());
        } else if self.open_ones.get(consumer).is_some_and(|open| open == id) {
            self.open_ones.remove(consumer);
        }
    }

    /// Milliseconds since 1970, as this world has it.
    pub fn now_ms(&self) -> u64 {
        machine_ms() + self.clock_ahead_ms
    }

    /// A time that never repeats, for `metaDataLastUpdateTs`.
    pub fn stamp_ms(&mut self) -> u64 {
        self.last_stamp_ms = self.now_ms().max(self.last_stamp_ms + 1);
        self.last_stamp_ms
    }

    /// Registers a socket.
    pub fn connect(
        &mut self,
        peer: Peer,
        sees_suggested: bool,
        sender: UnboundedSender<Outgoing>,
    ) -> ConnectionId {
        self.last_connection += 1;
        let connection = Connection {
            peer,
            sender,
            filters: Vec::new(),
            dialogs: HashSet::new(),
            ring_subscriptions: Vec::new(),
            state_subscriptions: Vec::new(),
            client_properties: Value::Null,
            sees_suggested,
            is_mute: Arc::default(),
        };
        self.connections.insert(self.last_connection, connection);
        self.last_connection
    }

    /// Puts a frame on a socket. A socket that is going takes nothing.
    pub fn send(&mut self, to: ConnectionId, frame: &Value, after: Duration) {
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

    /// Makes a consumer, or finds the one the brand means.
    pub fn consumer(&mut self, external: Option<String>) -> Result<Consumer, StoreError> {
        let known = |one: &&Consumer| external.is_some() && one.external == external;
        if let Some(known) = self.consumers.values().find(known) {
            return Ok(known.clone());
        }
        let consumer = Consumer {
            id: new_id(),
            is_authenticated: external.is_some(),
            external,
            token_generation: 0,
            profile: serde_json::json!({}),
        };
        self.store.keep_consumer(&consumer)?;
        self.consumers.insert(consumer.id.clone(), consumer.clone());
        Ok(consumer)
    }

    /// Makes a token for a consumer.
    pub fn token(&self, consumer: &Consumer, is_external: bool) -> String {
        let issued_secs = self.now_ms() / 1000;
        let claims = Claims {
            subject: consumer.id.clone(),
            expires_secs: issued_secs + self.config.token_lifetime.as_secs(),
            generation: consumer.token_generation,
            is_external,
        };
        let extra = consumer
            .external
            .as_ref()
            .map(|sub| serde_json::json!({"sub": sub}));
        self.tokens
            .sign(&claims, &self.config.account, issued_secs, extra)
    }

    /// Whose a bearer is, while the login lasts.
    pub fn bearer_of(&self, bearer: &str) -> Option<&Arc<Agent>> {
        let mut sessions = self.sessions.values();
        let session = sessions.find(|one| one.bearer == bearer)?;
        let is_good = session.expires_ms > self.now_ms();
        self.config.agents.find(&session.pid).filter(|_| is_good)
    }

    /// Whose a token is, or the code to close its socket with (protocol §1.9).
    pub fn check_token(&self, token: &str) -> Result<String, u16> {
        let claims = self.tokens.read(token).ok_or(4401_u16)?;
        let consumer = self.consumers.get(&claims.subject).ok_or(4401_u16)?;
        let is_good = claims.expires_secs > self.now_ms() / 1000
            && claims.generation == consumer.token_generation
            && !claims.is_external;
        match (is_good, consumer.is_authenticated) {
            (true, _) => Ok(claims.subject),
            (false, true) => Err(4401),
            (false, false) => Err(4407),
        }
    }
}
