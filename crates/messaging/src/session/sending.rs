//! From the outbox to the transcript (protocol §3.1, §3.6).

use super::Session;
use super::config::{DOUBT_PATIENCE, PUBLISH_RETRY};
use super::forgotten::UNKNOWN;
use super::output::Event;
use super::pending_requests::Pending;
use super::subscriptions::DialogSync;
use super::timers::Timer;
use crate::conversation::{FailureReason, MessageKey, OutboxEntry, OutboxState, OutgoingContent};
use crate::ids::{DialogId, LocalId, Sequence};
use crate::time::Instant;
use crate::wire::request::{ConsumerRequestConversation, PublishEvent};

/// After this many attempts on a busy server, the message fails.
const PATIENT_ATTEMPTS: u32 = 5;

impl Session {
    /// Sends the oldest queued entry. Requests a conversation first if none is open. Only one
    /// entry is under way at a time, so that the order survives a lost connection.
    pub(super) fn pump_outbox(&mut self) {
        if self.timers.is_set(Timer::PublishRetry) {
            return;
        }
        self.drop_void_clicks();
        let Some(entry) = self.outbox.next_to_send().cloned() else {
            return;
        };
        if let OutgoingContent::Action { dialog, .. } = &entry.content {
            if self.is_live(dialog) {
                self.publish(&entry, dialog.clone());
            }
            return;
        }
        let open = self.open_conversation();
        let dialog = open.map(|known| known.writable_dialog().cloned());
        if self.waits_for_copy_elsewhere(dialog.as_ref().and_then(Option::as_ref)) {
            return;
        }
        match dialog {
            Some(Some(dialog)) if self.is_live(&dialog) => self.publish(&entry, dialog),
            // The dialog is still being subscribed to, or no dialog is writable at the moment.
            Some(_) => {}
            None if self.forgotten.is_in_vain() => {
                let code = UNKNOWN;
                self.fail(&entry.id, FailureReason::NoConversation { code });
            }
            None => self.request_conversation(),
        }
    }

    /// A message before was taken in another dialog, and its copy did not come back. If the
    /// service has forgotten that dialog, it is sent once more, and before what comes after it.
    fn waits_for_copy_elsewhere(&mut self, writable: Option<&DialogId>) -> bool {
        let Some(dialog) = self.outbox.acknowledged_outside(writable).cloned() else {
            return false;
        };
        if self.is_live(&dialog) {
            self.ask_again(&dialog);
        }
        true
    }

    /// Decides about messages in doubt. The proof is a history that was requested when no late
    /// frame could arrive any more. If it lacks the message, the server did not store it.
    pub(super) fn end_doubts(&mut self) {
        let sync = &self.history.sync;
        let is_proof = |dialog: &DialogId, since: Instant| {
            matches!(sync.get(dialog), Some(DialogSync::Live { asked_at })
                if asked_at.since(since) >= DOUBT_PATIENCE)
        };
        if self.outbox.end_doubts(is_proof) {
            self.note_outbox_changed();
        }
        let now = self.instant();
        let (ripe, unripe): (Vec<_>, Vec<_>) =
            (self.outbox.doubts()).partition(|(_, since)| now.since(*since) >= DOUBT_PATIENCE);
        if let Some(next) = unripe.into_iter().map(|(_, since)| since).min() {
            self.timers.set(Timer::DoubtEnds, next + DOUBT_PATIENCE);
        }
        for (dialog, _) in ripe {
            if self.is_live(&dialog) {
                self.ask_again(&dialog);
            }
        }
    }

    fn publish(&mut self, entry: &OutboxEntry, dialog: DialogId) {
        let request = PublishEvent {
            conversation: self.conversation_of(&dialog).map(|known| known.id.clone()),
            dialog: dialog.clone(),
            event: entry.content.to_event(),
            metadata: entry.metadata.clone(),
        };
        let known = self.history.transcripts.get(&dialog);
        let known = known.and_then(|transcript| transcript.known().highest());
        // An acknowledged message may have no copy in the transcript yet. Its copy must not be
        // taken for the copy of this message.
        let watermark = known.max(self.outbox.taken_up_to(&dialog));
        let id = self.send(Pending::Message(entry.id.clone()), &request);
        if let Some(kept) = self.outbox.get_mut(&entry.id) {
            kept.state = OutboxState::UnderWay {
                request: id,
                dialog,
                watermark,
            };
        }
        self.changes.persist_outbox = true;
        self.changes
            .changed_messages
            .push(MessageKey::Local(entry.id.clone()));
    }

    fn request_conversation(&mut self) {
        if self
            .connection
            .pending
            .any(|what| *what == Pending::NewConversation)
        {
            return;
        }
        let routing = self.routing.clone();
        let request = ConsumerRequestConversation {
            brand_id: Some(self.config.account.clone()),
            skill_id: routing.skill_id,
            campaign: routing.campaign,
            lang: routing.lang,
        };
        self.send(Pending::NewConversation, &request);
    }

