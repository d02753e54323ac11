//! Unread counts of agents (protocol §4.1, `numberOfunreadMessages`).

use crate::agents::{CONTROLLER, SURVEY_BOT};
use crate::model::{Conversation, Participant, StoredEvent};
use crate::world::World;
use serde_json::{Map, Value};
use std::collections::VecDeque;

/// The unread messages of one agent in one dialog. Every event is counted only once, because lists
/// change with every message and a dialog may have ten thousand events.
#[derive(Default)]
pub struct Unread {
    looked_at: usize,
    sequences: VecDeque<u64>,
}

impl Unread {
    /// Counts the events since the last call, and returns the number of unread messages.
    fn catch_up(&mut self, events: &[StoredEvent], pid: &str) -> usize {
        for event in events.iter().skip(self.looked_at) {
            match (event.is_content(), event.originator.id == pid) {
                (true, false) => self.sequences.push_back(event.sequence),
                (false, true) if event.is_read() => self.read_up_to(event),
                _ => {}
            }
        }
        self.looked_at = events.len();
        self.sequences.len()
    }

    /// A read receipt for a message covers all earlier ones (protocol §5.3).
    fn read_up_to(&mut self, receipt: &StoredEvent) {
        let named = &receipt.event["sequenceList"];
        let one = std::slice::from_ref(named);
        let read = named.as_array().map_or(one, Vec::as_slice).iter();
        let last = read.filter_map(as_sequence).max();
        let read = (self.sequences).partition_point(|sequence| Some(*sequence) <= last);
        self.sequences.drain(..read);
    }
}

fn as_sequence(value: &Value) -> Option<u64> {
    let digits = value.as_str().and_then(|text| text.parse().ok());
    value.as_u64().or(digits)
}

impl World {
    /// The unread count of each agent of a conversation, by legacy id.
    pub fn unread_messages(&mut self, conversation: &Conversation) -> Value {
        let agents = conversation.participants.iter();
        let agents = agents.filter(|one| one.is_active() && one.role != "CONSUMER");
        let agents = agents.filter(|one| ![SURVEY_BOT, CONTROLLER].contains(&one.id.as_str()));
        let counts: Map<String, Value> = agents
            .map(|agent| (agent.legacy_id.clone(), self.unread_of(conversation, agent)))
            .collect();
        counts.into()
    }

    fn unread_of(&mut self, conversation: &Conversation, agent: &Participant) -> Value {
        let count: usize = (conversation.dialogs.iter())
            .map(|dialog| {
                let events = self.events.get(&dialog.id).map_or(&[][..], Vec::as_slice);
                let key = (dialog.id.clone(), agent.id.clone());
                let unread = self.unread.entry(key).or_default();
                unread.catch_up(events, &agent.id)
            })
            .sum();
        count.into()
    }
}
