//! The conversation list and the dialogs' histories (protocol §3.2, §3.4).
//!
//! A dialog is usable once its history is complete. The service answers the subscription, then
//! sends all stored events from `fromSeq` on in one notification, then new events.
//!
//! Nothing marks that notification as the history, and a new event may arrive before it. A
//! notification counts as the history if it contains the event at `fromSeq`, several events or
//! none, or if it leaves no gap and no message is in doubt. To make this reliable, a
//! subscription starts at the last known event. If a message is in doubt, it starts at the last
//! event that was known when the message was sent. So one event arrives twice and proves that
//! the history has arrived. A missing history is requested again, with a longer deadline each
//! time.
//!
//! A service may split a long history into several notifications. So after a long one, the
//! session sends `GetClock`; its response follows the rest of the history. A history in a
//! single frame that is too long to be read is requested again, from a later `fromSeq`.

use super::Session;
use super::config::{
    EARLIER_AT_ONCE, EVENTS_OF_A_PAGE, GAP_PATIENCE, HISTORY_PATIENCE, NEWEST_EVENTS,
};
use super::output::Event;
use super::pending_requests::Pending;
use super::state::SessionState;
use super::timers::Timer;
use crate::conversation::Transcript;
use crate::ids::{ConversationId, DialogId, Sequence};
use crate::time::{Duration, Instant};
use crate::wire::ConversationState;
use crate::wire::request::{GetClock, SubscribeExConversations, SubscribeMessagingEvents};

/// After this many requests, a missing history counts as empty.
const HISTORY_TRIES: u32 = 3;

/// A consumer has one open conversation. If a server sends more, only this many of the newest
/// are followed.
const MOST_OPEN: usize = 20;

/// The subscription state of a dialog on the current connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DialogSync {
    /// The subscription was requested.
    Asked(Question),
    /// The subscription was accepted. The history has not arrived yet.
    AwaitHistory {
        /// The subscription request.
        question: Question,
        /// The deadline of the history.
        due: Instant,
    },
    /// A long part of the history arrived. It is complete when `GetClock` is answered.
    AwaitRest {
        /// The subscription request.
        question: Question,
    },
    /// The history is complete. New events arrive by themselves.
    Live {
        /// When this history was requested. It can only settle doubts that began well before.
        asked_at: Instant,
    },
}

/// A subscription request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// The first sequence number that was requested.
    from: Sequence,
    /// The number of this attempt, starting at 1.
    tries: u32,
    /// When it was sent.
    asked_at: Instant,
}

impl Session {
    /// Subscribes to open and ended conversations, so that ended ones stay readable.
    pub(super) fn subscribe_conversations(&mut self) {
        let request = SubscribeExConversations {
            stages: vec![ConversationState::Open, ConversationState::Close],
            updated_since_unix_ms: None,
        };
        self.send(Pending::Conversations, &request);
    }

    /// Called when the first conversation list has arrived, or is overdue.
    pub(super) fn become_ready(&mut self) {
        let since = self.instant();
        self.connection.state = SessionState::Ready { since };
        // The service's clock dates all events. The local clock may be wrong by days.
        if self.clock_skew_ms.is_none() {
            self.send(Pending::Clock, &GetClock {});
        }
    }

    /// Subscribes to every wanted dialog that has no subscription yet.
    pub(super) fn subscribe_dialogs(&mut self) {
        for (conversation, dialog) in self.dialogs_wanted() {
            if !self.history.sync.contains_key(&dialog) {
                self.subscribe_dialog(&dialog, conversation, 1);
            }
        }
    }

    /// Loads a few more ended conversations, once the dialogs requested before are complete.
    pub(super) fn show_earlier(&mut self) {
        let wanted = self.dialogs_wanted();
        let are_told = wanted.iter().all(|(_, dialog)| self.is_live(dialog));
        if self.has_earlier() && are_told {
            self.config.ended_conversations_shown += EARLIER_AT_ONCE;
        }
    }

