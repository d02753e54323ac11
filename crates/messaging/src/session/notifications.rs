//! Handles notifications from the server (protocol §4).

use super::Session;
use super::output::Event;
use super::settle::PersistWish;
use super::state::SessionState;
use super::timers::Timer;
use crate::conversation::{Applied, MessageKey, Sender, Transcript};
use crate::ids::{ConversationId, DialogId, Sequence};
use crate::wire::{
    Change, Conversation, ConversationChange, DecodeError, EventRecord, Incoming, MessagingEvent,
    Notification,
};

/// Events of further dialogs are not stored, because every dialog adds work to every input.
const MOST_DIALOGS: usize = 500;

impl Session {
    pub(super) fn on_frame(&mut self, text: &str) {
        if !self.connection.state.has_socket() || self.connection.state == SessionState::AwaitSocket
        {
            return;
        }
        self.connection.last_frame = self.instant();
        match Incoming::parse(text) {
            Ok(Incoming::Response(response)) => self.on_response(&response),
            Ok(Incoming::Notification(notification)) => self.on_notification(notification),
            Err(error) => {
                self.tell(Event::FrameIgnored(error));
                if matches!(error, DecodeError::TooLong { .. }) {
                    self.on_history_too_long();
                }
            }
        }
    }

    fn on_notification(&mut self, notification: Notification) {
        match notification {
            Notification::ConversationChange(change) => self.on_conversations(change),
            Notification::MessagingEvents { dialog, events } => self.on_events(dialog, events),
            Notification::Unknown(name) => self.tell(Event::NotificationIgnored { name }),
        }
    }

    fn on_conversations(&mut self, change: ConversationChange) {
        for change in change.changes {
            // A `Delete` only says that the conversation no longer matches the subscription.
            // Its content is still valid, and it may tell that the conversation is closed.
            let (Change::Upsert(conversation) | Change::Delete(conversation)) = change;
            self.take_conversation(&conversation);
        }
        if self.connection.state == SessionState::AwaitConversations {
            self.timers.stop(Timer::HistoryDue);
            self.become_ready();
        }
    }

    /// Applies a conversation's state, unless the known state is newer (§5.1).
    pub(super) fn take_conversation(&mut self, new: &Conversation) {
        let mut new = new.clone();
        // A dialog belongs to the first conversation that named it, so that it is shown once.
        new.dialogs.retain(|dialog| {
            let home = self.conversation_of(&dialog.id);
            home.is_none_or(|home| home.id == new.id)
        });
        self.take_own_conversation(&new);
    }

    fn take_own_conversation(&mut self, new: &Conversation) {
        let known = self
            .history
            .conversations
            .iter()
            .position(|known| known.id == new.id);
        let known_now = known.map(|index| &self.history.conversations[index]);
        let was_open = known_now.is_some_and(Conversation::is_open);
        let had_main = known_now.is_some_and(|held| held.open_main_dialog().is_some());
        if let Some(index) = known {
            let held = &self.history.conversations[index];
            if held.metadata_updated_unix_ms > new.metadata_updated_unix_ms
                && new.metadata_updated_unix_ms.is_some()
            {
                return;
            }
            self.history.conversations[index] = new.clone();
        } else {
            self.history.conversations.push(new.clone());
        }
        self.sort_conversations();
        if new.is_open() {
            // The conversation may have counted as ended before. Its dialogs are requested
            // again.
            for dialog in &new.dialogs {
                self.history.complete.remove(&dialog.id);
            }
        }
        if had_main && new.open_main_dialog().is_none() {
            self.on_main_dialog_ended(&new.id);
        }
        if was_open && !new.is_open() {
            self.on_conversation_ended(new);
        }
        self.changes.transcript_changed = true;
        self.changes.persist = self.changes.persist.max(PersistWish::Soon);
    }

    /// Sorts by start time. A conversation without a start time counts as the newest.
    fn sort_conversations(&mut self) {
        let begun = |known: &Conversation| known.started_unix_ms.unwrap_or(u64::MAX);
        let all = &mut self.history.conversations;
        // Insertion sort: all but one are in order, and a general sort needs much more code.
        for index in 1..all.len() {
            let mut at = index;
            while at > 0 && begun(&all[at - 1]) > begun(&all[at]) {
                all.swap(at - 1, at);
                at -= 1;
            }
        }
    }

