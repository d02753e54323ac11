//! Conversations that the service no longer knows (protocol §2.2: 404).
//!
//! A service can lose conversations: it is set up anew, or stores them only for some time. It
//! then refuses requests about them with 404. A conversation that is missing in the list is not
//! necessarily lost, as the list is bounded (protocol §3.2). So only the refusal counts. It
//! arrives on every connection, because open dialogs are subscribed to.

use super::Session;
use super::pending_requests::Pending;
use super::settle::PersistWish;
use crate::conversation::OutboxState;
use crate::ids::{ConversationId, DialogId, LocalId};
use crate::wire::{CloseReason, ConversationState};

/// The response code for a conversation or dialog that the service does not know.
pub(super) const UNKNOWN: u16 = 404;
/// After this many new conversations in a row that were unknown at once, the message fails.
const PATIENT_CONVERSATIONS: u32 = 3;

/// Counts new conversations that the service forgets at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Forgotten {
    /// The last conversation that the service opened on request.
    asked_for: Option<ConversationId>,
    /// New conversations that were unknown at once, since a message was last stored.
    in_vain: u32,
}

impl Forgotten {
    pub(super) fn note_granted(&mut self, id: &ConversationId) {
        // The service returned a conversation that is over, which does not help either.
        self.in_vain += u32::from(self.asked_for.as_ref() == Some(id));
        self.asked_for = Some(id.clone());
    }

    pub(super) const fn note_stored(&mut self) {
        self.in_vain = 0;
    }

    /// Whether requesting another conversation is useless. Returns true once, then counts anew.
    pub(super) const fn is_in_vain(&mut self) -> bool {
        let is_in_vain = self.in_vain >= PATIENT_CONVERSATIONS;
        if is_in_vain {
            self.in_vain = 0;
        }
        is_in_vain
    }
}

impl Session {
    /// Called when the service does not know the conversation or dialog of a request.
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

    /// Queues messages again that are in doubt, or acknowledged without a copy, so that a new
    /// conversation gets them. Ends the conversation if this is its writable dialog.
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

    /// Marks the conversation as ended and keeps its messages. There is no survey, because
    /// nobody ended it.
    fn end_unknown_conversation(&mut self, id: &ConversationId) {
        let ended_unix_ms = self.server_unix_ms();
        let Some(known) = self
            .history
            .conversations
            .iter_mut()
            .find(|known| known.id == *id)
        else {
            return;
        };
        known.state = ConversationState::Close;
        known.stage = ConversationState::Close;
        known.close_reason = Some(CloseReason::System);
        known.ended_unix_ms = Some(ended_unix_ms);
        for dialog in &mut known.dialogs {
            dialog.state = ConversationState::Close;
            self.history.complete.insert(dialog.id.clone(), ());
        }
        if self.forgotten.asked_for.as_ref() == Some(id) {
            self.forgotten.in_vain += 1;
        }
        self.closing.ending.take_if(|ending| ending == id);
        self.closing.urgency.take_if(|(urgent, _)| urgent == id);
        self.presence.clear_typing();
        self.changes.transcript_changed = true;
        self.changes.persist = PersistWish::Now;
    }
}
