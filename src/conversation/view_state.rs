//! What is shown, as signals: the reactive mirror of the session. Nothing in
//! here decides; it is set by the driver and read by the components.

use super::identity::AgentProfile;
use super::layout::{Row, RowKey};
use super::virtual_list::Drawn;
use crate::platform::clock;
use crate::shell::Shell;
use crate::signals::SetIfChanged as _;
use crate::text::{Sentence, Text};
use hailer_messaging::wire::CloseReason;
use hailer_messaging::{
    Connection, ConversationId, ConversationStatus, Message, ParticipantId, Sender, SortedMap,
    Survey,
};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// Everything the components draw.
#[derive(Clone, Copy)]
pub struct ViewState {
    /// The shell around it.
    pub shell: Shell,
    /// The language.
    pub text: Text,
    /// The state of the connection.
    pub connection: RwSignal<Connection>,
    /// The rows of the transcript, in their order. One that stays the same is the same.
    pub rows: RwSignal<Vec<(RowKey, Arc<Row>)>>,
    /// Whether there are none.
    pub is_empty: RwSignal<bool>,
    /// Which messages of all are drawn.
    pub drawn: RwSignal<Drawn>,
    /// How many messages of the other side were not seen yet.
    pub unread: RwSignal<usize>,
    /// Whether there are messages above those that are drawn.
    pub has_earlier: RwSignal<bool>,
    /// Whether there are messages above that are too many to be told.
    pub is_cut: RwSignal<bool>,
    /// Whether the reader is at the end, and follows what comes.
    pub is_at_end: RwSignal<bool>,
    /// How each ended conversation ended.
    pub endings: RwSignal<SortedMap<ConversationId, Ending>>,
    /// Who of the other side is typing.
    pub typing: RwSignal<Option<ParticipantId>>,
    /// The present conversation.
    pub conversation: RwSignal<ConversationStatus>,
    /// The survey after it.
    pub survey: RwSignal<Survey>,
    /// What agents show of themselves, once it was fetched.
    pub agents: RwSignal<SortedMap<ParticipantId, AgentProfile>>,
    /// How far the service's clock is ahead of this machine's, in milliseconds.
    pub clock_skew_ms: RwSignal<i64>,
    /// Counts requests to be at the newest message.
    pub end_requests: RwSignal<u32>,
}

/// How a conversation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Who ended it.
    pub reason: Option<CloseReason>,
    /// The agent of its last moment.
    pub agent: Option<ParticipantId>,
    /// When, in milliseconds since 1970.
    pub unix_ms: Option<u64>,
}

impl ViewState {
    /// Nothing to show yet.
    pub fn new(shell: Shell) -> Self {
        Self {
            shell,
            text: shell.text,
            connection: RwSignal::new(Connection::Idle),
            rows: RwSignal::new(Vec::new()),
            is_empty: RwSignal::new(true),
            drawn: RwSignal::new(Drawn::default()),
            unread: RwSignal::new(0),
            has_earlier: RwSignal::new(false),
            is_cut: RwSignal::new(false),
            is_at_end: RwSignal::new(true),
            endings: RwSignal::new(SortedMap::new()),
            typing: RwSignal::new(None),
            conversation: RwSignal::new(ConversationStatus::default()),
            survey: RwSignal::new(Survey::None),
            agents: RwSignal::new(SortedMap::new()),
            clock_skew_ms: RwSignal::new(0),
            end_requests: RwSignal::new(0),
        }
    }

    /// Shows these rows. Those that are as they were stay.
    pub fn show_rows(&self, rows: Vec<(RowKey, Row)>) {
        let mut shown = Vec::with_capacity(rows.len());
        let is_other = self.rows.with_untracked(|before| {
            for (at, (key, row)) in rows.into_iter().enumerate() {
                // Most stand where they stood.
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
            self.is_empty.set_if_changed(is_empty);
            self.shell.is_silent.set_if_changed(is_empty);
        }
    }

    /// Shows messages as they are now, where they are.
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

    /// The service's clock, in milliseconds since 1970: this machine's may be wrong by days.
    pub fn now_unix_ms(&self) -> u64 {
        let skew_ms = self.clock_skew_ms.get();
        clock::now().unix_ms.saturating_add_signed(skew_ms)
    }

    /// What to call whoever is speaking.
    pub fn name_of(&self, sender: &Sender) -> String {
        match sender {
            Sender::Consumer => self.text.get(Sentence::You),
            Sender::System => String::new(),
            Sender::Agent(who) => self.name_or(who.as_ref(), Sentence::Agent),
            Sender::Bot(who) => self.name_or(who.as_ref(), Sentence::Bot),
        }
    }

    /// An agent's name, once it is known.
    pub fn agent_name(&self, who: Option<&ParticipantId>) -> Option<String> {
        let name = self
            .agents
            .with(|agents| Some(agents.get(who?)?.name.clone()));
        name.filter(|name| !name.is_empty())
    }

    /// An agent's name, or the sentence that stands for one.
    pub fn name_or(&self, who: Option<&ParticipantId>, otherwise: Sentence) -> String {
        self.agent_name(who)
            .unwrap_or_else(|| self.text.get(otherwise))
    }

    /// A picture of somebody cannot be shown: from now on their initial is, and
    /// nobody asks for it again.
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

    /// An agent's picture.
    pub fn picture_of(&self, who: Option<&ParticipantId>) -> Option<String> {
        self.agents.with(|agents| {
            agents
                .get(who?)
                .and_then(|profile| profile.picture_url.clone())
        })
    }
}
