//! The conversation list and the dialogs' histories (protocol §3.2, §3.4).
//!
//! A dialog is usable once its history is complete. The service answers the
//! subscription, then sends everything stored from `fromSeq` on in one
//! notification, then what is new. Nothing marks that notification as the
//! history, and a new event may slip in before it, so it is recognised by what
//! it does: it leaves no hole, or it brings several events, or none. Where
//! even that fails, patience decides (`HISTORY_PATIENCE`).

use super::Session;
use super::config::{GAP_PATIENCE, HISTORY_PATIENCE};
use super::pending_requests::Pending;
use super::state::SessionState;
use super::timers::Timer;
use crate::conversation::Transcript;
use crate::ids::{ConversationId, DialogId, Sequence};
use crate::wire::ConversationState;
use crate::wire::request::{SubscribeExConversations, SubscribeMessagingEvents};

/// How far a dialog is on the present connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DialogSync {
    /// The subscription was asked for.
    Asked { from: Sequence },
    /// It was granted; the history is due.
    AwaitHistory { from: Sequence },
    /// Everything stored is here; what is new comes by itself.
    Live,
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
    }

    /// Subscribes to every dialog that should be and is not.
    pub(super) fn subscribe_dialogs(&mut self) {
        for (conversation, dialog) in self.dialogs_wanted() {
            if !self.sync.contains_key(&dialog) {
                self.subscribe_dialog(&dialog, conversation);
            }
        }
    }

    fn dialogs_wanted(&self) -> Vec<(Option<ConversationId>, DialogId)> {
        let shown = self.config.ended_conversations_shown;
        let ended = self
            .conversations
            .iter()
            .rev()
            .filter(|known| !known.is_open());
        let open = self.conversations.iter().filter(|known| known.is_open());
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
            !self.complete.contains(dialog)
                || self.outbox.dialogs_in_doubt().any(|one| one == dialog)
        };
        let mut wanted: Vec<_> = doubtful
            .chain(listed)
            .filter(|(_, dialog)| needed(dialog))
            .collect();
        wanted.dedup();
        wanted
    }

    fn subscribe_dialog(&mut self, dialog: &DialogId, conversation: Option<ConversationId>) {
        let home = conversation
            .clone()
            .unwrap_or_else(|| ConversationId::new(dialog.as_str()));
        let transcript = self.transcripts.entry(dialog.clone());
        let transcript = transcript.or_insert_with(|| Transcript::new(home, dialog.clone()));
        let from = transcript.known().first_missing();
        self.sync.insert(dialog.clone(), DialogSync::Asked { from });
        let request = SubscribeMessagingEvents {
            dialog: dialog.clone(),
            conversation,
            from,
        };
        self.send(Pending::Events(dialog.clone()), &request);
    }

    pub(super) fn on_dialog_subscribed(&mut self, dialog: &DialogId, code: u16) {
        let Some(DialogSync::Asked { from }) = self.sync.get(dialog).copied() else {
            return;
        };
        if code < 400 {
            self.sync
                .insert(dialog.clone(), DialogSync::AwaitHistory { from });
            let due = self.instant() + HISTORY_PATIENCE;
            self.timers.set_if_stopped(Timer::HistoryDue, due);
        } else {
            // It will not be told, as with a conversation the server has
            // forgotten. Waiting for ever would hold back what is to be sent.
            self.complete_history(dialog, from);
        }
    }

    /// Some events of a dialog, or an empty history, were taken in.
    pub(super) fn on_dialog_told(&mut self, dialog: &DialogId, events: usize) {
        let Some(transcript) = self.transcripts.get(dialog) else {
            return;
        };
        let has_gap = transcript.known().has_gap();
        match self.sync.get(dialog) {
            Some(&DialogSync::AwaitHistory { from }) if !has_gap || events != 1 => {
                self.complete_history(dialog, from);
            }
            Some(DialogSync::Live) if has_gap => {
                let at = self.instant() + GAP_PATIENCE;
                self.timers.set_if_stopped(Timer::GapRepair, at);
            }
            _ => {}
        }
    }

    /// Everything from `from` on was told: holes that are left stay holes, as
    /// private messages use up numbers that a consumer never sees.
    fn complete_history(&mut self, dialog: &DialogId, from: Sequence) {
        self.sync.insert(dialog.clone(), DialogSync::Live);
        if let Some(transcript) = self.transcripts.get_mut(dialog)
            && let Some(highest) = transcript.known().highest()
        {
            transcript.accept_holes(from, highest);
        }
        self.outbox.history_is_complete(dialog);
        self.note_outbox_changed();
        self.note_dialog_ended(dialog);
    }

    /// An ended dialog whose history is here is never asked for again.
    pub(super) fn note_dialog_ended(&mut self, dialog: &DialogId) {
        let is_over = (self.conversation_of(dialog)).is_some_and(|known| !known.is_open());
        if is_over && self.sync.get(dialog) == Some(&DialogSync::Live) {
            self.complete.insert(dialog.clone());
        }
    }

    pub(super) fn is_live(&self, dialog: &DialogId) -> bool {
        self.sync.get(dialog) == Some(&DialogSync::Live)
    }

    pub(super) fn on_history_overdue(&mut self) {
        if self.state == SessionState::AwaitConversations {
            self.become_ready();
        }
        let overdue: Vec<_> = (self.sync.iter())
            .filter_map(|(dialog, sync)| match sync {
                DialogSync::AwaitHistory { from } => Some((dialog.clone(), *from)),
                _ => None,
            })
            .collect();
        for (dialog, from) in overdue {
            self.complete_history(&dialog, from);
        }
    }

    /// Asks again for dialogs with a hole, from the hole on.
    pub(super) fn repair_gaps(&mut self) {
        let holed: Vec<_> = (self.transcripts.values())
            .filter(|transcript| transcript.known().has_gap() && self.is_live(transcript.dialog()))
            .map(|transcript| transcript.dialog().clone())
            .collect();
        for dialog in holed {
            let conversation = self.conversation_of(&dialog).map(|known| known.id.clone());
            self.subscribe_dialog(&dialog, conversation);
        }
    }
}
