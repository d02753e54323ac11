//! Decides which agent is rung (protocol §6.5). The router uses no socket, clock or file: the
//! caller reports every change, and the router returns the rings.
//!
//! A waiting conversation rings one agent at a time. Candidates are online, subscribe to rings,
//! have the skill and have room. Of these, the one with the fewest conversations is rung; of
//! several, the one whose last assignment is the longest ago. An agent who declined a conversation,
//! or let its ring expire, is rung again only if nobody else is left. A ring takes up room until it
//! ends, so that no agent exceeds their capacity.

mod choice;
mod ending;
mod following;
mod ring;
#[cfg(test)]
mod tests;

pub use ring::{Ring, RingError, RingState};

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// The skill of a conversation that every agent may answer.
pub const ANY_SKILL: &str = "-1";

/// What an agent may be rung for (protocol §6.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Readiness {
    /// Nothing: away or offline.
    #[default]
    Nothing,
    /// Only transfers from other agents.
    Transfers,
    /// Waiting conversations and transfers.
    Everything,
}

/// The facts about a conversation that routing depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The required skill, or [`ANY_SKILL`].
    pub skill: String,
    /// The PID of the assigned agent.
    pub holder: Option<String>,
    /// The PID of the agent whom another agent wants to hand it to.
    pub suggested: Option<String>,
}

#[derive(Debug)]
struct Desk {
    legacy_id: String,
    skills: Vec<String>,
    capacity: usize,
    readiness: Readiness,
    subscribes_to_rings: bool,
    held: BTreeSet<String>,
    rung: BTreeSet<String>,
    /// When this agent was rung or assigned last, in steps of the router.
    last_given: u64,
}

#[derive(Debug)]
struct Task {
    standing: Standing,
    /// The place in the queue: smaller is earlier.
    place: u64,
    /// The PIDs of agents who declined it in this round.
    declined: BTreeSet<String>,
    ring: Option<Ring>,
    /// Whether [`Router::take_unserved`] has returned it.
    is_reported: bool,
}

/// The state of routing: the agents, the conversations and their rings.
#[derive(Debug)]
pub struct Router {
    ring_lifetime_ms: u64,
    desks: BTreeMap<String, Desk>,
    tasks: HashMap<String, Task>,
    /// The conversations that need a ring and have none, the longest waiting first.
    queue: BTreeSet<(u64, String)>,
    /// The conversation of each waiting ring, by ring id.
    rings: HashMap<String, String>,
    /// The waiting rings by deadline.
    due: BTreeSet<(u64, String)>,
    over: HashMap<String, (String, RingState)>,
    over_in_order: VecDeque<String>,
    /// Changes of rings that [`Router::take_news`] has not returned yet.
    news: Vec<Ring>,
    /// Conversations whose suggestion was withdrawn.
    lost_suggestions: Vec<String>,
    steps: u64,
    last_ring_ms: u64,
    has_changed: bool,
}

impl Router {
    /// A router without agents and conversations.
    pub fn new(ring_lifetime_ms: u64) -> Self {
        Self {
            ring_lifetime_ms,
            desks: BTreeMap::new(),
            tasks: HashMap::new(),
            queue: BTreeSet::new(),
            rings: HashMap::new(),
            due: BTreeSet::new(),
            over: HashMap::new(),
            over_in_order: VecDeque::new(),
            news: Vec::new(),
            lost_suggestions: Vec::new(),
            steps: 0,
            last_ring_ms: 0,
            has_changed: false,
        }
    }

    /// Adds an agent, who is not ready at first.
    pub fn add_agent(&mut self, pid: &str, legacy_id: String, skills: Vec<String>, most: usize) {
        let desk = Desk {
            legacy_id,
            skills,
            capacity: most,
            readiness: Readiness::default(),
            subscribes_to_rings: false,
            held: BTreeSet::new(),
            rung: BTreeSet::new(),
            last_given: 0,
        };
        self.desks.insert(pid.to_owned(), desk);
    }

    /// Sets what an agent may be rung for.
    pub fn set_readiness(&mut self, pid: &str, readiness: Readiness) {
        if let Some(desk) = self.desks.get_mut(pid) {
            desk.readiness = readiness;
            self.has_changed = true;
        }
    }

    /// Sets whether an agent has a socket that subscribes to rings.
    pub fn set_subscribes_to_rings(&mut self, pid: &str, subscribes: bool) {
        if let Some(desk) = self.desks.get_mut(pid)
            && desk.subscribes_to_rings != subscribes
        {
            desk.subscribes_to_rings = subscribes;
            self.has_changed = true;
        }
    }

    /// Whether an agent accepts a transfer: available, and below their capacity.
    pub fn takes_transfers(&self, pid: &str) -> bool {
        (self.desks.get(pid)).is_some_and(|desk| desk.takes_transfers() && desk.has_room())
    }

    /// Whether an agent may take one more conversation themselves. Rings do not count here.
    pub fn has_room(&self, pid: &str) -> bool {
        (self.desks.get(pid)).is_none_or(|desk| desk.held.len() < desk.capacity)
    }

    fn update_queue(&mut self, conversation: &str) {
        let Some(task) = self.tasks.get(conversation) else {
            return;
        };
        let entry = (task.place, conversation.to_owned());
        if task.needs_ring() {
            self.queue.insert(entry);
        } else {
            self.queue.remove(&entry);
        }
    }

    /// The changes of rings since the last call, in order.
    pub fn take_news(&mut self) -> Vec<Ring> {
        core::mem::take(&mut self.news)
    }

    /// The conversations whose suggested agent did not take over.
    pub fn take_lost_suggestions(&mut self) -> Vec<String> {
        core::mem::take(&mut self.lost_suggestions)
    }

    /// Whether a conversation is ringing.
    pub fn rings(&self, conversation: &str) -> bool {
        (self.tasks.get(conversation)).is_some_and(|task| task.ring.is_some())
    }

    /// The rings that an agent has not answered.
    pub fn waiting_rings_of(&self, agent: &str) -> Vec<Ring> {
        let rung = self.desks.get(agent).map(|desk| &desk.rung);
        let tasks = rung.into_iter().flatten();
        let tasks = tasks.filter_map(|conversation| self.tasks.get(conversation));
        tasks.filter_map(|task| task.ring.clone()).collect()
    }

    /// The waiting conversations that no agent can be rung for. Each is returned once.
    pub fn take_unserved(&mut self) -> Vec<String> {
        let mut unserved = Vec::new();
        for (_, conversation) in &self.queue {
            if let Some(task) = self.tasks.get_mut(conversation)
                && !task.is_reported
                && task.standing.holder.is_none()
            {
                task.is_reported = true;
                unserved.push(conversation.clone());
            }
        }
        unserved
    }
}

impl Desk {
    fn has_room(&self) -> bool {
        self.load() < self.capacity
    }

    /// The assigned conversations and the rings. A ring takes up room until it ends.
    fn load(&self) -> usize {
        self.held.len() + self.rung.len()
    }

    fn takes_transfers(&self) -> bool {
        self.subscribes_to_rings && self.readiness != Readiness::Nothing
    }

    fn takes(&self, skill: &str) -> bool {
        let has_skill = skill == ANY_SKILL
            || self.skills.is_empty()
            || self.skills.iter().any(|one| one == skill);
        has_skill && self.subscribes_to_rings && self.readiness == Readiness::Everything
    }
}

impl Task {
    fn needs_ring(&self) -> bool {
        let is_wanted = self.standing.holder.is_none() || self.standing.suggested.is_some();
        is_wanted && self.ring.is_none()
    }
}
