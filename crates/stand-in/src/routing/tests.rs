//! Property tests that play random days of an office. The clock is a number.

use super::{ANY_SKILL, Readiness, Ring, RingError, RingState, Router, Standing};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const LIFETIME_MS: u64 = 72_000;
const SKILLS: [&str; 3] = [ANY_SKILL, "1", "2"];

/// One event. Agents and conversations are numbers; rings are indexes modulo the number of rings.
#[derive(Clone, Debug)]
enum Step {
    Ready(usize, Readiness),
    Hears(usize, bool),
    Comes(usize, usize),
    Answers(usize, bool),
    AnswersLate(usize),
    Waits(u64),
    BackToQueue(usize),
    ToSkill(usize, usize),
    ToAgent(usize, usize, bool),
    TakenBy(usize, usize),
    Closes(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let agent = 0..8_usize;
    let task = 0..30_usize;
    let ready = prop_oneof![
        4 => Just(Readiness::Everything),
        1 => Just(Readiness::Transfers),
        1 => Just(Readiness::Nothing),
    ];
    prop_oneof![
        2 => (agent.clone(), ready).prop_map(|(who, how)| Step::Ready(who, how)),
        1 => (agent.clone(), any::<bool>()).prop_map(|(who, hears)| Step::Hears(who, hears)),
        6 => (task.clone(), 0..3_usize).prop_map(|(what, skill)| Step::Comes(what, skill)),
        6 => (0..30_usize, any::<bool>()).prop_map(|(which, yes)| Step::Answers(which, yes)),
        1 => (0..30_usize).prop_map(Step::AnswersLate),
        2 => (1..100_000_u64).prop_map(Step::Waits),
        1 => task.clone().prop_map(Step::BackToQueue),
        1 => (task.clone(), 0..3_usize).prop_map(|(what, skill)| Step::ToSkill(what, skill)),
        2 => (task.clone(), agent.clone(), any::<bool>())
            .prop_map(|(what, who, keeps)| Step::ToAgent(what, who, keeps)),
        1 => (task.clone(), agent).prop_map(|(what, who)| Step::TakenBy(what, who)),
        2 => task.prop_map(Step::Closes),
    ]
}

/// The state of an observer who knows only what the router reports.
struct Office {
    router: Router,
    now_ms: u64,
    standings: BTreeMap<String, Standing>,
    waiting: BTreeMap<String, Ring>,
    over: Vec<Ring>,
    asked_before: BTreeSet<String>,
}

impl Office {
    fn new(agents: &[(usize, Vec<usize>)]) -> Self {
        let mut router = Router::new(LIFETIME_MS);
        for (number, (capacity, skills)) in agents.iter().enumerate() {
            let skills = skills.iter().map(|at| SKILLS[*at].to_owned()).collect();
            let pid = pid(number);
            router.add_agent(&pid, format!("acct.{number}"), skills, *capacity);
            router.set_readiness(&pid, Readiness::Everything);
            router.set_subscribes_to_rings(&pid, true);
        }
        Self {
            router,
            now_ms: 1_000,
            standings: BTreeMap::new(),
            waiting: BTreeMap::new(),
            over: Vec::new(),
            asked_before: BTreeSet::new(),
        }
    }

    fn follow(&mut self, conversation: &str) {
        let standing = self.standings.get(conversation).cloned();
        self.router.follow(conversation, standing);
    }

    fn change(&mut self, conversation: &str, change: impl FnOnce(&mut Standing, &Router)) {
        if let Some(standing) = self.standings.get_mut(conversation) {
            change(standing, &self.router);
            self.follow(conversation);
        }
    }

