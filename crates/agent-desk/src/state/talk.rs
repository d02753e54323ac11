//! A conversation.

use super::message::{Line, line};
use super::receipts::{Receipts, consumers, is_content};
use super::{Desk, Me, Receipt};
use crate::received::{ConversationUpdate, Details};
use hailer_messaging::ParticipantId;
use hailer_messaging::wire::{
    AcceptStatus, ChatState, Content, Conversation, ConversationState, DialogType, EventRecord,
    MessagingEvent, Role, TtrType,
};
use std::collections::{BTreeMap, BTreeSet};

/// Typing ends after this time without another notification (protocol §5.4).
const TYPING_LASTS_MS: u64 = 15_000;

/// The consumer's chat state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// No chat state was received.
    #[default]
    Unknown,
    /// Looking at the chat.
    Here,
    /// Typing.
    Typing,
    /// The consumer does not look at the chat, or has closed it.
    Away,
    /// The consumer's connection is lost.
    Lost,
}

/// A conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Talk {
    wire: Conversation,
    details: Details,
    dialogs: BTreeMap<String, BTreeMap<u64, EventRecord>>,
    asked_for: BTreeSet<String>,
    given: BTreeSet<(String, u64, bool)>,
    presence: Presence,
    typing_until_unix_ms: u64,
    /// The text in the message box.
    pub draft: String,
}

impl Talk {
    /// A conversation from its first notification.
    pub fn new(update: ConversationUpdate) -> Self {
        Self {
            wire: update.conversation,
            details: update.details,
            dialogs: BTreeMap::new(),
            asked_for: BTreeSet::new(),
            given: BTreeSet::new(),
            presence: Presence::default(),
            typing_until_unix_ms: 0,
            draft: String::new(),
        }
    }

    /// Applies a new state, unless it is older than the current one (protocol §5.1).
    pub fn change(&mut self, update: ConversationUpdate) {
        let stamp = |of: &Conversation| of.metadata_updated_unix_ms.unwrap_or(u64::MAX);
        if stamp(&update.conversation) >= stamp(&self.wire)
            || self.wire.metadata_updated_unix_ms.is_none()
        {
            self.wire = update.conversation;
            self.details = update.details;
        }
        if !self.is_open() {
            self.presence = Presence::default();
        }
    }

    /// Applies an event. Returns whether it is a new message of the consumer.
    pub fn receive(&mut self, event: &EventRecord, now_unix_ms: u64) -> bool {
        let is_consumer = event.originator.role == Some(Role::Consumer);
        if let MessagingEvent::ChatState(state) = &event.event {
            if is_consumer {
                self.presence = presence(state);
                self.typing_until_unix_ms = now_unix_ms.saturating_add(TYPING_LASTS_MS);
            }
            return false;
        }
        let (Some(dialog), Some(sequence)) = (&event.dialog, event.sequence) else {
            return false;
        };
        let is_content = matches!(event.event, MessagingEvent::Content { .. });
        if is_consumer && is_content && self.presence == Presence::Typing {
            self.presence = Presence::Here;
        }
        let events = self.dialogs.entry(dialog.as_str().to_owned()).or_default();
        let is_new = events.insert(sequence.0, event.clone()).is_none();
        is_new && is_consumer && is_content
    }

    pub(super) fn reset_connection(&mut self) {
        self.asked_for.clear();
        self.given.clear();
        self.presence = Presence::default();
    }

    pub(super) fn take_wanted_histories(&mut self) -> Vec<String> {
        let dialogs = self
            .wire
            .dialogs
            .iter()
            .map(|dialog| dialog.id.as_str().to_owned());
        let wanted: Vec<String> = dialogs.filter(|id| !self.asked_for.contains(id)).collect();
        self.asked_for.extend(wanted.iter().cloned());
        wanted
    }

    pub(super) fn take_receipts(&mut self, is_read: bool) -> Vec<Receipt> {
        let mut due = Vec::new();
        let open = self.wire.dialogs.iter();
        let open = open.filter(|dialog| dialog.state == ConversationState::Open);
        for dialog in open.map(|dialog| dialog.id.as_str()) {
            let Some(events) = self.dialogs.get(dialog) else {
                continue;
            };
            let receipts = Receipts::of(events);
            let is_there = |reads: bool, at: u64| {
                if reads {
                    receipts.is_read(true, at)
                } else {
                    receipts.is_delivered(true, at)
                }
            };
            for (status, is_wanted) in [(AcceptStatus::Accept, true), (AcceptStatus::Read, is_read)]
            {
                let reads = status == AcceptStatus::Read;
                let sequences: Vec<u64> = consumers(events)
                    .filter(|at| is_wanted && !is_there(reads, *at))
                    .filter(|at| !self.given.contains(&(dialog.to_owned(), *at, reads)))
                    .collect();
                let given = sequences.iter().map(|at| (dialog.to_owned(), *at, reads));
                self.given.extend(given);
                if !sequences.is_empty() {
                    due.push(Receipt {
                        dialog: dialog.to_owned(),
                        status,
                        sequences,
                    });
                }
            }
        }
        due
    }

    /// The conversation's id.
    pub fn id(&self) -> &str {
        self.wire.id.as_str()
    }

    /// The conversation as the core parses it.
    pub fn wire(&self) -> &Conversation {
        &self.wire
    }

    /// The details that only agents see.
    pub fn details(&self) -> &Details {
        &self.details
    }

    /// Whether messages can still be published.
    pub fn is_open(&self) -> bool {
        self.wire.is_open()
    }

    /// Whether the main dialog was closed and a survey is open.
    pub fn is_in_survey(&self) -> bool {
        self.is_open() && self.wire.state == ConversationState::Close
    }

