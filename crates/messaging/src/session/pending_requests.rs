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
    /// The clock, asked for behind a dialog's history.
    HistoryEnd(DialogId),
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

/// The requests under way on the present connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PendingRequests {
    last_id: u64,
    overdue_in_a_row: u32,
    entries: Vec<Entry>,
}

/// One request under way.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    id: RequestId,
    what: Pending,
    sent: Instant,
    /// Its answer is missed from then on.
    due: Instant,
}

impl PendingRequests {
    /// How long a response may take before the connection counts as dead.
    const PATIENCE: Duration = Duration::from_secs(10);
    const LONGEST_PATIENCE: Duration = Duration::from_secs(60);

    /// The present patience. It doubles with every connection that was given up
    /// on, as a long history on a slow network holds back every answer behind
    /// it: with a fixed patience, such a connection would never get anywhere.
    pub fn patience(&self) -> Duration {
        let doubled = Self::PATIENCE.as_ms() << self.overdue_in_a_row.min(3);
        Duration::from_ms(doubled).min(Self::LONGEST_PATIENCE)
    }

    /// The connection was given up on for want of an answer.
    pub const fn note_overdue(&mut self) {
        self.overdue_in_a_row = self.overdue_in_a_row.saturating_add(1);
    }

    /// Registers a request sent now; its id is unique for the session's life.
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

    /// Takes out the request a response answers.
    pub fn take(&mut self, id: &RequestId) -> Option<Pending> {
        let index = self.entries.iter().position(|entry| entry.id == *id)?;
        let what = self.entries.remove(index).what;
        // These come behind the histories; what comes before them proves nothing.
        if matches!(
            what,
            Pending::Clock | Pending::HistoryEnd(_) | Pending::Message(_)
        ) {
            self.overdue_in_a_row = 0;
        }
        Some(what)
    }

    /// Whether such a request is under way.
    pub fn any(&self, is_wanted: impl Fn(&Pending) -> bool) -> bool {
        self.entries.iter().any(|entry| is_wanted(&entry.what))
    }

    /// When the oldest response is due.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.entries.iter().map(|entry| entry.due).min()
    }

    /// Grants every request time until `until`, for a page that was asleep.
    pub fn extend(&mut self, until: Instant) {
        for entry in &mut self.entries {
            entry.due = entry.due.max(until);
        }
    }

    /// Whether a request is overdue on a connection that told something last at
    /// `last_frame`. Whoever tells lives: an answer stands in line behind what comes
    /// in a flood (protocol §1.8), and is waited for while that flows; but not for more
    /// than a minute where it is more than the clock that is asked for.
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

    /// The connection went, and with it every answer.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}
