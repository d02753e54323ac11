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
mod ring;
#[cfg(test)]
mod tests;

pub use ring::{Ring, RingError, RingState};

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// The skill of a conversation that every agent may answer.
pub const ANY_SKILL: &str = "-1";
/// How many rings that are over are remembered, for whoever answers too late.
const MOST_OVER: usize = 10_000;

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

    /// Follows a conversation to where it stands now; nowhere when it has ended.
    pub fn follow(&mut self, conversation: &str, now: Option<Standing>) {
        let Some(now) = now else {
            self.has_changed = true;
            self.end_ring_of(conversation, RingState::Cancelled);
            if let Some(task) = self.tasks.remove(conversation) {
                self.queue.remove(&(task.place, conversation.to_owned()));
                self.move_hold(conversation, task.standing.holder.as_deref(), None);
            }
            return;
        };
        let before = (self.tasks.get(conversation)).map(|task| task.standing.clone());
        if before.as_ref() == Some(&now) {
            return;
        }
        self.has_changed = true;
        let holder_before = before.as_ref().and_then(|one| one.holder.clone());
        self.move_hold(
            conversation,
            holder_before.as_deref(),
            now.holder.as_deref(),
        );
        if before.is_some() {
            self.end_ring_of(conversation, RingState::Cancelled);
        }
        self.steps += 1;
        let place = self.steps;
        let task = (self.tasks.entry(conversation.to_owned())).or_insert_with(|| Task {
            standing: now.clone(),
            place,
            declined: BTreeSet::new(),
            ring: None,
            told_unserved: false,
        });
        let is_new_round = task.standing.skill != now.skill || holder_before.is_some();
        if is_new_round {
            self.queue.remove(&(task.place, conversation.to_owned()));
            task.place = place;
            task.declined.clear();
            // Who gave it back is asked last.
            task.declined.extend(holder_before);
        }
        task.standing = now;
        task.told_unserved = false;
        self.update_queue(conversation);
    }

    fn move_hold(&mut self, conversation: &str, from: Option<&str>, to: Option<&str>) {
        if from == to {
            return;
        }
        if let Some(desk) = from.and_then(|pid| self.desks.get_mut(pid)) {
            desk.held.remove(conversation);
        }
        if let Some(desk) = to.and_then(|pid| self.desks.get_mut(pid)) {
            desk.held.insert(conversation.to_owned());
            self.steps += 1;
            desk.last_given = self.steps;
        }
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

    /// An agent answers a ring; the conversation it was about.
    pub fn answer(
        &mut self,
        ring: &str,
        agent: &str,
        accept: bool,
        now_ms: u64,
    ) -> Result<String, RingError> {
        self.expire(now_ms);
        let found = self.rings.get(ring).and_then(|id| self.tasks.get(id));
        let found = found.and_then(|task| task.ring.as_ref());
        let Some(found) = found.filter(|one| one.agent == agent) else {
            return Err(match self.over.get(ring) {
                Some((whose, state)) if whose == agent => RingError::Over(*state),
                _ => RingError::Unknown,
            });
        };
        let conversation = found.conversation.clone();
        if accept {
            self.end_ring_of(&conversation, RingState::Accepted);
            if let Some(task) = self.tasks.get(&conversation) {
                let standing = Standing {
                    holder: Some(agent.to_owned()),
                    suggested: None,
                    ..task.standing.clone()
                };
                self.follow(&conversation, Some(standing));
            }
        } else {
            self.decline(&conversation, RingState::Rejected);
        }
        Ok(conversation)
    }

    /// Ends the rings whose time is over.
    fn expire(&mut self, now_ms: u64) {
        while let Some((due_ms, ring)) = self.due.first().cloned() {
            if due_ms > now_ms {
                return;
            }
            self.due.remove(&(due_ms, ring.clone()));
            if let Some(conversation) = self.rings.get(&ring).cloned() {
                self.decline(&conversation, RingState::Expired);
            }
        }
    }

    /// The agent who is asked will not take it: it is somebody else's turn.
    fn decline(&mut self, conversation: &str, state: RingState) {
        let Some(ring) = self.end_ring_of(conversation, state) else {
            return;
        };
        if self.suggested_of(conversation) == Some(&ring.agent) {
            self.forget_suggestion(conversation);
        }
        if let Some(task) = self.tasks.get_mut(conversation) {
            task.declined.insert(ring.agent);
        }
    }

    fn suggested_of(&self, conversation: &str) -> Option<&String> {
        (self.tasks.get(conversation)).and_then(|task| task.standing.suggested.as_ref())
    }

    fn forget_suggestion(&mut self, conversation: &str) {
        if let Some(task) = self.tasks.get_mut(conversation) {
            task.standing.suggested = None;
            self.lost_suggestions.push(conversation.to_owned());
        }
        self.update_queue(conversation);
    }

    fn end_ring_of(&mut self, conversation: &str, state: RingState) -> Option<Ring> {
        let mut ring = self.tasks.get_mut(conversation)?.ring.take()?;
        ring.state = state;
        if let Some(desk) = self.desks.get_mut(&ring.agent) {
            desk.rung.remove(conversation);
        }
        self.rings.remove(&ring.id);
        self.due.remove(&(ring.expires_ms, ring.id.clone()));
        self.over
            .insert(ring.id.clone(), (ring.agent.clone(), state));
        self.over_in_order.push_back(ring.id.clone());
        if self.over_in_order.len() > MOST_OVER
            && let Some(oldest) = self.over_in_order.pop_front()
        {
            self.over.remove(&oldest);
        }
        self.news.push(ring.clone());
        self.has_changed = true;
        self.update_queue(conversation);
        Some(ring)
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