    fn dialogs_wanted(&self) -> Vec<(Option<ConversationId>, DialogId)> {
        let shown = self.config.ended_conversations_shown;
        let ended = self
            .history
            .conversations
            .iter()
            .rev()
            .filter(|known| !known.is_open());
        let open = self.history.conversations.iter().rev();
        let open = open.filter(|known| known.is_open()).take(MOST_OPEN);
        let listed = open.chain(ended.take(shown)).flat_map(|known| {
            let id = &known.id;
            known
                .dialogs
                .iter()
                .map(move |dialog| (Some(id.clone()), dialog.id.clone()))
        });
        let in_doubt = self.outbox.dialogs_in_doubt();
        let doubtful = in_doubt.map(|dialog| {
            let of = self.conversation_of(dialog).map(|known| known.id.clone());
            (of, dialog.clone())
        });
        let needed = |dialog: &DialogId| {
            !self.history.complete.contains_key(dialog)
                || self.outbox.dialogs_in_doubt().any(|one| one == dialog)
        };
        let mut wanted: Vec<_> = doubtful
            .chain(listed)
            .filter(|(_, dialog)| needed(dialog))
            .collect();
        wanted.dedup();
        wanted
    }

    fn subscribe_dialog(
        &mut self,
        dialog: &DialogId,
        conversation: Option<ConversationId>,
        tries: u32,
    ) {
        let home = conversation
            .clone()
            .unwrap_or_else(|| ConversationId::new(dialog.as_str()));
        let transcript = (self.history.transcripts)
            .get_or_insert_with(dialog.clone(), || Transcript::new(home, dialog.clone()));
        let held = transcript.last_in_order();
        let doubtful = self.outbox.doubtful_from(dialog);
        let from = doubtful.map_or(held, |from| from.min(held));
        let from = from.max(transcript.beginning());
        let asked_at = self.now.instant;
        let question = Question {
            from,
            tries,
            asked_at,
        };
        self.history
            .sync
            .insert(dialog.clone(), DialogSync::Asked(question));
        let request = SubscribeMessagingEvents {
            dialog: dialog.clone(),
            conversation,
            from,
        };
        self.send(Pending::Events(dialog.clone()), &request);
    }

    pub(super) fn on_dialog_subscribed(&mut self, dialog: &DialogId, code: u16) {
        let Some(DialogSync::Asked(question)) = self.history.sync.get(dialog).copied() else {
            return;
        };
        if code < 400 {
            let patience =
                Duration::from_ms(HISTORY_PATIENCE.as_ms() << (question.tries - 1).min(4));
            let due = self.instant() + patience;
            let sync = DialogSync::AwaitHistory { question, due };
            self.history.sync.insert(dialog.clone(), sync);
            self.timers.set_if_stopped(Timer::HistoryDue, due);
        } else {
            // The service will not send this history, for example because it no longer knows
            // the conversation. Waiting for it would block the outbox for ever.
            self.end_history(dialog, question);
        }
    }

    /// Called when events of a dialog, or an empty history, have been applied.
    pub(super) fn on_dialog_told(&mut self, dialog: &DialogId, events: &[Sequence]) {
        let Some(transcript) = self.history.transcripts.get(dialog) else {
            return;
        };
        let has_gap = transcript.known().has_gap();
        match self.history.sync.get(dialog) {
            Some(&DialogSync::AwaitHistory { question, .. }) => {
                let needs_proof = has_gap || self.outbox.doubtful_from(dialog).is_some();
                if !needs_proof || events.len() != 1 || events.contains(&question.from) {
                    if events.len() < EVENTS_OF_A_PAGE {
                        self.end_history(dialog, question);
                    } else {
                        let sync = DialogSync::AwaitRest { question };
                        self.history.sync.insert(dialog.clone(), sync);
                        self.send(Pending::HistoryEnd(dialog.clone()), &GetClock {});
                    }
                }
            }
            Some(DialogSync::Live { .. }) if has_gap => {
                let at = self.instant() + GAP_PATIENCE;
                self.timers.set_if_stopped(Timer::GapRepair, at);
            }
            _ => {}
        }
    }

    /// The response behind a history has arrived, so the history is complete.
    pub(super) fn on_rest_told(&mut self, dialog: &DialogId) {
        if let Some(&DialogSync::AwaitRest { question }) = self.history.sync.get(dialog) {
            self.end_history(dialog, question);
        }
    }

    /// A received frame was too long to be read. If a history is due, that frame was the
    /// history.
    pub(super) fn on_history_too_long(&mut self) {
        let awaited: Vec<_> = (self.history.sync.iter())
            .filter_map(|(dialog, sync)| match *sync {
                DialogSync::AwaitHistory { question, .. } => Some((dialog.clone(), question)),
                _ => None,
            })
            .collect();
        for (dialog, question) in awaited {
            self.tell(Event::HistoryCut);
            self.cut_history(&dialog, question);
        }
    }

