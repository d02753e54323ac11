//! One question to one agent: will you take this conversation?

/// How a ring stands (protocol §6.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingState {
    /// The agent is asked.
    Waiting,
    /// The agent took the conversation.
    Accepted,
    /// The agent did not want it.
    Rejected,
    /// The agent did not answer in time.
    Expired,
    /// There is nothing to answer any more.
    Cancelled,
}

impl RingState {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "WAITING",
            Self::Accepted => "ACCEPTED",
            Self::Rejected => "REJECTED",
            Self::Expired => "EXPIRED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// One ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// `conversation_agent_time`; never the same twice.
    pub id: String,
    /// What it is about.
    pub conversation: String,
    /// Who is asked, by PID.
    pub agent: String,
    /// How it stands.
    pub state: RingState,
    /// When it expires, in milliseconds since 1970.
    pub expires_ms: u64,
}

/// Why a ring could not be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingError {
    /// This agent has none of that id.
    Unknown,
    /// It is over, and how it ended.
    Over(RingState),
}

impl RingError {
    /// The error as a code and a sentence.
    pub const fn response(self) -> (u16, &'static str) {
        match self {
            Self::Unknown => (404, "There is no such ring"),
            Self::Over(RingState::Accepted) => (409, "This ring was accepted already"),
            Self::Over(RingState::Rejected) => (409, "This ring was rejected already"),
            Self::Over(RingState::Expired) => (409, "This ring has expired"),
            Self::Over(_) => (
                409,
                "This ring was cancelled: the conversation needs no answer from you any more",
            ),
        }
    }
}
