//! One table of deadlines; the earliest is the next wake-up.

use crate::time::Instant;

/// What can be waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// Nothing was sent for a while: ask for the clock.
    KeepAlive,
    /// The oldest unanswered request, or the handshake, is overdue.
    ResponseDue,
    /// The token provider is overdue.
    TokenDue,
    /// The wait between two connections is over.
    Retry,
    /// A dialog's history, or the conversation list, is overdue.
    HistoryDue,
    /// A hole in a transcript was given its time to close by itself.
    GapRepair,
    /// Receipts have been gathered long enough.
    Receipts,
    /// The server asked for patience with publishing.
    PublishRetry,
    /// A message has been in doubt long enough.
    DoubtEnds,
    /// The other side has typed without a sign for too long.
    TypingExpires,
    /// The consumer has not pressed a key for a while.
    ComposingPauses,
    /// Changes have been gathered long enough to be kept.
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

    /// Whether a deadline of that kind is set.
    pub fn is_set(&self, timer: Timer) -> bool {
        self.set.iter().any(|(kind, _)| *kind == timer)
    }

    /// The earliest deadline.
    pub fn next(&self) -> Option<Instant> {
        self.set.iter().map(|(_, at)| *at).min()
    }

    /// Takes out the earliest deadline that has passed.
    pub fn pop_due(&mut self, now: Instant) -> Option<Timer> {
        let due = self.set.iter().filter(|(_, at)| *at <= now);
        let (timer, _) = *due.min_by_key(|(timer, at)| (*at, *timer))?;
        self.stop(timer);
        Some(timer)
    }
}
