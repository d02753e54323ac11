//! What the desk knows: a function of what it was told. No browser, no clock.

mod message;
mod profile;
mod receipts;
mod rings;
mod talk;
#[cfg(test)]
mod tests;

pub use message::{Body, Line, Mark, Who};
pub use profile::Profile;
pub use rings::Rings;
pub use talk::{Presence, Talk};

use crate::told::{ConversationTold, Ring, Told};
use hailer_messaging::wire::{AcceptStatus, EventRecord};
use serde_json::Value;
use std::collections::BTreeMap;

/// The agent who sits here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Me {
    /// The brand's account.
    pub account: String,
    /// `acct.number`.
    pub legacy_id: String,
    /// As the second generation names agents.
    pub pid: String,
    /// For people.
    pub name: String,
}

impl Me {
    /// Whether an id is this agent's. Who takes part is told by legacy id, who wrote by both (protocol §11).
    pub fn is(&self, id: &str) -> bool {
        id == self.pid || id == self.legacy_id
    }
}

/// A skill or a colleague: where a conversation can go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// As the wire names it.
    pub id: String,
    /// The other id of an agent; empty for a skill.
    pub pid: String,
    /// For people.
    pub name: String,
}

/// A receipt that is due.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// Where.
    pub dialog: String,
    /// Delivered, or read.
    pub status: AcceptStatus,
    /// For which messages.
    pub sequences: Vec<u64>,
}

/// Everything the desk knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    /// Who sits here.
    pub me: Me,
    /// The availability's word, as the service has it.
    pub availability: String,
    /// What waits to be taken.
    pub rings: Rings,
    /// Every conversation of this agent, by its id.
    pub talks: BTreeMap<String, Talk>,
    /// Consumers and agents, by every id of theirs.
    pub profiles: BTreeMap<String, Profile>,
    /// The account's skills.
    pub skills: Vec<Target>,
    /// The account's agents, this one included.
    pub agents: Vec<Target>,
    /// Conversations that are shown, from left to right.
    pub panes: Vec<String>,
    /// The shown conversation the keys go to.
    pub active: Option<String>,
    /// How far the service's clock is ahead of this machine's.
    pub clock_ahead_ms: i64,
}

/// So many conversations stand side by side at most.
pub const MOST_PANES: usize = 3;

impl Desk {
    /// A desk at which somebody has just sat down.
    pub fn new(me: Me) -> Self {
        Self {
            me,
            availability: "OFFLINE".to_owned(),
            ..Self::default()
        }
    }

    /// Takes in what the service told. What it means for people, if anything, to be said aloud.
    pub fn apply(&mut self, told: Told, now_unix_ms: u64) -> Option<String> {
        match told {
            Told::Rings(rings) => self.ring(rings),
            Told::AgentState {
                agent,
                availability,
            } => {
                if agent == self.me.legacy_id {
                    self.availability = availability;
                }
                None
            }
            Told::Conversations(all) => all.into_iter().filter_map(|one| self.change(one)).last(),
            Told::Events(events) => events
                .iter()
                .filter_map(|event| self.hear(event, now_unix_ms))
                .last(),
            Told::Answer(_) | Told::Unknown => None,
        }
    }

    fn ring(&mut self, rings: Vec<Ring>) -> Option<String> {
        let mut news = None;
        for ring in rings {
            let consumer = ring.consumer.clone();
            if self.rings.apply(ring) {
                news = Some(format!("{} waits for an agent", self.name_of(&consumer)));
            }
        }
        news
    }

    fn change(&mut self, told: ConversationTold) -> Option<String> {
        let id = told.conversation.id.as_str().to_owned();
        if !told.is_ours {
            // It went on to somebody else.
            self.talks.remove(&id)?;
            self.close_pane(&id);
            return Some("A conversation left this desk".to_owned());
        }
        let Some(talk) = self.talks.get_mut(&id) else {
            let talk = Talk::new(told);
            let is_open = talk.is_open();
            let consumer = talk.consumer().unwrap_or_default().to_owned();
            self.talks.insert(id, talk);
            return is_open.then(|| format!("A conversation with {}", self.name_of(&consumer)));
        };
        let (was_open, was_rated) = (talk.is_open(), talk.rating().is_some());
        talk.change(told);
        let (is_open, rating) = (talk.is_open(), talk.rating());
        match rating {
            Some(rating) if !was_rated => Some(format!("Rated: {rating}")),
            _ if was_open && !is_open => Some("A conversation has ended".to_owned()),
            _ => None,
        }
    }

    fn hear(&mut self, event: &EventRecord, now_unix_ms: u64) -> Option<String> {
        let dialog = event.dialog.as_ref()?.as_str();
        let talk = (self.talks.values_mut()).find(|talk| talk.has_dialog(dialog))?;
        let is_news = talk.hear(event, now_unix_ms);
        let consumer = talk.consumer()?.to_owned();
        is_news.then(|| format!("A message of {}", self.name_of(&consumer)))
    }

    /// What an answer to QueryMessages held.
    pub fn remember(&mut self, dialog: &str, events: &[EventRecord], now_unix_ms: u64) {
        if let Some(talk) = (self.talks.values_mut()).find(|talk| talk.has_dialog(dialog)) {
            for event in events {
                talk.hear(event, now_unix_ms);
            }
        }
    }

    /// A connection is new: what the service holds has to be asked for again.
    pub fn forget_connection(&mut self) {
        self.rings = Rings::default();
        for talk in self.talks.values_mut() {
            talk.forget_connection();
        }
    }

