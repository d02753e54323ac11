//! Chooses the agent to ring, and withdraws rings that the agent cannot accept.

use super::{Desk, Readiness, Ring, RingState, Router, Task};
use std::collections::HashSet;

impl Router {
    /// Rings every waiting conversation that can be rung. Returns whether anything may have
    /// changed.
    pub fn route(&mut self, now_ms: u64) -> bool {
        let is_due = (self.due.first()).is_some_and(|(due_ms, _)| *due_ms <= now_ms);
        if !self.has_changed && !is_due {
            return false;
        }
        self.has_changed = false;
        self.expire(now_ms);
        self.withdraw();
        self.ring_all(now_ms);
        self.has_changed = false;
        true
    }

    /// Withdraws rings of agents who are no longer available, or who have no room because they took
    /// other conversations themselves.
    fn withdraw(&mut self) {
        let is_void = |desk: &Desk, task: &Task| {
            let is_handed_over = task.standing.suggested.is_some();
            let takes = if is_handed_over {
                desk.takes_transfers()
            } else {
                desk.subscribes_to_rings && desk.readiness == Readiness::Everything
            };
            !takes
        };
        let mut void = Vec::new();
        for desk in self.desks.values().filter(|desk| !desk.rung.is_empty()) {
            let mut room = desk.capacity.saturating_sub(desk.held.len());
            for conversation in &desk.rung {
                let task = self.tasks.get(conversation);
                if room == 0 || task.is_none_or(|task| is_void(desk, task)) {
                    void.push(conversation.clone());
                } else {
                    room -= 1;
                }
            }
        }
        for conversation in void {
            let ring = self.end_ring_of(&conversation, RingState::Cancelled);
            // An agent who cannot be rung cannot be suggested either.
            if let Some(ring) = ring
                && self.suggested_of(&conversation) == Some(&ring.agent)
            {
                self.forget_suggestion(&conversation);
            }
        }
    }

    fn ring_all(&mut self, now_ms: u64) {
        let mut hopeless: HashSet<String> = HashSet::new();
        for (_, conversation) in self.queue.clone() {
            let Some(task) = self.tasks.get(&conversation) else {
                continue;
            };
            let skill = task.standing.skill.clone();
            if let Some(agent) = task.standing.suggested.clone() {
                if self.takes_transfers(&agent) {
                    self.ring(&conversation, &agent, now_ms);
                    continue;
                }
                self.forget_suggestion(&conversation);
                if self.holder_of(&conversation).is_some() {
                    continue;
                }
            }
            if hopeless.contains(&skill) {
                continue;
            }
            match self.choose(&conversation) {
                Some(agent) => self.ring(&conversation, &agent, now_ms),
                None => drop(hopeless.insert(skill)),
            }
        }
    }

    fn holder_of(&self, conversation: &str) -> Option<&String> {
        (self.tasks.get(conversation)).and_then(|task| task.standing.holder.as_ref())
    }

    /// Chooses the agent with the fewest conversations; of several, the one whose last assignment
    /// is the longest ago. If everybody has declined, a new round begins.
    fn choose(&mut self, conversation: &str) -> Option<String> {
        let task = self.tasks.get_mut(conversation)?;
        let skill = &task.standing.skill;
        let able: Vec<(&String, &Desk)> = (self.desks.iter())
            .filter(|(_, desk)| desk.has_room() && desk.takes(skill))
            .collect();
        if able.iter().all(|(pid, _)| task.declined.contains(*pid)) {
            task.declined.clear();
        }
        (able.into_iter())
            .filter(|(pid, _)| !task.declined.contains(*pid))
            .min_by_key(|(pid, desk)| (desk.load(), desk.last_given, *pid))
            .map(|(pid, _)| pid.clone())
    }

    fn ring(&mut self, conversation: &str, agent: &str, now_ms: u64) {
        self.steps += 1;
        // Keeps ring ids unique if two rings begin in the same millisecond.
        self.last_ring_ms = now_ms.max(self.last_ring_ms + 1);
        let (Some(desk), Some(task)) =
            (self.desks.get_mut(agent), self.tasks.get_mut(conversation))
        else {
            return;
        };
        desk.rung.insert(conversation.to_owned());
        desk.last_given = self.steps;
        let ring = Ring {
            id: format!("{conversation}_{}_{}", desk.legacy_id, self.last_ring_ms),
            conversation: conversation.to_owned(),
            agent: agent.to_owned(),
            state: RingState::Waiting,
            expires_ms: now_ms.saturating_add(self.ring_lifetime_ms),
        };
        task.ring = Some(ring.clone());
        task.is_reported = false;
        self.rings.insert(ring.id.clone(), conversation.to_owned());
        self.due.insert((ring.expires_ms, ring.id.clone()));
        self.news.push(ring);
        self.update_queue(conversation);
    }
}