    /// Whether the conversation is urgent.
    pub fn is_urgent(&self) -> bool {
        self.wire
            .ttr
            .as_ref()
            .is_some_and(|ttr| ttr.kind == TtrType::Urgent)
    }

    /// The main dialog's id, if it is open.
    pub fn main_dialog(&self) -> Option<&str> {
        let main = self
            .wire
            .dialogs
            .iter()
            .find(|dialog| dialog.kind == DialogType::Main)?;
        (self.is_open() && main.state == ConversationState::Open).then(|| main.id.as_str())
    }

    /// Whether a dialog belongs to this conversation.
    pub fn has_dialog(&self, id: &str) -> bool {
        self.wire
            .dialogs
            .iter()
            .any(|dialog| dialog.id.as_str() == id)
    }

    /// The consumer's id.
    pub fn consumer(&self) -> Option<&str> {
        self.with_role(&Role::Consumer)
    }

    /// The id of the assigned agent.
    pub fn agent(&self) -> Option<&str> {
        self.wire.assigned_agent().map(ParticipantId::as_str)
    }

    /// Whether the agent was suggested and has not accepted yet. Then it rings, but is not theirs.
    pub fn is_only_suggested(&self, me: &Me) -> bool {
        let mut people = self.wire.participants.iter();
        let is_active = people.any(|one| me.is(one.id.as_str()) && one.is_active);
        self.is_suggested(me) && !is_active
    }

    /// Whether the agent was asked to take over.
    pub fn is_suggested(&self, me: &Me) -> bool {
        self.details
            .suggested
            .as_deref()
            .is_some_and(|id| me.is(id))
    }

    fn with_role(&self, role: &Role) -> Option<&str> {
        let found = self.wire.participants.iter().find(|one| one.role == *role);
        found.map(|one| one.id.as_str())
    }

    /// The ids of all participants.
    pub fn people(&self) -> Vec<String> {
        let people = self.wire.participants.iter();
        people.map(|one| one.id.as_str().to_owned()).collect()
    }

    /// The consumer's chat state. Typing ends after a timeout.
    pub fn presence(&self, now_unix_ms: u64) -> Presence {
        match self.presence {
            Presence::Typing if now_unix_ms >= self.typing_until_unix_ms => Presence::Here,
            other => other,
        }
    }

    /// The time of the last message, or of the beginning, in milliseconds since 1970.
    pub fn last_activity_unix_ms(&self) -> u64 {
        let said = self.dialogs.values().flat_map(BTreeMap::values);
        let said = said.filter(|event| is_content(event));
        let said = said.filter_map(|event| event.server_unix_ms).max();
        said.or(self.wire.started_unix_ms).unwrap_or_default()
    }

    /// The number of the consumer's messages that no agent has read.
    pub fn unread(&self) -> usize {
        if !self.is_open() {
            return 0;
        }
        let unread = |events: &BTreeMap<u64, EventRecord>| {
            let receipts = Receipts::of(events);
            consumers(events)
                .filter(|at| !receipts.is_read(true, *at))
                .count()
        };
        self.dialogs.values().map(unread).sum()
    }

    /// The rating as text, if there is one.
    pub fn rating(&self) -> Option<String> {
        let csat = self.wire.csat.as_ref()?;
        let rate = csat.rate.filter(|rate| *rate > 0);
        let mut words = match (rate, csat.status.as_deref()) {
            (Some(rate), _) => format!("{rate} of 5 stars"),
            (None, Some("SKIPPED")) => "the survey was skipped".to_owned(),
            (None, _) => "without stars".to_owned(),
        };
        // The member is required, so it is false even if the question was not asked.
        let is_filled = csat
            .status
            .as_deref()
            .is_none_or(|status| status == "FILLED");
        match self.details.is_resolved {
            Some(true) => words.push_str(", resolved"),
            Some(false) if is_filled => words.push_str(", not resolved"),
            _ => {}
        }
        Some(words)
    }

    /// The stars of the rating, if it has any.
    pub fn stars(&self) -> Option<usize> {
        let rate = self.wire.csat.as_ref()?.rate?;
        usize::try_from(rate)
            .ok()
            .filter(|rate| (1..=5).contains(rate))
    }

    /// The last message as text, for the list.
    pub fn last_words(&self) -> String {
        let mut main = self
            .dialogs
            .get(self.id())
            .into_iter()
            .flat_map(BTreeMap::values);
        let last = main.rfind(|event| is_content(event));
        let Some(MessagingEvent::Content { content, .. }) = last.map(|event| &event.event) else {
            return String::new();
        };
        match content {
            Content::Text(text) => text.clone(),
            Content::File(_) => "A file".to_owned(),
            Content::Rich(_) => "Rich content".to_owned(),
            Content::Unsupported { content_type, .. } => content_type.as_word().to_owned(),
        }
    }

    pub(super) fn lines(&self, desk: &Desk) -> Vec<Line> {
        let mut dialogs: Vec<_> = self.wire.dialogs.iter().collect();
        dialogs.sort_by_key(|dialog| dialog.created_unix_ms);
        let events = dialogs
            .into_iter()
            .filter_map(|dialog| self.dialogs.get(dialog.id.as_str()));
        events
            .flat_map(|events| {
                let receipts = Receipts::of(events);
                let lines = events
                    .values()
                    .filter_map(|event| line(event, &receipts, desk));
                lines.collect::<Vec<_>>()
            })
            .collect()
    }
}

fn presence(state: &ChatState) -> Presence {
    match state {
        ChatState::Composing => Presence::Typing,
        ChatState::Active | ChatState::Pause => Presence::Here,
        ChatState::Inactive | ChatState::Gone => Presence::Away,
        ChatState::Background => Presence::Lost,
        ChatState::Unknown(_) => Presence::Unknown,
    }
}
