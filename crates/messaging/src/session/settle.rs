//! Runs after every input: produces outputs for the difference between the actual and the
//! wanted state, and reports changes.

use super::output::{Connection, ConversationStatus, Event, Output, Survey};
use super::timers::Timer;
use super::{Session, config};
use crate::ids::ParticipantId;
use crate::time::Instant;

/// The values last reported, so that only changes are reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    wake_at: Option<Instant>,
    /// The last requested wake-up has come, and no other one is scheduled.
    is_wake_up_spent: bool,
    connection: Connection,
    unread: usize,
    typing: Option<ParticipantId>,
    conversation: ConversationStatus,
    survey: Survey,
}

impl Told {
    /// Notes a wake-up. It may be early, because browsers round their clocks and timers. Its
    /// deadline may then still be in the future.
    pub(super) const fn note_wake_up(&mut self) {
        self.is_wake_up_spent = true;
    }
}

/// Whether the snapshot must be stored, and how soon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PersistWish {
    /// The snapshot did not change.
    #[default]
    None,
    /// The change can be loaded from the server again.
    Soon,
    /// A reload would lose the change.
    Now,
}

impl Session {
    pub(super) fn settle(&mut self) {
        if self.connection.state.is_ready() {
            self.subscribe_dialogs();
            self.end_doubts();
            self.pump_outbox();
            self.pump_attention();
            self.pump_closing();
        }
        self.owe_reads();
        self.pump_receipts();
        self.watch_responses();
        self.persist();
        self.tell_changes();
        self.ask_for_wake_up();
    }

    /// Requests a wake-up at the earliest deadline if it has changed. Requests it again after
    /// every wake-up, because a timer fires only once.
    fn ask_for_wake_up(&mut self) {
        let next = self.timers.next();
        let is_spent = core::mem::take(&mut self.told.is_wake_up_spent);
        if next != self.told.wake_at || (is_spent && next.is_some()) {
            self.told.wake_at = next;
            self.wish(Output::WakeAt(next));
        }
    }

    fn persist(&mut self) {
        match core::mem::take(&mut self.changes.persist) {
            PersistWish::None => {}
            PersistWish::Soon => {
                let at = self.now.instant + config::PERSIST_BATCH;
                self.timers.set_if_stopped(Timer::Persist, at);
            }
            PersistWish::Now => {
                self.timers.stop(Timer::Persist);
                self.wish(Output::Persist);
            }
        }
        if core::mem::take(&mut self.changes.persist_outbox) {
            // Comes before the frames of this input. Otherwise a reload between the two would
            // send a message twice.
            self.outputs.push_front(Output::PersistOutbox);
        }
    }

    fn tell_changes(&mut self) {
        let connection = self.connection();
        if changed(&mut self.told.connection, &connection) {
            self.tell(Event::ConnectionChanged(connection));
        }
        let changed_messages = core::mem::take(&mut self.changes.changed_messages);
        if core::mem::take(&mut self.changes.transcript_changed) {
            self.tell(Event::TranscriptChanged);
        }
        if !changed_messages.is_empty() {
            self.tell(Event::MessagesChanged(changed_messages));
        }
        let typing = self.presence.typing().cloned();
        if changed(&mut self.told.typing, &typing) {
            self.tell(Event::TypingChanged(typing));
        }
        let conversation = self.conversation_status();
        if changed(&mut self.told.conversation, &conversation) {
            self.tell(Event::ConversationChanged(conversation));
        }
        let survey = self.survey().clone();
        if changed(&mut self.told.survey, &survey) {
            self.tell(Event::SurveyChanged(survey));
        }
        let unread = self.unread();
        if changed(&mut self.told.unread, &unread) {
            self.tell(Event::UnreadChanged(unread));
        }
    }
}

fn changed<T: PartialEq + Clone>(told: &mut T, now: &T) -> bool {
    let is_changed = told != now;
    if is_changed {
        *told = now.clone();
    }
    is_changed
}
