//! The data that an application may read between two inputs.

use super::Session;
use super::output::{Connection, ConversationStatus, Survey};
use super::state::SessionState;
use crate::conversation::{
    DeliveryState, Message, MessageKey, OutboxEntry, OutboxState, OutgoingContent, Sender,
    Transcript,
};
use crate::ids::{ConversationId, DialogId, Sequence};
use crate::wire::{Content, Conversation, TtrType};
use core::ops::Range;

impl Session {
    /// All messages in display order: conversations by their start, then their dialogs, then
    /// the unsent messages.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = Message> + '_ {
        let stored = self.shown_transcripts();
        let stored = stored.flat_map(|transcript| {
            transcript.messages(0..transcript.message_count(), &self.identity.own)
        });
        stored.chain(
            self.outbox
                .messages()
                .filter_map(|entry| self.unsent(entry)),
        )
    }

    /// The number of messages to show.
    pub fn message_count(&self) -> usize {
        let stored = self.shown_transcripts().map(Transcript::message_count);
        stored.sum::<usize>() + self.outbox.messages().count()
    }

    /// The messages at these positions. The other messages are not built.
    pub fn messages_at(&self, positions: Range<usize>) -> Vec<Message> {
        let mut found = Vec::with_capacity(positions.len());
        let mut before = 0;
        let within = |before: usize, count: usize| {
            let start = positions.start.saturating_sub(before).min(count);
            start..positions.end.saturating_sub(before).clamp(start, count)
        };
        for transcript in self.shown_transcripts() {
            let count = transcript.message_count();
            found.extend(transcript.messages(within(before, count), &self.identity.own));
            before += count;
        }
        let asked = within(before, self.outbox.entries().len());
        let waiting = self.outbox.messages().skip(asked.start).take(asked.len());
        found.extend(waiting.filter_map(|entry| self.unsent(entry)));
        found
    }

    /// The number of messages before this one.
    pub fn position_of(&self, key: &MessageKey) -> Option<usize> {
        let mut before = 0;
        for transcript in self.shown_transcripts() {
            let place = match key {
                MessageKey::Stored(dialog, at) => (dialog == transcript.dialog()).then_some(*at),
                MessageKey::Local(id) => transcript.place_of(id),
            };
            if let Some(position) = place.and_then(|at| transcript.position_of(at)) {
                return Some(before + position);
            }
            before += transcript.message_count();
        }
        let MessageKey::Local(id) = key else {
            return None;
        };
        let mut waiting = self.outbox.messages();
        Some(before + waiting.position(|entry| entry.id == *id)?)
    }

    pub(super) fn shown_transcripts(&self) -> impl DoubleEndedIterator<Item = &Transcript> {
        let dialogs = self
            .history
            .conversations
            .iter()
            .flat_map(|known| &known.dialogs);
        dialogs.filter_map(|dialog| self.history.transcripts.get(&dialog.id))
    }

    /// Whether older ended conversations exist that were not loaded yet.
    pub fn has_earlier(&self) -> bool {
        let ended = self
            .history
            .conversations
            .iter()
            .filter(|known| !known.is_open());
        ended.count() > self.config.ended_conversations_shown
    }

    /// The message with this key.
    pub fn message(&self, key: &MessageKey) -> Option<Message> {
        match key {
            MessageKey::Stored(dialog, sequence) => self.stored(dialog, *sequence),
            MessageKey::Local(id) => {
                let mut waiting = self.outbox.messages().filter(|entry| entry.id == *id);
                (waiting.next())
                    .and_then(|entry| self.unsent(entry))
                    .or_else(|| {
                        self.history.transcripts.values().find_map(|transcript| {
                            transcript.message(transcript.place_of(id)?, &self.identity.own)
                        })
                    })
            }
        }
    }

    /// The message with this sequence number in the dialog.
    fn stored(&self, dialog: &DialogId, sequence: Sequence) -> Option<Message> {
        self.history
            .transcripts
            .get(dialog)?
            .message(sequence, &self.identity.own)
    }

    fn unsent(&self, entry: &OutboxEntry) -> Option<Message> {
        let OutgoingContent::Text(text) = &entry.content else {
            return None;
        };
        let (state, dialog) = match &entry.state {
            OutboxState::Queued => (DeliveryState::Queued, None),
            OutboxState::UnderWay { dialog, .. } | OutboxState::InDoubt { dialog, .. } => {
                (DeliveryState::Sending, Some(dialog))
            }
            OutboxState::Acknowledged { dialog, .. } => (DeliveryState::Sent, Some(dialog)),
            OutboxState::Failed(reason) => (DeliveryState::Failed(*reason), None),
        };
        let home = dialog.and_then(|dialog| self.conversation_of(dialog));
        let home = home.or_else(|| self.open_conversation());
        Some(Message {
            key: MessageKey::Local(entry.id.clone()),
            conversation: home.map(|known| known.id.clone()),
            sequence: match entry.state {
                OutboxState::Acknowledged { sequence, .. } => Some(sequence),
                _ => None,
            },
            sender: Sender::Consumer,
            content: Content::Text(text.clone()),
            quick_replies: None,
            state,
            unix_ms: entry.written_unix_ms,
        })
    }

    /// A conversation by its id.
    pub fn conversation_details(&self, id: &ConversationId) -> Option<&Conversation> {
        self.conversation(id)
    }

    /// The state of the connection.
    pub fn connection(&self) -> Connection {
        match self.connection.state {
            SessionState::Idle => Connection::Idle,
            SessionState::Ended { reason } => Connection::Ended(reason),
            SessionState::Ready { .. } => Connection::Online,
            _ if !self.connection.online => Connection::Offline,
            SessionState::AwaitRetry { at } => Connection::Waiting { retry_at: at },
            _ => Connection::Connecting,
        }
    }

    /// The full state of the connection.
    pub const fn state(&self) -> SessionState {
        self.connection.state
    }

    /// The newest conversation.
    pub fn conversation_status(&self) -> ConversationStatus {
        let Some(newest) = self
            .open_conversation()
            .or(self.history.conversations.last())
        else {
            return ConversationStatus::default();
        };
        let is_urgent = match &self.closing.urgency {
            Some((id, urgent)) if *id == newest.id => *urgent,
            _ => newest
                .ttr
                .as_ref()
                .is_some_and(|ttr| ttr.kind == TtrType::Urgent),
        };
        ConversationStatus {
            id: Some(newest.id.clone()),
            is_open: newest.is_open(),
            agent: newest.assigned_agent().cloned(),
            survey_dialog: newest.survey_dialog().cloned(),
            close_reason: newest.close_reason.clone(),
            ended_unix_ms: newest.ended_unix_ms,
            is_urgent,
            is_ending: self.closing.ending.as_ref() == Some(&newest.id),
        }
    }

    /// The survey after a conversation.
    pub const fn survey(&self) -> &Survey {
        &self.closing.survey
    }

    /// The number of messages from the brand that the consumer has not read.
    pub fn unread(&self) -> usize {
        self.history
            .transcripts
            .values()
            .map(Transcript::unread)
            .sum()
    }

    /// The server's clock minus the local clock, in milliseconds. 0 until it is known.
    pub fn clock_skew_ms(&self) -> i64 {
        self.clock_skew_ms.unwrap_or_default()
    }

    /// The current time of the server's clock, in milliseconds since 1970. Use it to compare
    /// with times from the server.
    pub fn server_clock_unix_ms(&self) -> u64 {
        self.server_unix_ms()
    }
}
