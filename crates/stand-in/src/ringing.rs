//! Connects the router with the world: passes changes to the router, and sends ring notifications
//! to agents (protocol §6.5).

use crate::model::{Conversation, OPEN, Participant};
use crate::routing::{ANY_SKILL, Readiness, Ring, RingError, RingState, Standing};
use crate::store::StoreError;
use crate::world::{ConnectionId, Peer, RingSubscription, World};
use serde_json::{Value, json};
use std::time::Duration;

/// A timer may fire slightly before the world's clock reaches the deadline.
const TIMER_SLACK: Duration = Duration::from_millis(5);

/// An agent's availability, as they set it (protocol §6.6).
#[derive(Clone, Debug)]
pub struct AgentState {
    pub availability: String,
    pub channels: Vec<String>,
    pub description: String,
}

impl Default for AgentState {
    fn default() -> Self {
        Self {
            availability: "OFFLINE".to_owned(),
            channels: vec!["MESSAGING".to_owned()],
            description: "OFFLINE".to_owned(),
        }
    }
}

impl AgentState {
    /// What they may be rung for.
    pub fn readiness(&self) -> Readiness {
        let has_channel = self.channels.iter().any(|one| one == "MESSAGING");
        match self.availability.as_str() {
            "ONLINE" if has_channel => Readiness::Everything,
            "OCCUPIED" if has_channel => Readiness::Transfers,
            _ => Readiness::Nothing,
        }
    }
}

impl World {
    /// Passes all stored conversations to the router. Suggestions from before a restart are
    /// withdrawn.
    pub fn follow_all(&mut self) -> Result<(), StoreError> {
        let mut waiting: Vec<(u64, String)> = (self.conversations.values())
            .map(|one| (one.started_ms, one.id.clone()))
            .collect();
        waiting.sort();
        for (_, id) in waiting {
            self.forget_suggested(&id)?;
            self.follow(&id);
        }
        Ok(())
    }

    fn forget_suggested(&mut self, id: &str) -> Result<(), StoreError> {
        let is_suggested =
            (self.conversations.get(id)).is_some_and(|one| one.suggested_agent().is_some());
        if !is_suggested {
            return Ok(());
        }
        self.change(id, |one| one.participants.retain(Participant::is_active))
    }

    /// Passes a conversation's current standing to the router.
    pub fn follow(&mut self, id: &str) {
        self.index(id);
        let standing = (self.conversations.get(id))
            .filter(|one| one.state == OPEN)
            .map(standing_of);
        self.router.follow(id, standing);
    }

    /// Routes waiting conversations and sends the ring notifications. Call it after every change.
    pub fn settle(&mut self) {
        self.settle_surveys();
        while self.router.route(self.now_ms()) {
            for conversation in self.router.take_lost_suggestions() {
                // If this is not stored, the next restart withdraws the suggestion.
                let _ = self.forget_suggested(&conversation);
            }
            for ring in self.router.take_news() {
                self.notify_of_ring(&ring);
            }
        }
        if self.config.auto_agent {
            for conversation in self.router.take_unserved() {
                self.schedule_auto_agent(&conversation);
            }
        }
    }

    /// Updates whether an agent has a socket that subscribes to rings. Call it when a socket opens
    /// or closes.
    pub fn follow_sockets_of(&mut self, pid: &str) {
        let subscribes = (self.connections.values())
            .any(|one| one.peer.is_agent(pid) && !one.ring_subscriptions.is_empty());
        self.router.set_subscribes_to_rings(pid, subscribes);
    }

    /// Accepts or rejects a ring for an agent.
    pub fn answer_ring(
        &mut self,
        id: &str,
        agent: &Participant,
        accept: bool,
    ) -> Result<Result<(), RingError>, StoreError> {
        let now_ms = self.now_ms();
        let conversation = match self.router.answer(id, &agent.id, accept, now_ms) {
            Ok(conversation) => conversation,
            Err(error) => return Ok(Err(error)),
        };
        if accept && let Err(error) = self.assign(&conversation, agent.clone()) {
            // The assignment was not stored, so it did not happen: the conversation rings again.
            self.follow(&conversation);
            return Err(error);
        }
        Ok(Ok(()))
    }

    /// Assigns a conversation to an agent.
    pub fn assign(&mut self, conversation: &str, agent: Participant) -> Result<(), StoreError> {
        self.change(conversation, |one| one.assign_to(agent))
    }

