//! Which agent is asked (protocol §6.5). Nothing here knows a socket, a clock
//! or a file: what happens is told to the router, and it says what rings.
//!
//! A waiting conversation rings one agent at a time: of those who are online,
//! hear rings, have the skill and have room, the one with the fewest
//! conversations, and of several the one who was given one the longest ago.
//! Who declines a conversation, or lets its ring expire, is asked again only
//! when nobody else is left. A ring takes up room until it is over, so that
//! nobody is promised more than they can take.

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
    /// Nothing: away, or gone.
    #[default]
    Nothing,
    /// Only what another agent hands over.
    Transfers,
    /// Everything.
    Everything,
}

/// How a conversation stands, as far as routing is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whose skill it needs; [`ANY_SKILL`] for anybody's.
    pub skill: String,
    /// Who answers it, by PID.
    pub holder: Option<String>,
    /// Whom another agent wants to hand it to, by PID.
    pub suggested: Option<String>,
}

#[derive(Debug)]
struct Desk {
    legacy_id: String,
    skills: Vec<String>,
    capacity: usize,
    readiness: Readiness,
    hears_rings: bool,
    held: BTreeSet<String>,
    rung: BTreeSet<String>,
    /// When this agent was given something last, in steps of the router.
    last_given: u64,
}

#[derive(Debug)]
struct Task {
    standing: Standing,
    /// The place in the queue: smaller is earlier.
    place: u64,
    /// Who was asked already and did not take it.
    declined: BTreeSet<String>,
    ring: Option<Ring>,
    /// Whether it was told that nobody can be rung.
    told_unserved: bool,
}

/// Who is asked for what.
#[derive(Debug)]
pub struct Router {
    ring_lifetime_ms: u64,
    desks: BTreeMap<String, Desk>,
    tasks: HashMap<String, Task>,
    /// What needs a ring and has none, the longest waiting first.
    queue: BTreeSet<(u64, String)>,
    /// Rings by id.
    rings: HashMap<String, String>,
    /// When rings expire.
    due: BTreeSet<(u64, String)>,
    over: HashMap<String, (String, RingState)>,
    over_in_order: VecDeque<String>,
    /// What happened to rings and was not taken yet.
    news: Vec<Ring>,
    /// What was to be handed over and will not be.
    lost_suggestions: Vec<String>,
    steps: u64,
    last_ring_ms: u64,
    has_changed: bool,
}

impl Router {
    /// Nobody, and nothing to do.
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

    /// An agent who may be asked once they are ready.
    pub fn add_agent(&mut self, pid: &str, legacy_id: String, skills: Vec<String>, most: usize) {
        let desk = Desk {
            legacy_id,
            skills,
            capacity: most,
            readiness: Readiness::default(),
            hears_rings: false,
            held: BTreeSet::new(),
            rung: BTreeSet::new(),
            last_given: 0,
        };
        self.desks.insert(pid.to_owned(), desk);
    }

    /// What an agent may be rung for from now on.
    pub fn set_readiness(&mut self, pid: &str, readiness: Readiness) {
        if let Some(desk) = self.desks.get_mut(pid) {
            desk.readiness = readiness;
            self.has_changed = true;
        }
    }

    /// Whether an agent has a socket on which rings are heard.
    pub fn set_hears_rings(&mut self, pid: &str, hears: bool) {
        if let Some(desk) = self.desks.get_mut(pid)
            && desk.hears_rings != hears
        {
            desk.hears_rings = hears;
            self.has_changed = true;
        }
    }

    /// Whether an agent can be handed a conversation now.
    pub fn takes_transfers(&self, pid: &str) -> bool {
        (self.desks.get(pid)).is_some_and(|desk| desk.takes_transfers() && desk.has_room())
    }

    /// Whether an agent has room for one more that they take themselves.
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

    /// What happened to rings since this was asked last, in order.
    pub fn take_news(&mut self) -> Vec<Ring> {
        core::mem::take(&mut self.news)
    }

    /// What was to be handed over to an agent who did not take it.
    pub fn take_lost_suggestions(&mut self) -> Vec<String> {
        core::mem::take(&mut self.lost_suggestions)
    }

    /// Whether a conversation rings.
    pub fn rings(&self, conversation: &str) -> bool {
        (self.tasks.get(conversation)).is_some_and(|task| task.ring.is_some())
    }

    /// The rings an agent has not answered.
    pub fn waiting_rings_of(&self, agent: &str) -> Vec<Ring> {
        let rung = self.desks.get(agent).map(|desk| &desk.rung);
        let tasks = rung.into_iter().flatten();
        let tasks = tasks.filter_map(|conversation| self.tasks.get(conversation));
        tasks.filter_map(|task| task.ring.clone()).collect()
    }

    /// What waits and was not told yet to be without anybody to ask.
    pub fn take_unserved(&mut self) -> Vec<String> {
        let mut unserved = Vec::new();
        for (_, conversation) in &self.queue {
            if let Some(task) = self.tasks.get_mut(conversation)
                && !task.told_unserved
                && task.standing.holder.is_none()
            {
                task.told_unserved = true;
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

    /// A ring takes up room until it is over.
    fn load(&self) -> usize {
        self.held.len() + self.rung.len()
    }

    fn takes_transfers(&self) -> bool {
        self.hears_rings && self.readiness != Readiness::Nothing
    }

    fn takes(&self, skill: &str) -> bool {
        let has_skill = skill == ANY_SKILL
            || self.skills.is_empty()
            || self.skills.iter().any(|one| one == skill);
        has_skill && self.hears_rings && self.readiness == Readiness::Everything
    }
}

impl Task {
    fn needs_ring(&self) -> bool {
        let is_wanted = self.standing.holder.is_none() || self.standing.suggested.is_some();
        is_wanted && self.ring.is_none()
    }
}