    pub(super) fn on_no_conversation(&mut self, code: u16) {
        if self.may_try_again_alone(code) {
            return;
        }
        let waiting = self.outbox.next_to_send().map(|entry| entry.id.clone());
        if let Some(id) = waiting {
            self.fail(&id, FailureReason::NoConversation { code });
        }
    }

    /// The server stored the message. Its copy may have arrived before. The session may then
    /// have linked the message to the same text from another tab; this is corrected here.
    pub(super) fn on_message_stored(&mut self, id: &LocalId, sequence: Sequence) {
        self.publish_attempts = 0;
        self.forgotten.note_stored();
        if let Some(entry) = self.outbox.get_mut(id) {
            if let OutboxState::UnderWay { dialog, .. } = &entry.state {
                let dialog = dialog.clone();
                entry.state = OutboxState::Acknowledged {
                    dialog: dialog.clone(),
                    sequence,
                };
                self.outbox.note_taken(&dialog, sequence);
                self.changes
                    .changed_messages
                    .push(MessageKey::Local(id.clone()));
                self.note_outbox_changed();
            }
            return;
        }
        for transcript in self.history.transcripts.values_mut() {
            let Some(place) = transcript.place_of(id) else {
                continue;
            };
            if place != sequence
                && transcript.unclaimed(sequence, &self.identity.own).is_some()
                && transcript.same_text(place, sequence)
            {
                transcript.unlink(place);
                transcript.link(sequence, id.clone());
                self.changes.transcript_changed = true;
            }
        }
    }

    pub(super) fn on_message_refused(&mut self, id: &LocalId, code: u16) {
        let mut is_click = false;
        let dialog = match self.outbox.get_mut(id) {
            Some(entry) => {
                is_click = !entry.content.is_message();
                let OutboxState::UnderWay { dialog, .. } = &entry.state else {
                    return;
                };
                let dialog = dialog.clone();
                entry.state = OutboxState::Queued;
                dialog
            }
            // After a 5xx code the server may have stored the message. The copy is then this
            // message's.
            None => match (code < 500).then(|| self.take_back(id)).flatten() {
                Some(dialog) => dialog,
                None => return,
            },
        };
        self.changes
            .changed_messages
            .push(MessageKey::Local(id.clone()));
        let known = self.conversation_of(&dialog);
        let is_open = known.is_some_and(|known| known.is_dialog_open(&dialog));
        // If the dialog closed meanwhile, the message stays queued. It goes to the survey, or
        // starts the next conversation.
        if (is_open || is_click) && !self.may_try_again_alone(code) {
            self.fail(id, FailureReason::Refused { code });
        }
        self.note_outbox_changed();
    }

    /// Puts a refused message back into the outbox. The copy that was linked to it belongs to
    /// another tab that sent the same text. Returns the message's dialog.
    fn take_back(&mut self, id: &LocalId) -> Option<DialogId> {
        let (written_unix_ms, author) = (self.server_unix_ms(), self.author().cloned());
        let mut transcripts = self.history.transcripts.values_mut();
        let (transcript, place) = transcripts.find_map(|transcript| {
            let place = transcript.place_of(id)?;
            Some((transcript, place))
        })?;
        transcript.unlink(place);
        let (copy, content) = transcript.unclaimed(place, &self.identity.own)?;
        let metadata = copy.metadata.clone();
        let dialog = transcript.dialog().clone();
        self.outbox.put_back(OutboxEntry {
            id: id.clone(),
            content,
            metadata,
            written_unix_ms,
            author,
            state: OutboxState::Queued,
        });
        Some(dialog)
    }

    /// 429 and 5xx are temporary (protocol §5.12), so the session first retries by itself.
    fn may_try_again_alone(&mut self, code: u16) -> bool {
        let is_passing = code == 429 || code >= 500;
        self.publish_attempts += 1;
        if is_passing && self.publish_attempts < PATIENT_ATTEMPTS {
            self.wake_after(Timer::PublishRetry, PUBLISH_RETRY);
            return true;
        }
        self.publish_attempts = 0;
        false
    }

    fn fail(&mut self, id: &LocalId, reason: FailureReason) {
        if self.drop_refused_click(id, reason) {
            return;
        }
        if let Some(entry) = self.outbox.get_mut(id) {
            entry.state = OutboxState::Failed(reason);
            self.tell(Event::MessageFailed(id.clone()));
            self.changes
                .changed_messages
                .push(MessageKey::Local(id.clone()));
            self.note_outbox_changed();
        }
    }

    /// Stores the outbox at once, before any output that depends on it.
    pub(super) fn note_outbox_changed(&mut self) {
        self.changes.persist_outbox = true;
        self.changes.transcript_changed = true;
    }
}