    fn does(&mut self, step: &Step) {
        match *step {
            Step::Ready(who, how) => self.router.set_readiness(&pid(who), how),
            Step::Hears(who, hears) => self.router.set_subscribes_to_rings(&pid(who), hears),
            Step::Comes(what, skill) => self.comes(&task(what), SKILLS[skill]),
            Step::Answers(which, yes) => self.answers(which, yes),
            Step::AnswersLate(which) => self.answers_late(which),
            Step::Waits(ms) => self.now_ms += ms,
            Step::BackToQueue(what) => self.change(&task(what), |one, _| one.holder = None),
            Step::ToSkill(what, skill) => self.change(&task(what), |one, _| {
                one.holder = None;
                SKILLS[skill].clone_into(&mut one.skill);
            }),
            Step::ToAgent(what, who, keeps) => self.change(&task(what), |one, router| {
                let is_other = one.holder.as_ref() != Some(&pid(who));
                if is_other && router.takes_transfers(&pid(who)) {
                    one.suggested = Some(pid(who));
                    one.holder = one.holder.take().filter(|_| keeps);
                }
            }),
            Step::TakenBy(what, who) => self.change(&task(what), |one, router| {
                if one.holder.is_none() && router.has_room(&pid(who)) {
                    one.holder = Some(pid(who));
                    one.suggested = None;
                }
            }),
            Step::Closes(what) => {
                self.standings.remove(&task(what));
                self.follow(&task(what));
            }
        }
        self.settles();
    }

    fn comes(&mut self, conversation: &str, skill: &str) {
        let standing = Standing {
            skill: skill.to_owned(),
            holder: None,
            suggested: None,
        };
        if !self.standings.contains_key(conversation) {
            self.standings.insert(conversation.to_owned(), standing);
            self.asked_before.remove(conversation);
            self.follow(conversation);
        }
    }

    fn answers(&mut self, which: usize, yes: bool) {
        let rings: Vec<Ring> = self.waiting.values().cloned().collect();
        let Some(ring) = rings.get(which % rings.len().max(1)) else {
            return;
        };
        let answered = (self.router).answer(&ring.id, &ring.agent, yes, self.now_ms);
        assert_eq!(answered.as_ref(), Ok(&ring.conversation));
        if yes {
            let agent = ring.agent.clone();
            self.change(&ring.conversation, |one, _| {
                let may = one.holder.is_none() || one.suggested.as_ref() == Some(&agent);
                assert!(may, "an accepted ring took a conversation from somebody");
                one.holder = Some(agent);
                one.suggested = None;
            });
        }
    }

    /// Answering a ring that has ended is an error and changes nothing.
    fn answers_late(&mut self, which: usize) {
        let Some(ring) = self.over.get(which % self.over.len().max(1)) else {
            return;
        };
        let before = format!("{:?}", self.router.tasks.get(&ring.conversation));
        let answered = (self.router).answer(&ring.id, &ring.agent, true, self.now_ms);
        assert_eq!(answered, Err(RingError::Over(ring.state)));
        let after = format!("{:?}", self.router.tasks.get(&ring.conversation));
        assert_eq!(before, after);
    }

    fn settles(&mut self) {
        while self.router.route(self.now_ms) {
            for conversation in self.router.take_lost_suggestions() {
                self.change(&conversation, |one, _| one.suggested = None);
            }
            let news = self.router.take_news();
            let begun = news
                .iter()
                .filter(|ring| ring.state == RingState::Waiting)
                .count();
            for ring in news {
                self.hears(ring, begun == 1);
            }
        }
        self.is_in_order();
    }

    fn hears(&mut self, ring: Ring, is_only_new: bool) {
        if ring.state == RingState::Waiting {
            let is_first = self.asked_before.insert(ring.conversation.clone());
            let is_handed = (self.standings[&ring.conversation].suggested).is_some();
            if is_first && is_only_new && !is_handed {
                self.is_fair(&ring);
            }
            let earlier = self.waiting.insert(ring.conversation.clone(), ring);
            assert_eq!(earlier, None, "a conversation rings twice at once");
        } else {
            let waiting = self.waiting.remove(&ring.conversation);
            assert_eq!(waiting.map(|one| one.id), Some(ring.id.clone()));
            self.over.push(ring);
        }
    }

    /// No other agent who could answer has fewer conversations.
    fn is_fair(&self, ring: &Ring) {
        let desks = &self.router.desks;
        let before = desks[&ring.agent].load() - 1;
        let skill = &self.standings[&ring.conversation].skill;
        for (other, desk) in desks.iter().filter(|(_, desk)| desk.takes(skill)) {
            let is_less = desk.load() < before && desk.has_room();
            assert!(
                !is_less,
                "{other} has fewer conversations than {}",
                ring.agent
            );
        }
    }

