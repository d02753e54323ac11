//! The desk's state, a pure function of the received frames. It uses no browser and no clock.

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

use crate::received::{ConversationUpdate, Received, Ring};
use hailer_messaging::wire::{AcceptStatus, EventRecord};
use serde_json::Value;
use std::collections::BTreeMap;

/// The agent who uses this desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Me {
    /// The brand's account.
    pub account: String,
    /// `acct.number`.
    pub legacy_id: String,
    /// The id in the second generation.
    pub pid: String,
    /// The display name.
    pub name: String,
}

impl Me {
    /// Whether an id is this agent's. Participants are listed by legacy id, senders by both ids
    /// (protocol §11).
    pub fn is(&self, id: &str) -> bool {
        id == self.pid || id == self.legacy_id
    }
}

/// A skill or an agent, as the target of a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The id in the protocol.
    pub id: String,
    /// The PID of an agent; empty for a skill.
    pub pid: String,
    /// The display name.
    pub name: String,
}

/// A receipt that is due.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// The dialog's id.
    pub dialog: String,
    /// Delivered, or read.
    pub status: AcceptStatus,
    /// The messages' sequences.
    pub sequences: Vec<u64>,
}

/// The state of the desk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    /// The agent who uses this desk.
    pub me: Me,
    /// The availability, as the service reports it.
    pub availability: String,
    /// The rings that wait for an answer.
    pub rings: Rings,
    /// The agent's conversations by id.
    pub talks: BTreeMap<String, Talk>,
    /// The profiles of consumers and agents, by each of their ids.
    pub profiles: BTreeMap<String, Profile>,
    /// The account's skills.
    pub skills: Vec<Target>,
    /// The account's agents, including this one.
    pub agents: Vec<Target>,
    /// The ids of the shown conversations, from left to right.
    pub panes: Vec<String>,
    /// The id of the active conversation.
    pub active: Option<String>,
    /// How far the service's clock is ahead of the system clock.
    pub clock_ahead_ms: i64,
}

/// The most conversations that are shown side by side.
pub const MAX_PANES: usize = 3;

impl Desk {
    /// The state after a login.
    pub fn new(me: Me) -> Self {
        Self {
            me,
            availability: "OFFLINE".to_owned(),
            ..Self::default()
        }
    }

    /// Applies a frame. Returns an announcement for the live region, if any.
    pub fn apply(&mut self, frame: Received, now_unix_ms: u64) -> Option<String> {
        match frame {
            Received::Rings(rings) => self.ring(rings),
            Received::AgentState {
                agent,
                availability,
            } => {
                if agent == self.me.legacy_id {
                    self.availability = availability;
                }
                None
            }
            Received::Conversations(all) => {
                all.into_iter().filter_map(|one| self.change(one)).last()
            }
            Received::Events(events) => events
                .iter()
                .filter_map(|event| self.receive(event, now_unix_ms))
                .last(),
            Received::Answer(_) | Received::Unknown => None,
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

    fn change(&mut self, update: ConversationUpdate) -> Option<String> {
        let id = update.conversation.id.as_str().to_owned();
        if !update.is_ours {
            // It was transferred to another agent.
            self.talks.remove(&id)?;
            self.close_pane(&id);
            return Some("A conversation left this desk".to_owned());
        }
        let Some(talk) = self.talks.get_mut(&id) else {
            let talk = Talk::new(update);
            let is_open = talk.is_open();
            let consumer = talk.consumer().unwrap_or_default().to_owned();
            self.talks.insert(id, talk);
            return is_open.then(|| format!("A conversation with {}", self.name_of(&consumer)));
        };
        let (was_open, was_rated) = (talk.is_open(), talk.rating().is_some());
        talk.change(update);
        let (is_open, rating) = (talk.is_open(), talk.rating());
        match rating {
            Some(rating) if !was_rated => Some(format!("Rated: {rating}")),
            _ if was_open && !is_open => Some("A conversation has ended".to_owned()),
            _ => None,
        }
    }

    fn receive(&mut self, event: &EventRecord, now_unix_ms: u64) -> Option<String> {
        let dialog = event.dialog.as_ref()?.as_str();
        let talk = (self.talks.values_mut()).find(|talk| talk.has_dialog(dialog))?;
        let is_news = talk.receive(event, now_unix_ms);
        let consumer = talk.consumer()?.to_owned();
        is_news.then(|| format!("A message of {}", self.name_of(&consumer)))
    }

    /// Adds the events of a response to QueryMessages.
    pub fn add_history(&mut self, dialog: &str, events: &[EventRecord], now_unix_ms: u64) {
        if let Some(talk) = (self.talks.values_mut()).find(|talk| talk.has_dialog(dialog)) {
            for event in events {
                talk.receive(event, now_unix_ms);
            }
        }
    }

    /// Resets what must be requested again on a new connection.
    pub fn reset_connection(&mut self) {
        self.rings = Rings::default();
        for talk in self.talks.values_mut() {
            talk.reset_connection();
        }
    }

    /// The dialogs whose history must be requested. Each is returned once per connection.
    pub fn take_wanted_histories(&mut self) -> Vec<String> {
        let mut wanted: Vec<String> = Vec::new();
        for talk in self.talks.values_mut() {
            wanted.extend(talk.take_wanted_histories());
        }
        wanted
    }

    /// The people whose profile must be requested. Each is returned once.
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

    /// The receipts that are due. Each is returned once. Received messages are delivered; messages
    /// in a visible pane are read.
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
                Some(place) if !is_beside || self.panes.len() >= MAX_PANES => {
                    id.clone_into(&mut self.panes[place]);
                }
                _ => self.panes.push(id.to_owned()),
            }
        }
        self.active = Some(id.to_owned());
    }

    /// Closes the pane of a conversation.
    pub fn close_pane(&mut self, id: &str) {
        self.panes.retain(|pane| pane != id);
        if self.active.as_deref() == Some(id) {
            self.active = self.panes.last().cloned();
        }
    }

    /// Shows the next or the previous conversation of the list.
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

    /// The conversations for the list: open ones first, then the newest. New messages do not change
    /// the order, because a list that moves is hard to use with keys.
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

    /// The name of a consumer or an agent.
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

    /// The name of a skill.
    pub fn skill_name(&self, id: &str) -> String {
        if id == "-1" || id.is_empty() {
            return "Any skill".to_owned();
        }
        let found = self.skills.iter().find(|skill| skill.id == id);
        found.map_or_else(|| format!("Skill {id}"), |skill| skill.name.clone())
    }

    /// Whether a conversation is open and assigned to this agent.
    pub fn is_mine(&self, talk: &Talk) -> bool {
        talk.is_open() && talk.agent().is_some_and(|id| self.me.is(id))
    }

    /// The number of unread messages in this agent's conversations.
    pub fn unread(&self) -> usize {
        let mine = self.talks.values().filter(|talk| self.is_mine(talk));
        mine.map(Talk::unread).sum()
    }

    /// The transcript of a conversation, from the beginning.
    pub fn lines(&self, id: &str) -> Vec<Line> {
        self.talks
            .get(id)
            .map(|talk| talk.lines(self))
            .unwrap_or_default()
    }

    /// Stores a profile from a response to GetUserProfile.
    pub fn store_profile(&mut self, id: &str, profile: &Value) {
        self.profiles.insert(id.to_owned(), Profile::read(profile));
    }
}

/// The beginning of an id, to tell consumers apart.
pub fn short(id: &str) -> String {
    id.chars().take(6).collect()
}
