//! Conversations, events and identities, as they are stored.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `OPEN` on the wire.
pub const OPEN: &str = "OPEN";
/// `CLOSE` on the wire.
pub const CLOSE: &str = "CLOSE";

/// The role of the agent who answers.
pub const ASSIGNED_AGENT: &str = "ASSIGNED_AGENT";
/// The state of a participant who has joined.
pub const ACTIVE: &str = "ACTIVE";
/// The state of an agent who was asked to take over and has not accepted yet.
pub const SUGGESTED: &str = "SUGGESTED";

/// A participant of a conversation.
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
    /// Whether they have joined.
    pub fn is_active(&self) -> bool {
        self.state == ACTIVE
    }

    /// Whether they are the agent who answers.
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
    /// The `appInstallId` of the bot that the survey is for (protocol §4.1, `metaData`).
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
    /// Whether the brand has authenticated them. If so, an expired token closes the socket with
    /// 4401, otherwise with 4407.
    pub is_authenticated: bool,
    /// The brand's id for them.
    pub external: Option<String>,
    /// A token of an earlier generation has expired, whatever its `exp` says.
    pub token_generation: u64,
    pub profile: Value,
    /// The ids of the anonymous consumers that a step-up has linked to this one (protocol §5.11).
    #[serde(default)]
    pub earlier: Vec<String>,
    /// The claims of the brand's token.
    #[serde(default)]
    pub claims: Value,
}

/// An agent's login.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AgentSession {
    /// Part of the socket's address, and of REST requests.
    pub bearer: String,
    /// The value that a refresh must send together with the cookie.
    pub csrf: String,
    /// The value of the cookie `session_id`.
    pub id: String,
    /// The agent who is logged in.
    pub pid: String,
    pub expires_ms: u64,
}

impl Conversation {
    /// Whether messages can still be published in it.
    pub fn is_open(&self) -> bool {
        self.stage == OPEN
    }

    /// The dialog with this id.
    pub fn dialog(&self, id: &str) -> Option<&Dialog> {
        self.dialogs.iter().find(|dialog| dialog.id == id)
    }

    /// The agent who answers.
    pub fn assigned_agent(&self) -> Option<&Participant> {
        self.participants.iter().find(|one| one.is_assigned())
    }

    /// The agent who was asked to take over.
    pub fn suggested_agent(&self) -> Option<&Participant> {
        let is_suggested = |one: &&Participant| one.role == ASSIGNED_AGENT && !one.is_active();
        self.participants.iter().find(is_suggested)
    }

    /// Whether an agent (by PID) or a consumer (by id) has joined.
    pub fn takes_part(&self, id: &str) -> bool {
        (self.participants.iter()).any(|one| one.id == id && one.is_active())
    }
}
