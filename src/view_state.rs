//! What is shown, as signals: the reactive mirror of the session. Nothing in
//! here decides; it is set by the driver and read by the components.

use crate::embed::options::Options;
use crate::identity::AgentProfile;
use crate::layout::{Row, RowKey};
use crate::text;
use hailer_messaging::{
    Connection, ConversationId, ConversationStatus, DeliveryState, ParticipantId, Sender,
    SortedMap, Survey,
};
use leptos::prelude::*;

/// Everything the components draw.
#[derive(Clone, Copy)]
pub struct ViewState {
    /// Whether the window is open.
    pub is_open: RwSignal<bool>,
    /// The state of the connection.
    pub connection: RwSignal<Connection>,
    /// The rows of the transcript, in their order.
    pub rows: RwSignal<Vec<RowKey>>,
    /// What each row shows. A row keeps its signal, so a changed mark touches one element.
    row_data: StoredValue<SortedMap<RowKey, RwSignal<Row>>>,
    /// Whether there are messages above those that are drawn.
    pub has_earlier: RwSignal<bool>,
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
    /// What is written and not sent.
    pub draft: RwSignal<String>,
    /// Sentences a screen reader has not been told yet.
    announcements: RwSignal<Vec<String>>,
    /// A sentence about something that went wrong, until the next wish.
    pub problem: RwSignal<Option<String>>,
    /// The window's name.
    pub title: RwSignal<String>,
    /// The greeting before anything was said.
    pub welcome: RwSignal<String>,
    /// Address of the brand's picture, as long as it can be shown.
    pub logo: RwSignal<Option<String>>,
    /// Counts wishes to move the focus into the message box.
    pub focus_wishes: RwSignal<u32>,
}

/// How a conversation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// `CONSUMER`, `AGENT`, `SYSTEM`, `TIMEOUT`.
    pub reason: Option<String>,
    /// The agent of its last moment.
    pub agent: Option<ParticipantId>,
    /// When, in milliseconds since 1970.
    pub unix_ms: Option<u64>,
}

impl ViewState {
    /// Nothing to show yet.
    pub fn new(options: &Options) -> Self {
        Self {
            is_open: RwSignal::new(false),
            connection: RwSignal::new(Connection::Idle),
            rows: RwSignal::new(Vec::new()),
            row_data: StoredValue::new(SortedMap::new()),
            has_earlier: RwSignal::new(false),
            is_at_end: RwSignal::new(true),
            endings: RwSignal::new(SortedMap::new()),
            typing: RwSignal::new(None),
            conversation: RwSignal::new(ConversationStatus::default()),
            survey: RwSignal::new(Survey::None),
            agents: RwSignal::new(SortedMap::new()),
            draft: RwSignal::new(String::new()),
            announcements: RwSignal::new(Vec::new()),
            problem: RwSignal::new(None),
            title: RwSignal::new(options.title.clone()),
            welcome: RwSignal::new(options.welcome.clone()),
            logo: RwSignal::new(options.logo.clone()),
            focus_wishes: RwSignal::new(0),
        }
    }

    /// Says a sentence to a screen reader, also when it is the same as the last.
    pub fn announce(&self, sentence: String) {
        self.announcements.update(|waiting| waiting.push(sentence));
    }

    /// The sentences that wait; tracked, so that the next one is noticed.
    pub fn take_announcements(&self) -> Vec<String> {
        self.announcements.track();
        let mut taken = Vec::new();
        self.announcements
            .update_untracked(|waiting| taken.append(waiting));
        taken
    }

    /// Shows these rows. Only what differs from before touches a signal.
    pub fn show_rows(&self, rows: Vec<(RowKey, Row)>) {
        let mut keys = Vec::with_capacity(rows.len());
        self.row_data.update_value(|data| {
            let old = core::mem::take(data);
            for (key, row) in rows {
                let signal = old
                    .get(&key)
                    .copied()
                    .unwrap_or_else(|| RwSignal::new(row.clone()));
                if signal.with_untracked(|shown| *shown != row) {
                    signal.set(row);
                }
                data.insert(key.clone(), signal);
                keys.push(key);
            }
        });
        if self.rows.with_untracked(|shown| *shown != keys) {
            self.rows.set(keys);
        }
    }

    /// What a row shows.
    pub fn row(&self, key: &RowKey) -> Option<RwSignal<Row>> {
        self.row_data.with_value(|data| data.get(key).copied())
    }

    /// Whether the last row is a message that was just written here.
    pub fn newest_is_unsent(&self) -> bool {
        let newest = self
            .rows
            .with(|rows| rows.last().and_then(|key| self.row(key)));
        newest.is_some_and(|row| {
            row.with_untracked(|row| match row {
                Row::Message { message, .. } => {
                    matches!(
                        message.state,
                        DeliveryState::Queued | DeliveryState::Sending
                    )
                }
                _ => false,
            })
        })
    }

    /// What to call whoever is speaking.
    pub fn name_of(&self, sender: &Sender) -> String {
        match sender {
            Sender::Consumer => text::YOU.to_owned(),
            Sender::System => String::new(),
            Sender::Agent(who) => self.agent_name(who.as_ref(), text::AGENT),
            Sender::Bot(who) => self.agent_name(who.as_ref(), text::BOT),
        }
    }

    /// An agent's name, or the word that stands for one.
    pub fn agent_name(&self, who: Option<&ParticipantId>, otherwise: &str) -> String {
        let known = self.agents.with(|agents| {
            let profile = who.and_then(|who| agents.get(who));
            profile.map(|profile| profile.name.clone())
        });
        known
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| otherwise.to_owned())
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
