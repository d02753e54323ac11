//! The state of the service: what is kept, and who is connected. Everything
//! happens under one lock, one frame at a time, so that a test can rely on the
//! order of things.

mod connections;
mod identities;

use connections::Held;
pub use connections::{
    Connection, ConnectionId, ConversationFilter, Newcomer, Outgoing, Peer, RingSubscription,
    StateSubscription,
};

use crate::Config;
use crate::faults::Faults;
use crate::model::{AgentSession, Consumer, Conversation, StoredEvent};
use crate::ringing::AgentState;
use crate::routing::Router;
use crate::shifts::Shift;
use crate::store::{Store, StoreError};
use crate::tokens::Tokens;
use crate::unread::Unread;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

/// The world as every handler holds it.
pub type Shared = Arc<Mutex<World>>;

/// Everything.
pub struct World {
    pub config: Config,
    pub store: Store,
    pub tokens: Tokens,
    pub consumers: BTreeMap<String, Consumer>,
    pub conversations: BTreeMap<String, Conversation>,
    pub events: HashMap<String, Vec<StoredEvent>>,
    /// What each agent has not read of each dialog, by dialog and PID.
    pub unread: HashMap<(String, String), Unread>,
    /// Which conversation a dialog belongs to.
    homes: HashMap<String, String>,
    /// Which conversation of a consumer is open.
    open_ones: HashMap<String, String>,
    /// The conversations in which the built-in bot asks how it was.
    pub surveys: BTreeSet<String>,
    pub connections: BTreeMap<ConnectionId, Connection>,
    /// What the request that is being handled has caused so far.
    until_answered: Option<Vec<Held>>,
    /// Agents' logins, by PID: a second one ends the first.
    pub sessions: HashMap<String, AgentSession>,
    /// What agents said of themselves, by PID.
    pub agent_states: BTreeMap<String, AgentState>,
    pub router: Router,
    /// The shifts that a test has set, by skill.
    pub shifts: BTreeMap<String, Shift>,
    pub faults: Faults,
    /// The way back here, for what happens later by itself.
    pub own: Weak<Mutex<Self>>,
    /// The frames consumers sent last, for tests that ask what the widget said.
    pub heard: Vec<Value>,
    /// How far a test has put the clock forward; who waits by the clock watches it.
    pub clock_ahead_ms: watch::Sender<u64>,
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
            unread: HashMap::new(),
            homes: HashMap::new(),
            open_ones: HashMap::new(),
            surveys: BTreeSet::new(),
            connections: BTreeMap::new(),
            until_answered: None,
            sessions: (loaded.sessions.into_iter())
                .map(|one| (one.pid.clone(), one))
                .collect(),
            agent_states: BTreeMap::new(),
            shifts: BTreeMap::new(),
            faults: Faults::default(),
            own: Weak::new(),
            heard: Vec::new(),
            clock_ahead_ms: watch::Sender::new(0),
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
        if conversation.bots_survey().is_some() {
            self.surveys.insert(id.to_owned());
        } else {
            self.surveys.remove(id);
        }
        let consumer = &conversation.consumer;
        if conversation.is_open() {
            self.open_ones.insert(consumer.clone(), id.to_owned());
        } else if self.open_ones.get(consumer).is_some_and(|open| open == id) {
            self.open_ones.remove(consumer);
        }
    }

    /// A conversation may be another consumer's now.
    pub fn moves_from(&mut self, consumer: &str, id: &str) {
        let is_theirs = (self.conversations.get(id)).is_some_and(|one| one.consumer == consumer);
        if !is_theirs && self.open_ones.get(consumer).is_some_and(|open| open == id) {
            self.open_ones.remove(consumer);
        }
    }

    /// Milliseconds since 1970, as this world has it.
    pub fn now_ms(&self) -> u64 {
        machine_ms() + *self.clock_ahead_ms.borrow()
    }

    /// A time that never repeats, for `metaDataLastUpdateTs`.
    pub fn stamp_ms(&mut self) -> u64 {
        self.last_stamp_ms = self.now_ms().max(self.last_stamp_ms + 1);
        self.last_stamp_ms
    }
}