    /// Requests only the newest part of the history, once. If its start is unknown, or even
    /// that part is too long, the history stays unread.
    fn cut_history(&mut self, dialog: &DialogId, question: Question) {
        let home = self.conversation_of(dialog);
        let last = home.and_then(|known| known.last_message.clone());
        let last = last.filter(|(of, _)| of == dialog);
        let newest = last.map(|(_, last)| Sequence(last.0.saturating_sub(NEWEST_EVENTS)));
        let transcript = self.history.transcripts.get_mut(dialog);
        match newest
            .filter(|newest| *newest > question.from)
            .zip(transcript)
        {
            Some((newest, transcript)) => {
                transcript.begin_at(newest);
                self.ask_again(dialog);
            }
            None => self.end_history(dialog, question),
        }
    }

    fn end_history(&mut self, dialog: &DialogId, question: Question) {
        self.complete_history(dialog, question);
        self.note_dialog_complete(dialog);
    }

    /// The service has sent everything from `question.from` on. The remaining gaps are
    /// permanent, because private messages use sequence numbers that a consumer never receives.
    fn complete_history(&mut self, dialog: &DialogId, question: Question) {
        let asked_at = question.asked_at;
        self.history
            .sync
            .insert(dialog.clone(), DialogSync::Live { asked_at });
        if let Some(transcript) = self.history.transcripts.get_mut(dialog)
            && let Some(highest) = transcript.known().highest()
        {
            transcript.accept_holes(question.from, highest);
        }
        self.outbox.history_is_complete(dialog);
        self.note_outbox_changed();
    }

    /// Marks the dialog of an ended conversation as complete, so that it is not requested
    /// again. A history that arrived before the end may lack the last events, so it does not
    /// count.
    fn note_dialog_complete(&mut self, dialog: &DialogId) {
        if (self.conversation_of(dialog)).is_some_and(|known| !known.is_open()) {
            self.history.complete.insert(dialog.clone(), ());
        }
    }

    pub(super) fn is_live(&self, dialog: &DialogId) -> bool {
        matches!(self.history.sync.get(dialog), Some(DialogSync::Live { .. }))
    }

    pub(super) fn on_history_overdue(&mut self) {
        if self.connection.state == SessionState::AwaitConversations {
            self.become_ready();
        }
        let now = self.instant();
        let overdue: Vec<_> = (self.history.sync.iter())
            .filter_map(|(dialog, sync)| match *sync {
                DialogSync::AwaitHistory { question, due } if due <= now => {
                    Some((dialog.clone(), question))
                }
                _ => None,
            })
            .collect();
        for (dialog, question) in overdue {
            self.on_dialog_overdue(&dialog, question);
        }
        let still_due = self.history.sync.values().filter_map(|sync| match sync {
            DialogSync::AwaitHistory { due, .. } => Some(*due),
            _ => None,
        });
        if let Some(due) = still_due.min() {
            self.timers.set_if_stopped(Timer::HistoryDue, due);
        }
    }

    /// Requests a missing history again, because the service always sends one, even if it is
    /// empty. A message that is sent before it arrives could be confused with one of its
    /// events.
    fn on_dialog_overdue(&mut self, dialog: &DialogId, question: Question) {
        if question.tries < HISTORY_TRIES {
            let conversation = self.conversation_of(dialog).map(|known| known.id.clone());
            self.subscribe_dialog(dialog, conversation, question.tries + 1);
        } else {
            self.complete_history(dialog, question);
        }
    }

    /// Requests a dialog's history again, on the same connection.
    pub(super) fn ask_again(&mut self, dialog: &DialogId) {
        let conversation = self.conversation_of(dialog).map(|known| known.id.clone());
        self.subscribe_dialog(dialog, conversation, 1);
    }

    /// Requests missing events again for every live dialog with a gap.
    pub(super) fn repair_gaps(&mut self) {
        let holed: Vec<_> = (self.history.transcripts.values())
            .filter(|transcript| transcript.known().has_gap() && self.is_live(transcript.dialog()))
            .map(|transcript| transcript.dialog().clone())
            .collect();
        for dialog in holed {
            self.ask_again(&dialog);
        }
    }
}
