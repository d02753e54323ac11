//! Clicks in structured content, and quick replies (protocol §7.5, §7.6).
//!
//! A click goes through the outbox like a message, before its texts. It is stored, sent in
//! order and sent exactly once. The server's copy is an `ACTION` event of the consumer. A click
//! differs from a message in three ways: it is not shown; it is sent only to the dialog of the
//! clicked content; and the consumer cannot retry it, so a refused click is dropped.

use super::Session;
use super::commands::check_length;
use super::input::CommandError;
use super::output::Event;
use crate::conversation::{FailureReason, MessageKey, OutgoingContent};
use crate::ids::{DialogId, LocalId, Sequence};
use serde_json::Value;

impl Session {
    pub(super) fn click(
        &mut self,
        dialog: DialogId,
        sequence: Sequence,
        metadata: Option<&Value>,
        mut texts: Vec<String>,
    ) -> Result<(), CommandError> {
        texts.retain(|text| !text.trim().is_empty());
        for text in &texts {
            check_length(text)?;
        }
        if !texts.is_empty() {
            self.withdraw_survey();
        }
        self.queue(
            OutgoingContent::Action { dialog, sequence },
            metadata.cloned(),
        );
        for text in texts {
            self.queue(OutgoingContent::Text(text), metadata.cloned());
        }
        Ok(())
    }

    /// Removes clicks on dialogs that have ended, as these accept no clicks.
    pub(super) fn drop_void_clicks(&mut self) {
        while let Some(entry) = self.outbox.next_to_send()
            && let OutgoingContent::Action { dialog, .. } = &entry.content
            && self.has_ended(dialog)
        {
            let id = entry.id.clone();
            self.outbox.remove(&id);
            self.note_outbox_changed();
        }
    }

    /// Removes a refused entry if it is a click. Returns true if it was one.
    pub(super) fn drop_refused_click(&mut self, id: &LocalId, reason: FailureReason) -> bool {
        let entry = self.outbox.get_mut(id);
        if entry.is_none_or(|entry| entry.content.is_message()) {
            return false;
        }
        let (FailureReason::Refused { code } | FailureReason::NoConversation { code }) = reason;
        self.outbox.remove(id);
        self.tell(Event::RequestRefused { code });
        self.note_outbox_changed();
        true
    }

    /// Whether the dialog is known to have ended. Nothing can be published in it then.
    fn has_ended(&self, dialog: &DialogId) -> bool {
        (self.conversation_of(dialog)).is_some_and(|known| !known.is_dialog_open(dialog))
    }

    pub(super) fn cannot_show(&mut self, dialog: &DialogId, sequence: Sequence) {
        if let Some(transcript) = self.history.transcripts.get_mut(dialog)
            && transcript.is_of_others(sequence, &self.identity.own)
        {
            transcript.nacks.owe(sequence);
        }
    }

    /// The message whose quick replies are shown now. It must be the last message of the
    /// writable dialog, and the consumer must not have clicked or written anything after it.
    pub fn quick_replies_shown(&self) -> Option<MessageKey> {
        let dialog = self.open_conversation()?.writable_dialog()?;
        let mut shown = self.shown_transcripts();
        let last = shown.rfind(|transcript| transcript.message_count() > 0)?;
        let last = Some(last).filter(|last| last.dialog() == dialog)?;
        let sequence = last.quick_replies_at(&self.identity.own)?;
        let key = MessageKey::Stored(dialog.clone(), sequence);
        let click = OutgoingContent::Action {
            dialog: dialog.clone(),
            sequence,
        };
        let mut waiting = self.outbox.entries().iter();
        let is_over = waiting.any(|entry| entry.content.is_message() || entry.content == click);
        (!is_over).then_some(key)
    }
}
