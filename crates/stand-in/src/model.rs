//! What the service knows of conversations, as it is kept.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `OPEN` on the wire.
pub const OPEN: &str = "OPEN";
/// `CLOSE` on the wire.
pub const CLOSE: &str = "CLOSE";

/// The role of the one who answers.
pub const ASSIGNED_AGENT: &str = "ASSIGNED_AGENT";
/// The state of a participant who is there.
pub const ACTIVE: &str = "ACTIVE";
/// The state of an agent who is asked to take over and has not yet.
pub const SUGGESTED: &str = "SUGGESTED";

/// Somebody who takes part.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Participant {
    /// PID, or the consumer's `sub`.
    pub id: String,
    /// `acct.userId` for agents, the same as `id` for consumers.
    pub legacy_id: String,
    /// `CONSUMER`, `ASSIGNED_AGENT`, …
    pub role: String,
    /// [`ACTIVE`], or [`SUGGESTED`] until they accept.
    #[serde(default = "active")]
    pub state: String,
}

fn active() -> String {
    ACTIVE.to_owned()
}

impl Participant {
    /// Whether they take part already.
    pub fn is_active(&self) -> bool {
        self.state == ACTIVE
    }

    /// Whether they are the one who answers.
    pub fn is_assigned(&self) -> bool {
        self.role == ASSIGNED_AGENT && self.is_active()
    }
}

/// One dialog.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dialog {
    pub id: String,
    pub kind: String,
    pub state: String,
    pub created_ms: u64,
    pub ended_ms: Option<u64>,
    pub closed_by: Option<String>,
    pub closed_cause: Option<String>,
    /// The application whose bot a survey waits for (protocol §4.1, `metaData`).
    #[serde(default)]
    pub app: Option<String>,
}

/// One conversation (protocol §4.1).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Conversation {
    pub id: String,
    pub consumer: String,
    pub skill: String,
    pub state: String,
    pub stage: String,
    pub close_reason: Option<String>,
    pub started_ms: u64,
    pub ended_ms: Option<u64>,
    pub updated_ms: u64,
    pub participants: Vec<Participant>,
    pub dialogs: Vec<Dialog>,
    pub csat: Option<Value>,
    pub ttr_kind: String,
    pub ttr_secs: u64,
    pub effective_ttr_ms: u64,
    pub context: Value,
    pub campaign: Value,
    #[serde(default)]
    pub extra: serde_json::Map<String, Value>,
}

/// One stored event (protocol §4.2).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredEvent {
    pub sequence: u64,
    pub dialog: String,
    pub conversation: String,
    pub originator: Participant,
    pub server_ms: u64,
    pub audience: String,
    pub event: Value,
    pub metadata: Option<Value>,
}

/// One consumer identity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Consumer {
    pub id: String,
    /// Whether the brand vouches for them; then 4401 is their expiry, else 4407.
    pub is_authenticated: bool,
    /// What the brand calls them.
    pub external: Option<String>,
    /// Tokens of an earlier generation have expired, whatever they say.
    pub token_generation: u64,
    pub profile: Value,
    /// Who they were before they logged in; their ids (protocol §5.11).
    #[serde(default)]
    pub earlier: Vec<String>,
    /// What the brand's token told of them.
    #[serde(default)]
    pub claims: Value,
}

/// An agent's login.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AgentSession {
    /// Part of the socket's address, and of REST requests.
    pub bearer: String,
    /// What a refresh has to show beside the cookie.
    pub csrf: String,
    /// The cookie's value.
    pub id: String,
    /// Whose it is.
    pub pid: String,
    pub expires_ms: u64,
}

impl Conversation {
    /// Whether anything can be written in it.
    pub fn is_open(&self) -> bool {
        self.stage == OPEN
    }

    /// The dialog of that id.
    pub fn dialog(&self, id: &str) -> Option<&Dialog> {
        self.dialogs.iter().find(|dialog| dialog.id == id)
    }

    /// The agent who answers.
    pub fn assigned_agent(&self) -> Option<&Participant> {
        self.participants.iter().find(|one| one.is_assigned())
    }

    /// The agent who is asked to take over.
    pub fn suggested_agent(&self) -> Option<&Participant> {
        let is_suggested = |one: &&Participant| one.role == ASSIGNED_AGENT && !one.is_active();
        self.participants.iter().find(is_suggested)
    }

    /// Whether somebody takes part, by PID or consumer id.
    pub fn takes_part(&self, id: &str) -> bool {
        (self.participants.iter()).any(|one| one.id == id && one.is_active())
    }
}
