//! Requests that wait for their response, identified by their id (protocol §2.1).

use crate::ids::{ConversationId, DialogId, LocalId, RequestId};
use crate::time::{Duration, Instant};

/// The kind of a request, and what it refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pending {
    /// `InitConnection`.
    Init,
    /// `.GetClock`.
    Clock,
    /// `.GetClock`, sent to find the end of a dialog's history.
    HistoryEnd(DialogId),
    /// The conversation list.
    Conversations,
    /// The subscription to a dialog's events.
    Events(DialogId),
    /// A new conversation for the first message.
    NewConversation,
    /// A message or a click.
    Message(LocalId),
    /// Receipts.
    Receipts(DialogId),
    /// A chat state.
    ChatState(DialogId),
    /// The end of a conversation.
    Close(ConversationId),
    /// The end of a bot's survey.
    EndOfSurvey(ConversationId),
    /// A rating.
    Rating(ConversationId),
    /// Urgency.
    Urgency(ConversationId),
}

/// The requests on the current connection that have no response yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PendingRequests {
    last_id: u64,
    overdue_in_a_row: u32,
    entries: Vec<Entry>,
}

/// A request without a response.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    id: RequestId,
    what: Pending,
    sent: Instant,
    /// The deadline of the response.
    due: Instant,
}

impl PendingRequests {
    /// How long a response may take before the connection counts as dead.
    const PATIENCE: Duration = Duration::from_secs(10);
    const LONGEST_PATIENCE: Duration = Duration::from_secs(60);

    /// The current response deadline. It doubles with every connection that is given up because
    /// of a missing response. On a slow network, a long history delays all responses behind it.
    /// With a fixed deadline, such a connection would never become usable.
    pub fn patience(&self) -> Duration {
        let doubled = Self::PATIENCE.as_ms() << self.overdue_in_a_row.min(3);
        Duration::from_ms(doubled).min(Self::LONGEST_PATIENCE)
    }

    /// Called when the connection was given up because of a missing response.
    pub const fn note_overdue(&mut self) {
        self.overdue_in_a_row = self.overdue_in_a_row.saturating_add(1);
    }

    /// Registers a request that is sent now. Its id is unique within the session.
    pub fn add(&mut self, what: Pending, now: Instant) -> RequestId {
        self.last_id += 1;
        let id = RequestId::new(self.last_id.to_string());
        self.entries.push(Entry {
            id: id.clone(),
            what,
            sent: now,
            due: now + self.patience(),
        });
        id
    }

    /// Removes the request that a response answers.
    pub fn take(&mut self, id: &RequestId) -> Option<Pending> {
        let index = self.entries.iter().position(|entry| entry.id == *id)?;
        let what = self.entries.remove(index).what;
        // Only these responses follow the histories. An earlier one does not show that the
        // deadline is long enough.
        if matches!(
            what,
            Pending::Clock | Pending::HistoryEnd(_) | Pending::Message(_)
        ) {
            self.overdue_in_a_row = 0;
        }
        Some(what)
    }

    /// Whether a request of this kind is pending.
    pub fn any(&self, is_wanted: impl Fn(&Pending) -> bool) -> bool {
        self.entries.iter().any(|entry| is_wanted(&entry.what))
    }

    /// The earliest deadline of all responses.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.entries.iter().map(|entry| entry.due).min()
    }

    /// Extends every deadline to at least `until`. Called after the page was asleep.
    pub fn extend(&mut self, until: Instant) {
        for entry in &mut self.entries {
            entry.due = entry.due.max(until);
        }
    }

    /// Whether a request is overdue. `last_frame` is when the connection last received a frame.
    /// A connection that receives frames is alive: a response can be queued behind many of them
    /// (protocol §1.8), so the deadlines are extended. Only clock requests are extended without
    /// limit; all others are extended to at most one minute after they were sent.
    pub fn is_overdue(&mut self, now: Instant, last_frame: Instant) -> bool {
        let alive_until = last_frame + self.patience();
        for entry in &mut self.entries {
            let granted = match entry.what {
                Pending::Clock | Pending::HistoryEnd(_) => alive_until,
                _ => alive_until.min(entry.sent + Self::LONGEST_PATIENCE),
            };
            entry.due = entry.due.max(granted);
        }
        self.next_deadline().is_some_and(|due| due <= now)
    }

    /// Removes all requests, because a lost connection delivers no more responses.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}