    fn notify_of_ring(&mut self, ring: &Ring) {
        let change = self.ring_change(ring);
        for (connection, subscription) in self.ring_subscriptions_of(ring) {
            let frame = ring_frame(&subscription, std::slice::from_ref(&change));
            self.send(connection, &frame, Duration::ZERO);
        }
        if ring.state == RingState::Waiting {
            // Wakes up when the ring expires, even if no request comes before.
            let wait = Duration::from_millis(ring.expires_ms.saturating_sub(self.now_ms()));
            self.after(wait + TIMER_SLACK, |_| {});
        }
    }

    fn ring_subscriptions_of(&self, ring: &Ring) -> Vec<(ConnectionId, String)> {
        let theirs = (self.connections.iter()).filter(|(_, one)| one.peer.is_agent(&ring.agent));
        theirs
            .flat_map(|(id, one)| {
                (one.ring_subscriptions.iter())
                    .filter(|subscription| self.wants(subscription, ring))
                    .map(|subscription| (*id, subscription.id.clone()))
            })
            .collect()
    }

    fn wants(&self, subscription: &RingSubscription, ring: &Ring) -> bool {
        let skill = (self.conversations.get(&ring.conversation)).map(|one| &one.skill);
        (subscription.skill.is_none() || subscription.skill.as_ref() == skill)
            && (subscription.conversation.as_ref()).is_none_or(|id| *id == ring.conversation)
    }

    /// Sends the rings that wait when an agent subscribes.
    pub fn send_waiting_rings(&mut self, to: ConnectionId, agent: &str, subscription: &str) {
        let rings = self.router.waiting_rings_of(agent);
        let Some(connection) = self.connections.get(&to) else {
            return;
        };
        let found = (connection.ring_subscriptions.iter()).find(|one| one.id == subscription);
        let Some(found) = found else { return };
        let changes: Vec<Value> = (rings.iter())
            .filter(|ring| self.wants(found, ring))
            .map(|ring| self.ring_change(ring))
            .collect();
        let frame = ring_frame(subscription, &changes);
        self.send(to, &frame, crate::notifications::FIRST_AFTER);
    }

    fn ring_change(&self, ring: &Ring) -> Value {
        let conversation = self.conversations.get(&ring.conversation);
        let consumer = (conversation.map(|one| one.consumer.clone())).unwrap_or_default();
        let skill = conversation.map_or_else(|| ANY_SKILL.to_owned(), |one| one.skill.clone());
        let lifetime_ms = u64::try_from(self.config.ring_lifetime.as_millis()).unwrap_or(u64::MAX);
        let is_completed = matches!(ring.state, RingState::Accepted | RingState::Cancelled);
        json!({"type": "UPSERT", "result": {
            "conversationId": ring.conversation,
            "consumerId": consumer,
            "skillId": skill,
            "taskCompleted": is_completed,
            "ringsDetails": [{
                "ringId": ring.id,
                "ringState": ring.state.name(),
                "ringExpiration": lifetime_ms,
                "ringExpirationTs": ring.expires_ms,
                "weight": 0,
                "convId": ring.conversation,
                "consumerId": consumer,
                "skillId": skill,
                "brandId": self.config.account,
            }],
        }})
    }
}

fn standing_of(conversation: &Conversation) -> Standing {
    let id = |one: &Participant| one.id.clone();
    Standing {
        skill: conversation.skill.clone(),
        holder: conversation.assigned_agent().map(id),
        suggested: conversation.suggested_agent().map(id),
    }
}

impl Conversation {
    /// Replaces the assigned agent.
    pub fn assign_to(&mut self, agent: Participant) {
        self.participants
            .retain(|other| other.role != agent.role && other.id != agent.id);
        self.participants.push(agent);
    }
}

impl Peer {
    /// Whether this is the agent with this PID.
    pub fn is_agent(&self, pid: &str) -> bool {
        matches!(self, Self::Agent(agent) if agent.pid == pid)
    }
}

fn ring_frame(subscription: &str, changes: &[Value]) -> Value {
    json!({
        "kind": "notification",
        "type": ".ams.routing.RoutingTaskNotification",
        "body": {"subscriptionId": subscription, "changes": changes},
    })
}
