//! A ring asks one agent to take one conversation.

/// The state of a ring (protocol §6.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingState {
    /// The agent has not answered yet.
    Waiting,
    /// The agent accepted the conversation.
    Accepted,
    /// The agent rejected the conversation.
    Rejected,
    /// The agent did not answer in time.
    Expired,
    /// The ring was withdrawn.
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
    /// `conversation_agent_time`. It is unique.
    pub id: String,
    /// The conversation's id.
    pub conversation: String,
    /// The PID of the rung agent.
    pub agent: String,
    /// The current state.
    pub state: RingState,
    /// When it expires, in milliseconds since 1970.
    pub expires_ms: u64,
}

/// Why a ring could not be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingError {
    /// The agent has no ring with this id.
    Unknown,
    /// The ring has ended in this state.
    Over(RingState),
}

impl RingError {
    /// The code and the sentence of the error response.
    pub const fn response(self) -> (u16, &'static str) {
        match self {
            Self::Unknown => (404, "There is no such ring"),
            Self::Over(RingState::Accepted) => (409, "This ring was accepted already"),
            Self::Over(RingState::Rejected) => (409, "This ring was rejected already"),
            Self::Over(RingState::Expired) => (409, "This ring has expired"),
            Self::Over(_) => (
                409,
                "This ring was cancelled: the conversation no longer needs your answer",
            ),
        }
    }
}
