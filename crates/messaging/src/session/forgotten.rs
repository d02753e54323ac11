//! Conversations that the service no longer knows (protocol §2.2: 404).
//!
//! A service forgets: it is set up anew, or keeps conversations only for a while. Then
//! it refuses what is asked or published there as unknown. That its list does not name
//! a conversation says less, as the list is bounded (protocol §3.2); so the refusal
//! decides, and it comes on every connection, as open dialogs are subscribed to.

use super::Session;
use super::pending_requests::Pending;
use super::settle::PersistWish;
use crate::conversation::OutboxState;
use crate::ids::{ConversationId, DialogId, LocalId};
use crate::wire::{CloseReason, ConversationState};

/// The code for a conversation or dialog that the service does not know.
pub(super) const UNKNOWN: u16 = 404;
/// So many new conversations in a row may be unknown at once, before the consumer is told.
const PATIENT_CONVERSATIONS: u32 = 3;

/// Conversations that the service forgot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Forgotten {
    /// The last conversation that was asked for.
    asked_for: Option<ConversationId>,
    /// Conversations asked for that were unknown at once, since a message was stored.
    in_vain: u32,
}

impl Forgotten {
    pub(super) fn note_granted(&mut self, id: &ConversationId) {
        // Granted again although it is over: that leads nowhere either.
        self.in_vain += u32::from(self.asked_for.as_ref() == Some(id));
        self.asked_for = Some(id.clone());
    }

    pub(super) const fn note_stored(&mut self) {
        self.in_vain = 0;
    }

    /// Whether asking for another conversation is of no use; true once.
    pub(super) const fn is_in_vain(&mut self) -> bool {
        let is_in_vain = self.in_vain >= PATIENT_CONVERSATIONS;
        if is_in_vain {
            self.in_vain = 0;
        }
        is_in_vain
    }
}

impl Session {
    /// The service does not know what a request was about.
    pub(super) fn on_unknown(&mut self, what: &Pending) {
        match what {
            Pending::Events(dialog) | Pending::Receipts(dialog) | Pending::ChatState(dialog) => {
                self.on_dialog_unknown(&dialog.clone());
            }
            Pending::Message(id) => {
                if let Some(dialog) = self.dialog_under_way(id) {
                    self.on_dialog_unknown(&dialog);
                }
            }
            Pending::Close(id) | Pending::EndOfSurvey(id) | Pending::Urgency(id) => {
                let known = self.conversation(id);
                let dialog = known.and_then(|known| known.writable_dialog().cloned());
                if let Some(dialog) = dialog {
                    self.on_dialog_unknown(&dialog);
                }
            }
            _ => {}
        }
    }

    fn dialog_under_way(&mut self, id: &LocalId) -> Option<DialogId> {
        match &self.outbox.get_mut(id)?.state {
            OutboxState::UnderWay { dialog, .. } => Some(dialog.clone()),
            _ => None,
        }
    }

    /// Messages under way to it go to a new conversation, and no more are written there. A dialog
    /// beside the one that is written in takes nobody along.
    fn on_dialog_unknown(&mut self, dialog: &DialogId) {
        if self.outbox.dialog_is_gone(dialog) {
            self.note_outbox_changed();
        }
        let home = self.conversation_of(dialog);
        let home = home.filter(|known| known.writable_dialog() == Some(dialog));
        if let Some(id) = home.map(|known| known.id.clone()) {
            self.end_unknown_conversation(&id);
        }
    }

    /// It counts as ended and its words stay. Nobody ended it, so nobody is asked about it.
    fn end_unknown_conversation(&mut self, id: &ConversationId) {
        let ended_unix_ms = self.server_unix_ms();
        let Some(known) = self.conversations.iter_mut().find(|known| known.id == *id) else {
            return;
        };
        known.state = ConversationState::Close;
        known.stage = ConversationState::Close;
        known.close_reason = Some(CloseReason::System);
        known.ended_unix_ms = Some(ended_unix_ms);
        for dialog in &mut known.dialogs {
            dialog.state = ConversationState::Close;
            self.complete.insert(dialog.id.clone(), ());
        }
        if self.forgotten.asked_for.as_ref() == Some(id) {
            self.forgotten.in_vain += 1;
        }
        self.closing.ending.take_if(|ending| ending == id);
        self.closing.urgency.take_if(|(urgent, _)| urgent == id);
        self.presence.clear_typing();
        self.transcript_changed = true;
        self.persist = PersistWish::Now;
    }
}
