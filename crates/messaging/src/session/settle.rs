//! After every input: wish for the difference between what is and what should
//! be, and tell what changed.

use super::output::{Connection, ConversationStatus, Event, Output, Survey};
use super::timers::Timer;
use super::{Session, config};
use crate::ids::ParticipantId;
use crate::time::Instant;

/// What was told last, so that only changes are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    wake_at: Option<Instant>,
    /// The wake-up that was asked for last has come, and no other is on its way.
    is_wake_up_spent: bool,
    connection: Connection,
    unread: usize,
    typing: Option<ParticipantId>,
    conversation: ConversationStatus,
    survey: Survey,
}

impl Told {
    /// A wake-up came. It may have been early: browsers round their clocks and their
    /// timers, so the deadline it was for may still lie ahead.
    pub(super) const fn note_wake_up(&mut self) {
        self.is_wake_up_spent = true;
    }
}

/// Whether, and how soon, the snapshot has to be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PersistWish {
    /// Nothing changed.
    #[default]
    None,
    /// What changed can be had from the server again.
    Soon,
    /// A reload that came before would lose it.
    Now,
}

impl Session {
    pub(super) fn settle(&mut self) {
        if self.state.is_ready() {
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

    /// Says the earliest deadline when it is another than was said, and again after
    /// every wake-up, as a timer fires only once.
    fn ask_for_wake_up(&mut self) {
        let next = self.timers.next();
        let is_spent = core::mem::take(&mut self.told.is_wake_up_spent);
        if next != self.told.wake_at || (is_spent && next.is_some()) {
            self.told.wake_at = next;
            self.wish(Output::WakeAt(next));
        }
    }

    fn persist(&mut self) {
        match core::mem::take(&mut self.persist) {
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
        if core::mem::take(&mut self.persist_outbox) {
            // Before the frames of this same input: a page that is reloaded
            // between the two must not send a message again.
            self.outputs.push_front(Output::PersistOutbox);
        }
    }

    fn tell_changes(&mut self) {
        let connection = self.connection();
        if changed(&mut self.told.connection, &connection) {
            self.tell(Event::ConnectionChanged(connection));
        }
        let changed_messages = core::mem::take(&mut self.changed_messages);
        if core::mem::take(&mut self.transcript_changed) {
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
