//! The conversation list and the dialogs' histories (protocol §3.2, §3.4).
//!
//! A dialog is usable once its history is complete. The service answers the
//! subscription, then sends everything stored from `fromSeq` on in one
//! notification, then what is new. Nothing marks that notification as the
//! history, and a new event may slip in before it, so it is recognised by what
//! it does: it brings the event at `fromSeq`, several events, or none; or it
//! leaves no hole, and no message is in doubt. So a dialog is asked for from the
//! last event that is held (with a message in doubt, from the last one that was
//! held when it was sent): one event comes twice, and the history's coming is
//! certain. One that does not come is asked for again, with growing patience.
//!
//! A service may tell a long history in several notifications. So after a long one
//! the clock is asked for, whose answer stands in line behind the rest. A history in
//! one frame that is too long to be read is asked for again from nearer its end.

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

/// A history is asked for so often before it is taken for empty.
const HISTORY_TRIES: u32 = 3;

/// A consumer has one open conversation; the newest of so many are followed, should
/// a server say otherwise.
const MOST_OPEN: usize = 20;

/// How far a dialog is on the present connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DialogSync {
    /// The subscription was asked for.
    Asked(Question),
    /// It was granted; the history is due.
    AwaitHistory {
        /// What was asked.
        question: Question,
        /// By then.
        due: Instant,
    },
    /// A long part of it is here, and the rest once the clock is told.
    AwaitRest {
        /// What was asked.
        question: Question,
    },
    /// Everything stored is here; what is new comes by itself.
    Live {
        /// When the history that proves it was asked for.
        asked_at: Instant,
    },
}

/// A subscription as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// From there on.
    from: Sequence,
    /// For the how manieth time, from 1 on.
    tries: u32,
    /// When.
    asked_at: Instant,
}

impl Session {
    /// Both stages, so that ended conversations stay readable above.
    pub(super) fn subscribe_conversations(&mut self) {
        let request = SubscribeExConversations {
            stages: vec![ConversationState::Open, ConversationState::Close],
            updated_since_unix_ms: None,
        };
        self.send(Pending::Conversations, &request);
    }

    /// The first list is here, or will not come: work can begin.
    pub(super) fn become_ready(&mut self) {
        let since = self.instant();
        self.state = SessionState::Ready { since };
        // Days and times are the service's: a machine's clock may be wrong by days.
        if self.clock_skew_ms.is_none() {
            self.send(Pending::Clock, &GetClock {});
        }
    }

    /// Subscribes to every dialog that should be and is not.
    pub(super) fn subscribe_dialogs(&mut self) {
        for (conversation, dialog) in self.dialogs_wanted() {
            if !self.sync.contains_key(&dialog) {
                self.subscribe_dialog(&dialog, conversation, 1);
            }
        }
    }