    fn on_events(&mut self, around: Option<DialogId>, events: Vec<EventRecord>) {
        let dialog = around.or_else(|| self.only_dialog_awaiting_history());
        let mut told = crate::sorted_map::SortedMap::new();
        if let Some(dialog) = dialog.clone() {
            told.insert(dialog, Vec::new());
        }
        for event in events {
            let Some(dialog) = event.dialog.clone().or_else(|| dialog.clone()) else {
                continue;
            };
            if let Some(sequence) = event.sequence {
                told.get_or_insert_with(dialog.clone(), Vec::new)
                    .push(sequence);
            }
            self.take_event(&dialog, event);
        }
        for (dialog, events) in told.iter() {
            self.on_dialog_told(dialog, events);
        }
    }

    /// An empty history may name no dialog. It is then assigned to the only dialog that waits.
    fn only_dialog_awaiting_history(&self) -> Option<DialogId> {
        let waiting =
            |sync: &super::DialogSync| matches!(sync, super::DialogSync::AwaitHistory { .. });
        let mut dialogs = self.history.sync.iter().filter(|(_, sync)| waiting(sync));
        match (dialogs.next(), dialogs.next()) {
            (Some((dialog, _)), None) => Some(dialog.clone()),
            _ => None,
        }
    }

    fn take_event(&mut self, dialog: &DialogId, event: EventRecord) {
        if let MessagingEvent::ChatState(state) = &event.event {
            return self.on_chat_state(&event.originator, state);
        }
        let home = event.conversation.clone();
        let home = home.or_else(|| self.conversation_of(dialog).map(|known| known.id.clone()));
        let home = home.unwrap_or_else(|| ConversationId::new(dialog.as_str()));
        let is_known = self.history.transcripts.contains_key(dialog);
        if !is_known && self.history.transcripts.len() >= MOST_DIALOGS {
            return;
        }
        let is_live = self.is_live(dialog);
        let originators = event.originator.clone();
        let transcript = (self.history.transcripts)
            .get_or_insert_with(dialog.clone(), || Transcript::new(home, dialog.clone()));
        match transcript.apply(event, &self.identity.own) {
            Applied::Nothing => {}
            Applied::Receipts(sequences) => self.on_receipts(dialog, &sequences),
            Applied::Action(sequence) => self.claim_copy(dialog, sequence),
            Applied::Message(sequence) => {
                self.presence.stopped_typing(&originators);
                self.on_message(dialog, sequence, is_live);
            }
        }
        self.changes.persist = self.changes.persist.max(PersistWish::Soon);
    }

    fn on_receipts(&mut self, dialog: &DialogId, sequences: &[Sequence]) {
        if let Some(transcript) = self.history.transcripts.get(dialog) {
            let messages = sequences
                .iter()
                .filter_map(|&at| transcript.message(at, &self.identity.own));
            let keys: Vec<MessageKey> = messages.map(|message| message.key).collect();
            self.changes.changed_messages.extend(keys);
        }
    }

    fn on_message(&mut self, dialog: &DialogId, sequence: Sequence, is_live: bool) {
        self.changes.transcript_changed = true;
        let Some(transcript) = self.history.transcripts.get_mut(dialog) else {
            return;
        };
        let Some(message) = transcript.message(sequence, &self.identity.own) else {
            return;
        };
        if message.sender == Sender::Consumer {
            return self.claim_copy(dialog, sequence);
        }
        transcript.accepts.owe(sequence);
        if is_live {
            self.tell(Event::MessageArrived(message));
        }
    }

    /// Called for a message or click of the consumer. It may be the copy of an outbox entry.
    fn claim_copy(&mut self, dialog: &DialogId, sequence: Sequence) {
        if let Some(transcript) = self.history.transcripts.get_mut(dialog)
            && let Some((copy, content)) = transcript.unclaimed(sequence, &self.identity.own)
            && let Some(entry) =
                (self.outbox).claim(dialog, sequence, &content, copy.metadata.as_ref())
        {
            transcript.link(sequence, entry.id);
            self.note_outbox_changed();
        }
    }
}