    /// Dialogs whose past has not been asked for. From now on it has.
    pub fn take_wanted_histories(&mut self) -> Vec<String> {
        let mut wanted: Vec<String> = Vec::new();
        for talk in self.talks.values_mut() {
            wanted.extend(talk.take_wanted_histories());
        }
        wanted
    }

    /// People whose profile has not been asked for. From now on it has.
    pub fn take_wanted_profiles(&mut self) -> Vec<String> {
        let of_talks = self.talks.values().flat_map(Talk::people);
        let of_rings = self
            .rings
            .waiting()
            .iter()
            .map(|ring| ring.consumer.clone());
        let mut wanted: Vec<String> = of_talks.chain(of_rings).collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted.retain(|id| !id.is_empty() && !self.profiles.contains_key(id));
        for id in &wanted {
            self.profiles.insert(id.clone(), Profile::default());
        }
        wanted
    }

    /// Receipts that are due, and are not due again: what arrived is delivered, and
    /// what stands on the screen while somebody looks is read.
    pub fn take_receipts(&mut self, is_looked_at: bool) -> Vec<Receipt> {
        let (panes, me) = (&self.panes, &self.me);
        let is_mine = |talk: &Talk| talk.is_open() && talk.agent().is_some_and(|id| me.is(id));
        let mine = self.talks.iter_mut().filter(|(_, talk)| is_mine(talk));
        mine.flat_map(|(id, talk)| talk.take_receipts(is_looked_at && panes.contains(id)))
            .collect()
    }

    /// Shows a conversation in place of the active one, or beside it.
    pub fn show(&mut self, id: &str, is_beside: bool) {
        if !self.panes.iter().any(|pane| pane == id) {
            let active = self.active.as_deref();
            let place = self
                .panes
                .iter()
                .position(|pane| Some(pane.as_str()) == active);
            match place {
                Some(place) if !is_beside || self.panes.len() >= MOST_PANES => {
                    id.clone_into(&mut self.panes[place]);
                }
                _ => self.panes.push(id.to_owned()),
            }
        }
        self.active = Some(id.to_owned());
    }

    /// Takes a conversation off the screen.
    pub fn close_pane(&mut self, id: &str) {
        self.panes.retain(|pane| pane != id);
        if self.active.as_deref() == Some(id) {
            self.active = self.panes.last().cloned();
        }
    }

    /// Shows the next conversation of the list, or the one before.
    pub fn step(&mut self, is_forward: bool) {
        let list: Vec<String> = self
            .listed()
            .iter()
            .map(|talk| talk.id().to_owned())
            .collect();
        let at = list.iter().position(|id| Some(id) == self.active.as_ref());
        let next = match (at, is_forward) {
            (Some(at), true) => at + 1,
            (Some(at), false) => at.checked_sub(1).unwrap_or(list.len().saturating_sub(1)),
            (None, _) => 0,
        };
        if let Some(id) = list.get(next).or(list.first()).cloned() {
            self.show(&id, false);
        }
    }

    /// Open conversations first, the newest on top. A message moves none of them: a
    /// list that turns under one's hands cannot be used with keys.
    pub fn listed(&self) -> Vec<&Talk> {
        let is_listed = |talk: &&Talk| !talk.is_only_suggested(&self.me);
        let mut all: Vec<&Talk> = self.talks.values().filter(is_listed).collect();
        all.sort_by_key(|talk| {
            (
                !talk.is_open(),
                std::cmp::Reverse(talk.wire().started_unix_ms),
            )
        });
        all
    }

    fn colleague(&self, id: &str) -> Option<&Target> {
        self.agents.iter().find(|one| one.id == id || one.pid == id)
    }

    fn is_colleague(&self, id: &str) -> bool {
        self.colleague(id).is_some()
    }

    /// What to call somebody.
    pub fn name_of(&self, id: &str) -> String {
        if self.me.is(id) {
            return self.me.name.clone();
        }
        let colleague = self.colleague(id);
        let profile = self.profiles.get(id).map(|profile| profile.name.as_str());
        match (colleague, profile) {
            (Some(colleague), _) => colleague.name.clone(),
            (None, Some(name)) if !name.is_empty() => name.to_owned(),
            _ => format!("Visitor {}", short(id)),
        }
    }

    /// What to call a skill.
    pub fn skill_name(&self, id: &str) -> String {
        if id == "-1" || id.is_empty() {
            return "Any skill".to_owned();
        }
        let found = self.skills.iter().find(|skill| skill.id == id);
        found.map_or_else(|| format!("Skill {id}"), |skill| skill.name.clone())
    }

    /// Whether a conversation is this agent's to answer.
    pub fn is_mine(&self, talk: &Talk) -> bool {
        talk.is_open() && talk.agent().is_some_and(|id| self.me.is(id))
    }

    /// How much there is to read in the conversations that are this agent's.
    pub fn unread(&self) -> usize {
        let mine = self.talks.values().filter(|talk| self.is_mine(talk));
        mine.map(Talk::unread).sum()
    }

    /// What a person reads of a conversation, from the top.
    pub fn lines(&self, id: &str) -> Vec<Line> {
        self.talks
            .get(id)
            .map(|talk| talk.lines(self))
            .unwrap_or_default()
    }

    /// Keeps what GetUserProfile told.
    pub fn know(&mut self, id: &str, profile: &Value) {
        self.profiles.insert(id.to_owned(), Profile::read(profile));
    }
}

/// Enough of an id to tell two apart.
pub fn short(id: &str) -> String {
    id.chars().take(6).collect()
}
