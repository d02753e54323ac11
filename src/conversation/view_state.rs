//! The view state: signals that mirror the session. The driver sets them and the components
//! read them. There are no decisions here.

use super::identity::AgentProfile;
use super::layout::{Row, RowKey};
use super::virtual_list::DrawnRange;
use crate::platform::clock;
use crate::shell::Shell;
use crate::signals::SetIfChanged as _;
use crate::text::{Sentence, Text};
use hailer_messaging::{
    Connection, ConversationStatus, Event as SessionEvent, Message, ParticipantId, Sender,
    SortedMap, Survey,
};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// The signals that the components read. Copies share them.
#[derive(Clone, Copy)]
pub struct ViewState {
    /// The state of the shell.
    pub shell: Shell,
    /// The sentences in the current language.
    pub text: Text,
    /// The state of the connection.
    pub connection: RwSignal<Connection>,
    /// The rendered rows in their order. An unchanged row keeps its `Arc`.
    pub rows: RwSignal<Vec<(RowKey, Arc<Row>)>>,
    /// The range of messages that is rendered.
    pub drawn: RwSignal<DrawnRange>,
    /// The number of unread messages.
    pub unread: RwSignal<usize>,
    /// Whether there are messages before the first rendered one.
    pub has_earlier: RwSignal<bool>,
    /// Whether the service omits the oldest messages, because there are too many.
    pub is_cut: RwSignal<bool>,
    /// Whether the reader is at the end. The list then follows new messages.
    pub is_at_end: RwSignal<bool>,
    /// The agent or bot who is typing.
    pub typing: RwSignal<Option<ParticipantId>>,
    /// The current conversation.
    pub conversation: RwSignal<ConversationStatus>,
    /// The survey after the conversation.
    pub survey: RwSignal<Survey>,
    /// The agents' profiles that were fetched.
    pub agents: RwSignal<SortedMap<ParticipantId, AgentProfile>>,
    /// How far the service's clock is ahead of this device's, in milliseconds.
    pub clock_skew_ms: RwSignal<i64>,
    /// Counts requests to scroll to the newest message.
    pub end_requests: RwSignal<u32>,
}

impl ViewState {
    /// Creates an empty view state.
    pub fn new(shell: Shell) -> Self {
        Self {
            shell,
            text: shell.text,
            connection: RwSignal::new(Connection::Idle),
            rows: RwSignal::new(Vec::new()),
            drawn: RwSignal::new(DrawnRange::default()),
            unread: RwSignal::new(0),
            has_earlier: RwSignal::new(false),
            is_cut: RwSignal::new(false),
            is_at_end: RwSignal::new(true),
            typing: RwSignal::new(None),
            conversation: RwSignal::new(ConversationStatus::default()),
            survey: RwSignal::new(Survey::None),
            agents: RwSignal::new(SortedMap::new()),
            clock_skew_ms: RwSignal::new(0),
            end_requests: RwSignal::new(0),
        }
    }

    /// Copies the value of a session event into its signal.
    pub fn mirror(&self, event: SessionEvent) {
        match event {
            SessionEvent::ConnectionChanged(connection) => self.connection.set(connection),
            SessionEvent::HistoryCut => self.is_cut.set(true),
            SessionEvent::UnreadChanged(count) => self.unread.set(count),
            SessionEvent::TypingChanged(who) => self.typing.set(who),
            SessionEvent::ConversationChanged(status) => self.conversation.set(status),
            SessionEvent::SurveyChanged(survey) => self.survey.set(survey),
            _ => {}
        }
    }

    /// Whether there are no messages; tracked.
    pub fn is_empty(&self) -> bool {
        self.shell.transcript_is_empty.get()
    }

    /// Shows these rows. Unchanged rows keep their `Arc`.
    pub fn show_rows(&self, rows: Vec<(RowKey, Row)>) {
        let mut shown = Vec::with_capacity(rows.len());
        let is_other = self.rows.with_untracked(|before| {
            for (at, (key, row)) in rows.into_iter().enumerate() {
                // Most rows have not moved.
                let same = before.get(at).filter(|(one, _)| *one == key);
                let same = same.or_else(|| before.iter().find(|(one, _)| *one == key));
                let same = same.filter(|(_, shown)| **shown == row);
                let row = same.map_or_else(|| Arc::new(row), |(_, shown)| shown.clone());
                shown.push((key, row));
            }
            let is_same = |((_, one), (_, other)): (&(_, _), &(_, _))| Arc::ptr_eq(one, other);
            before.len() != shown.len() || !before.iter().zip(&shown).all(is_same)
        });
        if is_other {
            let is_empty = shown.is_empty();
            self.rows.set(shown);
            self.shell.transcript_is_empty.set_if_changed(is_empty);
        }
    }

    /// Updates rendered messages in place.
    pub fn show_messages(&self, messages: Vec<Message>) {
        self.rows.update(|rows| {
            for now in messages {
                let key = RowKey::Message(now.key.clone());
                let row = rows.iter_mut().find(|(one, _)| *one == key);
                if let Some((_, row)) = row
                    && let Row::Message { message, .. } = Arc::make_mut(row)
                {
                    *message = now;
                }
            }
        });
    }

    /// The time of the service's clock, in milliseconds since 1970; tracked. The device's clock
    /// may be wrong by days.
    pub fn now_unix_ms(&self) -> u64 {
        let skew_ms = self.clock_skew_ms.get();
        clock::now().unix_ms.saturating_add_signed(skew_ms)
    }

    /// The name of a sender; tracked.
    pub fn name_of(&self, sender: &Sender) -> String {
        match sender {
            Sender::Consumer => self.text.get(Sentence::You),
            Sender::System => String::new(),
            Sender::Agent(who) => self.name_or(who.as_ref(), Sentence::Agent),
            Sender::Bot(who) => self.name_or(who.as_ref(), Sentence::Bot),
        }
    }

    /// An agent's name, if it was fetched; tracked.
    pub fn agent_name(&self, who: Option<&ParticipantId>) -> Option<String> {
        let name = self
            .agents
            .with(|agents| Some(agents.get(who?)?.name.clone()));
        name.filter(|name| !name.is_empty())
    }

    /// An agent's name, or a sentence as a fallback; tracked.
    pub fn name_or(&self, who: Option<&ParticipantId>, otherwise: Sentence) -> String {
        self.agent_name(who)
            .unwrap_or_else(|| self.text.get(otherwise))
    }

    /// Removes a picture that could not be loaded from its profile. The initial is shown instead,
    /// and the picture is not requested again.
    pub fn forget_picture(&self, failed: &Event) {
        let picture: Option<Element> = failed.target().map(JsCast::unchecked_into);
        let url = picture.and_then(|picture| picture.get_attribute("src"));
        self.agents.update(|agents| {
            for profile in agents.values_mut() {
                if profile.picture_url == url {
                    profile.picture_url = None;
                }
            }
        });
    }

    /// The URL of an agent's picture, if it was fetched; tracked.
    pub fn picture_of(&self, who: Option<&ParticipantId>) -> Option<String> {
        self.agents.with(|agents| {
            agents
                .get(who?)
                .and_then(|profile| profile.picture_url.clone())
        })
    }
}
