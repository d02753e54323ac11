//! What is shown, as signals: the reactive mirror of the session. Nothing in
//! here decides; it is set by the driver and read by the components.

use crate::embed::options::Options;
use crate::identity::AgentProfile;
use crate::layout::{Row, RowKey};
use crate::live::Live;
use crate::text::{Sentence, Text};
use crate::window::Drawn;
use hailer_messaging::{
    Connection, ConversationId, ConversationStatus, Message, ParticipantId, Sender, SortedMap,
    Survey,
};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// Everything the components draw.
#[derive(Clone, Copy)]
pub struct ViewState {
    /// What is said in which language.
    pub text: Text,
    /// Whether the window is open.
    pub is_open: Live<bool>,
    /// The state of the connection.
    pub connection: Live<Connection>,
    /// The rows of the transcript, in their order. One that stays the same is the same.
    pub rows: Live<Vec<(RowKey, Arc<Row>)>>,
    /// Whether there are none.
    pub is_empty: Live<bool>,
    /// Which messages of all are drawn.
    pub drawn: Live<Drawn>,
    /// How many messages of the other side were not seen yet.
    pub unread: Live<usize>,
    /// Whether there are messages above those that are drawn.
    pub has_earlier: Live<bool>,
    /// Whether there are messages above that are too many to be told.
    pub is_cut: Live<bool>,
    /// Whether the reader is at the end, and follows what comes.
    pub is_at_end: Live<bool>,
    /// The sequence of the message that is read elsewhere, and how far below the upper edge it
    /// begins, in pixels: for the next window, as another language draws one.
    pub reading: Live<Option<(String, f64)>>,
    /// How each ended conversation ended.
    pub endings: Live<SortedMap<ConversationId, Ending>>,
    /// Who of the other side is typing.
    pub typing: Live<Option<ParticipantId>>,
    /// The present conversation.
    pub conversation: Live<ConversationStatus>,
    /// The survey after it.
    pub survey: Live<Survey>,
    /// What agents show of themselves, once it was fetched.
    pub agents: Live<SortedMap<ParticipantId, AgentProfile>>,
    /// What is written and not sent.
    pub draft: Live<String>,
    /// Sentences a screen reader has not been told yet.
    announcements: Live<Vec<String>>,
    /// What went wrong, until the next wish.
    pub problem: Live<Option<Sentence>>,
    /// The window's name.
    pub title: Live<String>,
    /// The greeting before anything was said.
    pub welcome: Live<String>,
    /// Address of the brand's picture, as long as it can be shown.
    pub logo: Live<Option<String>>,
    /// Whether there is a way to tell of messages beside the window.
    pub can_notify: Live<bool>,
    /// Counts wishes to move the focus into the message box.
    pub focus_wishes: Live<u32>,
    /// Counts wishes to be at the newest message.
    pub end_wishes: Live<u32>,
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
            is_open: Live::new(false),
            connection: Live::new(Connection::Idle),
            rows: Live::new(Vec::new()),
            is_empty: Live::new(true),
            drawn: Live::new(Drawn::default()),
            unread: Live::new(0),
            has_earlier: Live::new(false),
            is_cut: Live::new(false),
            is_at_end: Live::new(true),
            reading: Live::new(None),
            endings: Live::new(SortedMap::new()),
            typing: Live::new(None),
            conversation: Live::new(ConversationStatus::default()),
            survey: Live::new(Survey::None),
            agents: Live::new(SortedMap::new()),
            draft: Live::new(String::new()),
            announcements: Live::new(Vec::new()),
            problem: Live::new(None),
            title: Live::new(String::new()),
            welcome: Live::new(String::new()),
            logo: Live::new(None),
            can_notify: Live::new(false),
            focus_wishes: Live::new(0),
            end_wishes: Live::new(0),
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
        self.logo.set(options.logo.clone());
    }

    /// Says sentences to a screen reader, also when one is the same as the last.
    pub fn announce(&self, sentences: Vec<String>) {
        self.announcements
            .update(|waiting| waiting.extend(sentences));
    }

    /// The sentences that wait; tracked, so that the next one is noticed.
    pub fn take_announcements(&self) -> Vec<String> {
        self.announcements.track();
        let mut taken = Vec::new();
        self.announcements
            .update_untracked(|waiting| taken.append(waiting));
        taken
    }

    /// Shows these rows. Those that are as they were stay.
    #[inline(never)]
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
            self.is_empty.change_to(is_empty);
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
