//! What is shown, as signals: the reactive mirror of the session. Nothing in
//! here decides; it is set by the driver and read by the components.

use crate::embed::options::Options;
use crate::identity::AgentProfile;
use crate::layout::{Row, RowKey};
use crate::text::{Sentence, Text};
use hailer_messaging::{
    Connection, ConversationId, ConversationStatus, DeliveryState, ParticipantId, Sender,
    SortedMap, Survey,
};
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;

/// Everything the components draw.
#[derive(Clone, Copy)]
pub struct ViewState {
    /// What is said in which language.
    pub text: Text,
    /// Whether the window is open.
    pub is_open: RwSignal<bool>,
    /// The state of the connection.
    pub connection: RwSignal<Connection>,
    /// The rows of the transcript, in their order.
    pub rows: RwSignal<Vec<RowKey>>,
    /// What each row shows. A row keeps its signal, so a changed mark touches one element.
    row_data: StoredValue<RowData>,
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
    /// What went wrong, until the next wish.
    pub problem: RwSignal<Option<Sentence>>,
    /// The window's name.
    pub title: RwSignal<String>,
    /// The greeting before anything was said.
    pub welcome: RwSignal<String>,
    /// Counts wishes to move the focus into the message box.
    pub focus_wishes: RwSignal<u32>,
}

/// The signals of the rows.
struct RowData {
    /// Whose they are. Not whatever was clicked to show a row: a row outlives that.
    owner: WeakOwner,
    signals: SortedMap<RowKey, RwSignal<Row>>,
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
    pub fn new(text: Text, options: &Options) -> Self {
        let view = Self {
            text,
            is_open: RwSignal::new(false),
            connection: RwSignal::new(Connection::Idle),
            rows: RwSignal::new(Vec::new()),
            row_data: StoredValue::new(RowData {
                owner: Owner::current().unwrap_or_default().downgrade(),
                signals: SortedMap::new(),
            }),
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
            title: RwSignal::new(String::new()),
            welcome: RwSignal::new(String::new()),
            focus_wishes: RwSignal::new(0),
        };
        view.show_options(options);
        view
    }

    /// Shows what the brand says itself, or what the catalogue says for it.
    pub fn show_options(&self, options: &Options) {
        let said = |own: &Option<String>, otherwise| {
            own.clone().unwrap_or_else(|| self.text.get(otherwise))
        };
        self.title.set(said(&options.title, Sentence::Title));
        self.welcome.set(said(&options.welcome, Sentence::Welcome));
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
            let Some(owner) = data.owner.upgrade() else {
                return;
            };
            let old = core::mem::take(&mut data.signals);
            for (key, row) in rows {
                let signal = old
                    .get(&key)
                    .copied()
                    .unwrap_or_else(|| owner.with(|| RwSignal::new(row.clone())));
                if signal.with_untracked(|shown| *shown != row) {
                    signal.set(row);
                }
                data.signals.insert(key.clone(), signal);
                keys.push(key);
            }
        });
        if self.rows.with_untracked(|shown| *shown != keys) {
            self.rows.set(keys);
        }
    }

    /// What a row shows.
    pub fn row(&self, key: &RowKey) -> Option<RwSignal<Row>> {
        self.row_data
            .with_value(|data| data.signals.get(key).copied())
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

    /// An agent's picture.
    pub fn picture_of(&self, who: Option<&ParticipantId>) -> Option<String> {
        self.agents.with(|agents| {
            agents
                .get(who?)
                .and_then(|profile| profile.picture_url.clone())
        })
    }
}
