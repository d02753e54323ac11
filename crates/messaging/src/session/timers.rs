//! All deadlines in one table. The earliest one is the next wake-up.

use crate::time::Instant;

/// The kinds of deadlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// Nothing was sent for a while: send `GetClock`.
    KeepAlive,
    /// The oldest response, or the handshake, is overdue.
    ResponseDue,
    /// The token provider is overdue.
    TokenDue,
    /// The back-off is over.
    Retry,
    /// A dialog's history, or the conversation list, is overdue.
    HistoryDue,
    /// A gap in a transcript did not close by itself in time.
    GapRepair,
    /// The batch of receipts is to be sent.
    Receipts,
    /// Publishing was suspended because the server was busy, and may continue.
    PublishRetry,
    /// A message has been in doubt for long enough to ask for the history again.
    DoubtEnds,
    /// The other side's typing indicator expires.
    TypingExpires,
    /// The consumer has not pressed a key for a while.
    ComposingPauses,
    /// The batched changes to the snapshot are to be stored.
    Persist,
}

/// The deadlines that are set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timers {
    set: Vec<(Timer, Instant)>,
}

impl Timers {
    /// Sets a deadline, replacing an earlier one of the same kind.
    pub fn set(&mut self, timer: Timer, at: Instant) {
        self.stop(timer);
        self.set.push((timer, at));
    }

    /// Sets a deadline unless one of that kind is set.
    pub fn set_if_stopped(&mut self, timer: Timer, at: Instant) {
        if !self.is_set(timer) {
            self.set.push((timer, at));
        }
    }

    /// Removes a deadline.
    pub fn stop(&mut self, timer: Timer) {
        self.set.retain(|(kind, _)| *kind != timer);
    }

    /// Whether a deadline of this kind is set.
    pub fn is_set(&self, timer: Timer) -> bool {
        self.set.iter().any(|(kind, _)| *kind == timer)
    }

    /// The earliest deadline.
    pub fn next(&self) -> Option<Instant> {
        self.set.iter().map(|(_, at)| *at).min()
    }

    /// Removes and returns the earliest deadline, if it has passed.
    pub fn pop_due(&mut self, now: Instant) -> Option<Timer> {
        let due = self.set.iter().filter(|(_, at)| *at <= now);
        let (timer, _) = *due.min_by_key(|(timer, at)| (*at, *timer))?;
        self.stop(timer);
        Some(timer)
    }
}
