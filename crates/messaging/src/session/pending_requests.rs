//! Requests that wait for their response, found by id (protocol §2.1).

use crate::ids::{ConversationId, DialogId, LocalId, RequestId};
use crate::time::{Duration, Instant};

/// What a response will be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pending {
    /// `InitConnection`.
    Init,
    /// `.GetClock`.
    Clock,
    /// The conversation list.
    Conversations,
    /// A dialog's events.
    Events(DialogId),
    /// A conversation for the first message.
    NewConversation,
    /// A message.
    Message(LocalId),
    /// Receipts.
    Receipts(DialogId),
    /// A chat state.
    ChatState,
    /// The end of a conversation.
    Close(ConversationId),
    /// A rating.
    Rating(ConversationId),
    /// Urgency.
    Urgency(ConversationId),
}

/// The requests under way on the present connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PendingRequests {
    last_id: u64,
    entries: Vec<(RequestId, Pending, Instant)>,
}

impl PendingRequests {
    /// How long a response may take before the connection counts as dead.
    pub const PATIENCE: Duration = Duration::from_secs(10);

    /// Registers a request sent now; its id is unique for the session's life.
    pub fn add(&mut self, what: Pending, now: Instant) -> RequestId {
        self.last_id += 1;
        let id = RequestId::new(self.last_id.to_string());
        self.entries.push((id.clone(), what, now + Self::PATIENCE));
        id
    }

    /// Takes out the request a response answers.
    pub fn take(&mut self, id: &RequestId) -> Option<Pending> {
        let index = self.entries.iter().position(|(entry, ..)| entry == id)?;
        Some(self.entries.remove(index).1)
    }

    /// Whether such a request is under way.
    pub fn any(&self, is_wanted: impl Fn(&Pending) -> bool) -> bool {
        self.entries.iter().any(|(_, what, _)| is_wanted(what))
    }

    /// When the oldest response is due.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.entries.iter().map(|(_, _, due)| *due).min()
    }

    /// Grants every request time until `until`, for a page that was asleep.
    pub fn extend(&mut self, until: Instant) {
        for (_, _, due) in &mut self.entries {
            *due = (*due).max(until);
        }
    }

    /// The connection went, and with it every answer.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}