    /// A few more ended conversations, once those before have been told.
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
            .conversations
            .iter()
            .rev()
            .filter(|known| !known.is_open());
        let open = self.conversations.iter().rev();
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
            !self.complete.contains_key(dialog)
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
        let transcript = (self.transcripts)
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
        self.sync
            .insert(dialog.clone(), DialogSync::Asked(question));
        let request = SubscribeMessagingEvents {
            dialog: dialog.clone(),
            conversation,
            from,
        };
        self.send(Pending::Events(dialog.clone()), &request);
    }

    pub(super) fn on_dialog_subscribed(&mut self, dialog: &DialogId, code: u16) {
        let Some(DialogSync::Asked(question)) = self.sync.get(dialog).copied() else {
            return;
        };
        if code < 400 {
            let patience =
                Duration::from_ms(HISTORY_PATIENCE.as_ms() << (question.tries - 1).min(4));
            let due = self.instant() + patience;
            let sync = DialogSync::AwaitHistory { question, due };
            self.sync.insert(dialog.clone(), sync);
            self.timers.set_if_stopped(Timer::HistoryDue, due);
        } else {
            // It will not be told, as with a conversation the server has
            // forgotten. Waiting for ever would hold back what is to be sent.
            self.end_history(dialog, question);
        }
    }

    /// Some events of a dialog, or an empty history, were taken in.
    pub(super) fn on_dialog_told(&mut self, dialog: &DialogId, events: &[Sequence]) {
        let Some(transcript) = self.transcripts.get(dialog) else {
            return;
        };
        let has_gap = transcript.known().has_gap();
        match self.sync.get(dialog) {
            Some(&DialogSync::AwaitHistory { question, .. }) => {
                let needs_proof = has_gap || self.outbox.doubtful_from(dialog).is_some();
                if !needs_proof || events.len() != 1 || events.contains(&question.from) {
                    if events.len() < EVENTS_OF_A_PAGE {
                        self.end_history(dialog, question);
                    } else {
                        let sync = DialogSync::AwaitRest { question };
                        self.sync.insert(dialog.clone(), sync);
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

    /// What stood in line behind a history was told, and so was all of it.
    pub(super) fn on_rest_told(&mut self, dialog: &DialogId) {
        if let Some(&DialogSync::AwaitRest { question }) = self.sync.get(dialog) {
            self.end_history(dialog, question);
        }
    }

    /// A frame came that is too long to be read: where a history is due, it was that.
    pub(super) fn on_history_too_long(&mut self) {
        let awaited: Vec<_> = (self.sync.iter())
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

    /// Asks for the newest part, once; where its beginning is not known or even that is
    /// too long, what was said stays unread.
    fn cut_history(&mut self, dialog: &DialogId, question: Question) {
        let home = self.conversation_of(dialog);
        let last = home.and_then(|known| known.last_message.clone());
        let last = last.filter(|(of, _)| of == dialog);
        let newest = last.map(|(_, last)| Sequence(last.0.saturating_sub(NEWEST_EVENTS)));
        let transcript = self.transcripts.get_mut(dialog);
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

    /// Everything from `from` on was told: holes that are left stay holes, as
    /// private messages use up numbers that a consumer never sees.
    fn complete_history(&mut self, dialog: &DialogId, question: Question) {
        let asked_at = question.asked_at;
        self.sync
            .insert(dialog.clone(), DialogSync::Live { asked_at });
        if let Some(transcript) = self.transcripts.get_mut(dialog)
            && let Some(highest) = transcript.known().highest()
        {
            transcript.accept_holes(question.from, highest);
        }
        self.outbox.history_is_complete(dialog);
        self.note_outbox_changed();
    }

    /// An ended dialog whose history was told after its end is never asked for
    /// again. What it was told while it lived may lack its last words.
    fn note_dialog_complete(&mut self, dialog: &DialogId) {
        if (self.conversation_of(dialog)).is_some_and(|known| !known.is_open()) {
            self.complete.insert(dialog.clone(), ());
        }
    }

    pub(super) fn is_live(&self, dialog: &DialogId) -> bool {
        matches!(self.sync.get(dialog), Some(DialogSync::Live { .. }))
    }

    pub(super) fn on_history_overdue(&mut self) {
        if self.state == SessionState::AwaitConversations {
            self.become_ready();
        }
        let now = self.instant();
        let overdue: Vec<_> = (self.sync.iter())
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
        let still_due = self.sync.values().filter_map(|sync| match sync {
            DialogSync::AwaitHistory { due, .. } => Some(*due),
            _ => None,
        });
        if let Some(due) = still_due.min() {
            self.timers.set_if_stopped(Timer::HistoryDue, due);
        }
    }

    /// The history always comes, if only to say that there is none. What is
    /// written before it came could be mistaken for something in it.
    fn on_dialog_overdue(&mut self, dialog: &DialogId, question: Question) {
        if question.tries < HISTORY_TRIES {
            let conversation = self.conversation_of(dialog).map(|known| known.id.clone());
            self.subscribe_dialog(dialog, conversation, question.tries + 1);
        } else {
            self.complete_history(dialog, question);
        }
    }

    /// Asks a dialog's history once more, now that no late frame can add to it.
    pub(super) fn ask_again(&mut self, dialog: &DialogId) {
        let conversation = self.conversation_of(dialog).map(|known| known.id.clone());
        self.subscribe_dialog(dialog, conversation, 1);
    }

    /// Asks again for dialogs with a hole, from the hole on.
    pub(super) fn repair_gaps(&mut self) {
        let holed: Vec<_> = (self.transcripts.values())
            .filter(|transcript| transcript.known().has_gap() && self.is_live(transcript.dialog()))
            .map(|transcript| transcript.dialog().clone())
            .collect();
        for dialog in holed {
            self.ask_again(&dialog);
        }
    }
}
