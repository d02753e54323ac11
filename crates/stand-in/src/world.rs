//! The state of the service: stored data and open connections. Frames are handled one at a time
//! under one lock, so that tests can rely on the order of events.

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

/// The world, shared by all handlers.
pub type Shared = Arc<Mutex<World>>;

/// The state of the service.
pub struct World {
    pub config: Config,
    pub store: Store,
    pub tokens: Tokens,
    pub consumers: BTreeMap<String, Consumer>,
    pub conversations: BTreeMap<String, Conversation>,
    pub events: HashMap<String, Vec<StoredEvent>>,
    /// The unread messages of agents, by dialog and PID.
    pub unread: HashMap<(String, String), Unread>,
    /// The conversation of each dialog.
    conversation_by_dialog: HashMap<String, String>,
    /// The open conversation of each consumer.
    open_by_consumer: HashMap<String, String>,
    /// The conversations with an open survey of the built-in bot.
    pub surveys: BTreeSet<String>,
    pub connections: BTreeMap<ConnectionId, Connection>,
    /// The frames that the current request has caused. They wait for its response.
    until_answered: Option<Vec<Held>>,
    /// The logins of agents by PID. A second login replaces the first.
    pub sessions: HashMap<String, AgentSession>,
    /// The availability of agents by PID, as they set it.
    pub agent_states: BTreeMap<String, AgentState>,
    pub router: Router,
    /// The shifts that tests have set, by skill.
    pub shifts: BTreeMap<String, Shift>,
    pub faults: Faults,
    /// A weak reference to this world, for delayed actions.
    pub own: Weak<Mutex<Self>>,
    /// The last frames that consumers sent, for `/control/frames`.
    pub consumer_frames: Vec<Value>,
    /// How far tests have advanced the clock. Delayed uploads and downloads watch it.
    pub clock_ahead_ms: watch::Sender<u64>,
    last_connection: ConnectionId,
    last_stamp_ms: u64,
}

/// Locks the world. A panic in one handler must not stop the service.
pub fn lock(shared: &Shared) -> MutexGuard<'_, World> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Milliseconds since 1970, from the system clock.
fn system_time_ms() -> u64 {
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
    /// Opens the data file and loads the stored data.
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
            conversation_by_dialog: HashMap::new(),
            open_by_consumer: HashMap::new(),
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
            consumer_frames: Vec::new(),
            clock_ahead_ms: watch::Sender::new(0),
            last_connection: 0,
            last_stamp_ms: 0,
        };
        world.follow_all()?;
        Ok(world)
    }

    /// The conversation that a dialog belongs to.
    pub fn conversation_of_dialog(&self, dialog: &str) -> Option<&Conversation> {
        self.conversation_by_dialog
            .get(dialog)
            .and_then(|id| self.conversations.get(id))
    }

    /// The open conversation of a consumer.
    pub fn open_conversation_of(&self, consumer: &str) -> Option<&Conversation> {
        (self.open_by_consumer.get(consumer)).and_then(|id| self.conversations.get(id))
    }

    /// Updates the indexes after a conversation was created or changed.
    pub fn index(&mut self, id: &str) {
        let Some(conversation) = self.conversations.get(id) else {
            return;
        };
        for dialog in &conversation.dialogs {
            if !self.conversation_by_dialog.contains_key(&dialog.id) {
                self.conversation_by_dialog
                    .insert(dialog.id.clone(), id.to_owned());
            }
        }
        if conversation.bots_survey().is_some() {
            self.surveys.insert(id.to_owned());
        } else {
            self.surveys.remove(id);
        }
        let consumer = &conversation.consumer;
        if conversation.is_open() {
            self.open_by_consumer
                .insert(consumer.clone(), id.to_owned());
        } else if self
            .open_by_consumer
            .get(consumer)
            .is_some_and(|open| open == id)
        {
            self.open_by_consumer.remove(consumer);
        }
    }

    /// Removes a conversation from the consumer's open ones if it belongs to another consumer now.
    pub fn moves_from(&mut self, consumer: &str, id: &str) {
        let is_theirs = (self.conversations.get(id)).is_some_and(|one| one.consumer == consumer);
        if !is_theirs && (self.open_by_consumer.get(consumer)).is_some_and(|open| open == id) {
            self.open_by_consumer.remove(consumer);
        }
    }

    /// Milliseconds since 1970, including the advance by tests.
    pub fn now_ms(&self) -> u64 {
        system_time_ms() + *self.clock_ahead_ms.borrow()
    }

    /// A strictly increasing time, for `metaDataLastUpdateTs`.
    pub fn stamp_ms(&mut self) -> u64 {
        self.last_stamp_ms = self.now_ms().max(self.last_stamp_ms + 1);
        self.last_stamp_ms
    }
}