    fn is_in_order(&self) {
        for (pid, desk) in &self.router.desks {
            let held = self.standings.values();
            let held = held.filter(|one| one.holder.as_ref() == Some(pid)).count();
            let rung = self.waiting.values().filter(|ring| ring.agent == *pid);
            let rung: Vec<&Ring> = rung.collect();
            assert_eq!((desk.held.len(), desk.rung.len()), (held, rung.len()));
            assert!(
                held + rung.len() <= desk.capacity,
                "{pid} was promised too much"
            );
            assert!(rung.iter().all(|ring| ring.expires_ms > self.now_ms));
        }
        let rings = |id: &String| self.waiting.contains_key(id);
        for (id, one) in self.standings.iter().filter(|(id, _)| !rings(id)) {
            assert_eq!(
                one.suggested, None,
                "{id} waits for somebody who is not asked"
            );
            let is_free =
                |(_, desk): &(&String, &super::Desk)| desk.has_room() && desk.takes(&one.skill);
            let free = self.router.desks.iter().find(is_free);
            if one.holder.is_none() {
                assert_eq!(free.map(|(pid, _)| pid), None, "{id} starves");
            }
        }
        for id in self.waiting.keys() {
            let one = &self.standings[id];
            assert!(
                one.holder.is_none() || one.suggested.is_some(),
                "{id} rings for nothing"
            );
        }
    }
}

fn pid(number: usize) -> String {
    format!("agent-{number}")
}

fn task(number: usize) -> String {
    format!("conversation-{number}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_conversation_is_assigned_twice_or_starves_and_no_agent_exceeds_their_capacity(
        agents in vec((1..4_usize, vec(1..3_usize, 0..2)), 1..8),
        steps in vec(step(), 1..150),
    ) {
        let mut office = Office::new(&agents);
        for step in &steps {
            office.does(step);
        }
    }

    #[test]
    fn agents_who_accept_everything_differ_by_one_conversation_at_most(
        agents in 1..8_usize,
        conversations in 1..60_usize,
    ) {
        let mut office = Office::new(&vec![(usize::MAX, vec![]); agents]);
        for number in 0..conversations {
            office.does(&Step::Comes(number, 0));
            office.does(&Step::Answers(0, true));
        }
        let loads: Vec<usize> = office.router.desks.values().map(|desk| desk.held.len()).collect();
        let (least, most) = (loads.iter().min().unwrap(), loads.iter().max().unwrap());
        prop_assert!(most - least <= 1, "{loads:?}");
    }
}

#[test]
fn the_longest_waiting_conversation_is_rung_first() {
    let mut office = Office::new(&[(1, vec![])]);
    office.does(&Step::Ready(0, Readiness::Nothing));
    for number in [7, 3, 5] {
        office.does(&Step::Comes(number, 0));
    }
    office.does(&Step::Ready(0, Readiness::Everything));
    let rung: Vec<&String> = office.waiting.keys().collect();
    assert_eq!(rung, [&task(7)], "and only one: there is no more room");
}

#[test]
fn of_two_equally_busy_agents_the_one_who_waited_longer_is_rung() {
    let mut office = Office::new(&[(5, vec![]), (5, vec![])]);
    let asked: Vec<String> = (0..4)
        .map(|number| {
            office.does(&Step::Comes(number, 0));
            let agent = office.waiting[&task(number)].agent.clone();
            office.does(&Step::Answers(0, true));
            office.does(&Step::Closes(number));
            agent
        })
        .collect();
    assert_eq!(asked, [pid(0), pid(1), pid(0), pid(1)]);
}

#[test]
fn an_unanswered_ring_goes_to_the_next_agent_and_returns_if_nobody_is_left() {
    let mut office = Office::new(&[(5, vec![]), (5, vec![])]);
    office.does(&Step::Comes(0, 0));
    assert_eq!(office.waiting[&task(0)].agent, pid(0));
    office.does(&Step::Waits(LIFETIME_MS));
    assert_eq!(office.over[0].state, RingState::Expired);
    assert_eq!(office.waiting[&task(0)].agent, pid(1));
    office.does(&Step::Answers(0, false));
    assert_eq!(office.over[1].state, RingState::Rejected);
    assert_eq!(office.waiting[&task(0)].agent, pid(0), "a new round");
}
