//! How rings end: the agent answers, the ring expires, or the conversation changes.

use super::{Ring, RingError, RingState, Router, Standing};

/// How many finished rings are remembered, to explain a late answer.
const MAX_ENDED_RINGS: usize = 10_000;

impl Router {
    /// An agent answers a ring. Returns the conversation's id.
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

    /// Ends the rings whose deadline has passed.
    pub(super) fn expire(&mut self, now_ms: u64) {
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

    /// The rung agent does not take the conversation, so the next agent is rung.
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

    pub(super) fn suggested_of(&self, conversation: &str) -> Option<&String> {
        (self.tasks.get(conversation)).and_then(|task| task.standing.suggested.as_ref())
    }

    pub(super) fn forget_suggestion(&mut self, conversation: &str) {
        if let Some(task) = self.tasks.get_mut(conversation) {
            task.standing.suggested = None;
            self.lost_suggestions.push(conversation.to_owned());
        }
        self.update_queue(conversation);
    }

    pub(super) fn end_ring_of(&mut self, conversation: &str, state: RingState) -> Option<Ring> {
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
        if self.over_in_order.len() > MAX_ENDED_RINGS
            && let Some(oldest) = self.over_in_order.pop_front()
        {
            self.over.remove(&oldest);
        }
        self.news.push(ring.clone());
        self.has_changed = true;
        self.update_queue(conversation);
        Some(ring)
    }
}
