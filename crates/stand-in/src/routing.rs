//! Which agent is asked (protocol §6.5).

use crate::agents::Agent;
use crate::model::Participant;
use crate::store::StoreError;
use crate::world::{ConnectionId, Peer, World, now_ms};
use serde_json::{Value, json};
use std::time::Duration;

/// One ring.
#[derive(Clone, Debug)]
pub struct Ring {
    pub id: String,
    pub conversation: String,
    pub agent: &'static Agent,
    pub state: &'static str,
    pub expires_ms: u64,
}

/// All rings that are not over.
#[derive(Default)]
pub struct Rings {
    rings: Vec<Ring>,
}

/// Why a ring could not be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingError {
    /// There is none of that id.
    Unknown,
    /// It has been answered, cancelled, or has expired.
    Over,
}

impl World {
    /// Lets every agent who is online hear a waiting conversation.
    pub fn ring(&mut self, conversation: &str) {
        self.auto_agent_rings(conversation);
        let online: Vec<&'static Agent> = (crate::agents::AGENTS.iter())
            .filter(|agent| {
                self.availability
                    .get(agent.pid)
                    .is_some_and(|state| state == "ONLINE")
            })
            .filter(|agent| self.is_connected(agent))
            .collect();
        for agent in online {
            self.ring_agent(conversation, agent);
        }
    }

    fn is_connected(&self, agent: &'static Agent) -> bool {
        self.connections
            .values()
            .any(|one| one.peer == Peer::Agent(agent))
    }

    /// An agent came online: what waits rings for them too.
    pub fn ring_waiting_for(&mut self, agent: &'static Agent) {
        let waiting: Vec<String> = (self.conversations.values())
            .filter(|one| one.is_open() && one.assigned_agent().is_none())
            .filter(|one| {
                !self
                    .rings
                    .rings
                    .iter()
                    .any(|ring| ring.conversation == one.id && ring.agent == agent)
            })
            .map(|one| one.id.clone())
            .collect();
        for conversation in waiting {
            self.ring_agent(&conversation, agent);
        }
    }

    fn ring_agent(&mut self, conversation: &str, agent: &'static Agent) {
        let now = now_ms();
        let lifetime = u64::try_from(self.config.ring_lifetime.as_millis()).unwrap_or(u64::MAX);
        let ring = Ring {
            id: format!(
                "{conversation}_{}_{now}",
                agent.legacy_id(&self.config.account)
            ),
            conversation: conversation.to_owned(),
            agent,
            state: "WAITING",
            expires_ms: now.saturating_add(lifetime),
        };
        self.rings.rings.push(ring.clone());
        self.tell_ring(&ring, false);
    }

    /// An agent answers a ring.
    pub fn answer_ring(
        &mut self,
        id: &str,
        agent: &'static Agent,
        accept: bool,
    ) -> Result<(), RingError> {
        self.expire_rings();
        let ring = self
            .rings
            .rings
            .iter_mut()
            .find(|ring| ring.id == id && ring.agent == agent);
        let ring = ring.ok_or(RingError::Unknown)?;
        if ring.state != "WAITING" {
            return Err(RingError::Over);
        }
        ring.state = if accept { "ACCEPTED" } else { "REJECTED" };
        let ring = ring.clone();
        self.tell_ring(&ring, accept);
        if accept {
            self.cancel_rings(&ring.conversation);
            let person = agent.participant(&self.config.account, "ASSIGNED_AGENT");
            // The ring is answered either way; a lost write shows in the next one.
            let _ = self.assign(&ring.conversation, person);
        }
        Ok(())
    }

    /// Puts an agent in charge.
    pub fn assign(&mut self, conversation: &str, agent: Participant) -> Result<(), StoreError> {
        self.change(conversation, |one| {
            one.participants
                .retain(|other| other.role != "ASSIGNED_AGENT");
            one.participants.push(agent);
        })
    }

    /// Nobody needs to answer any more.
    pub fn cancel_rings(&mut self, conversation: &str) {
        self.end_rings(|ring| ring.conversation == conversation, "CANCELLED");
    }

    /// Rings whose time is over; new ones are made for who is still online.
    pub fn expire_rings(&mut self) {
        let now = now_ms();
        let expired = self.end_rings(|ring| ring.expires_ms <= now, "EXPIRED");
        for ring in expired {
            let is_waiting = self
                .conversations
                .get(&ring.conversation)
                .is_some_and(|one| one.is_open() && one.assigned_agent().is_none());
            let is_online = self
                .availability
                .get(ring.agent.pid)
                .is_some_and(|state| state == "ONLINE");
            if is_waiting && is_online && self.is_connected(ring.agent) {
                self.ring_agent(&ring.conversation, ring.agent);
            }
        }
    }

    fn end_rings(&mut self, which: impl Fn(&Ring) -> bool, state: &'static str) -> Vec<Ring> {
        let mut ended = Vec::new();
        for ring in self
            .rings
            .rings
            .iter_mut()
            .filter(|ring| ring.state == "WAITING" && which(ring))
        {
            ring.state = state;
            ended.push(ring.clone());
        }
        for ring in &ended {
            self.tell_ring(ring, true);
        }
        ended
    }

    fn tell_ring(&mut self, ring: &Ring, is_completed: bool) {
        let change = self.ring_change(ring, is_completed);
        for (connection, subscription) in self.ring_subscriptions_of(ring.agent) {
            self.send(
                connection,
                &ring_frame(&subscription, std::slice::from_ref(&change)),
                Duration::ZERO,
            );
        }
    }

    fn ring_subscriptions_of(&self, agent: &'static Agent) -> Vec<(ConnectionId, String)> {
        let theirs = self
            .connections
            .iter()
            .filter(|(_, one)| one.peer == Peer::Agent(agent));
        theirs
            .flat_map(|(id, one)| {
                one.ring_subscriptions
                    .iter()
                    .map(|subscription| (*id, subscription.clone()))
            })
            .collect()
    }

    /// What rings when an agent subscribes.
    pub fn tell_waiting_rings(
        &mut self,
        to: ConnectionId,
        agent: &'static Agent,
        subscription: &str,
    ) {
        self.expire_rings();
        let waiting = self
            .rings
            .rings
            .iter()
            .filter(|ring| ring.agent == agent && ring.state == "WAITING");
        let changes: Vec<Value> = waiting.map(|ring| self.ring_change(ring, false)).collect();
        self.send(
            to,
            &ring_frame(subscription, &changes),
            crate::notifications::FIRST_AFTER,
        );
    }

    fn ring_change(&self, ring: &Ring, is_completed: bool) -> Value {
        let conversation = self.conversations.get(&ring.conversation);
        let consumer = conversation
            .map(|one| one.consumer.clone())
            .unwrap_or_default();
        let skill = conversation.map_or_else(|| "-1".to_owned(), |one| one.skill.clone());
        let lifetime = u64::try_from(self.config.ring_lifetime.as_millis()).unwrap_or(u64::MAX);
        json!({"type": "UPSERT", "result": {
            "conversationId": ring.conversation,
            "consumerId": consumer,
            "skillId": skill,
            "taskCompleted": is_completed,
            "ringsDetails": [{
                "ringId": ring.id,
                "ringState": ring.state,
                "ringExpiration": lifetime,
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

fn ring_frame(subscription: &str, changes: &[Value]) -> Value {
    json!({
        "kind": "notification",
        "type": ".ams.routing.RoutingTaskNotification",
        "body": {"subscriptionId": subscription, "changes": changes},
    })
}
