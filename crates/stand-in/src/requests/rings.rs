//! SubscribeRoutingTasks, UpdateRoutingTaskSubscription and UpdateRingState (protocol §6.5).

use super::{Outcome, Refusal, Request, agent_of, read};
use crate::names::Answer;
use crate::world::{RingSubscription, World, new_id};
use serde_json::{Value, json};

impl World {
    pub(super) fn subscribe_rings(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let pid = self.own_pid(request)?;
        let id = new_id();
        if let Some(connection) = self.connections.get_mut(&request.from) {
            connection.ring_subscriptions.push(RingSubscription {
                id: id.clone(),
                skill: read::optional(request.body, "skillId"),
                conversation: read::optional(request.body, "conversationId"),
            });
        }
        self.follow_sockets_of(&pid);
        Ok(first_rings(request, pid, id))
    }

    /// Narrows a subscription to a skill or a conversation, or removes the restriction.
    pub(super) fn update_ring_subscription(
        &mut self,
        request: &Request<'_>,
    ) -> Result<Outcome, Refusal> {
        let pid = self.own_pid(request)?;
        let id = read::required(request.body, "subscriptionId")?;
        let connection = self.connections.get_mut(&request.from);
        let found = connection.and_then(|connection| {
            (connection.ring_subscriptions.iter_mut()).find(|one| one.id == id)
        });
        let found = found.ok_or_else(|| Refusal::with(404, "There is no such subscription"))?;
        found.skill = read::optional(request.body, "skillId");
        found.conversation = read::optional(request.body, "conversationId");
        Ok(first_rings(request, pid, id))
    }

    /// The agent's PID. An agent can subscribe only to their own rings.
    fn own_pid(&self, request: &Request<'_>) -> Result<String, Refusal> {
        let agent = agent_of(&request.peer)?;
        match read::optional(request.body, "agentId") {
            Some(name) if self.config.agents.find(&name) != Some(agent) => Err(Refusal::with(
                403,
                "An agent can subscribe only to their own rings",
            )),
            _ => Ok(agent.pid.clone()),
        }
    }

    pub(super) fn update_ring(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let agent = agent_of(&request.peer)?.assigned(&self.config.account);
        let id = read::required(request.body, "ringId")?;
        let accept = match request.body["ringState"].as_str() {
            Some("ACCEPTED") => true,
            Some("REJECTED") => false,
            _ => return Err(Refusal::bad("ringState must be ACCEPTED or REJECTED")),
        };
        match self.answer_ring(&id, &agent, accept)? {
            Ok(()) => {
                let body = Value::from("Ring state updated successfully");
                Ok(Outcome::Answer(Answer::Text, 202, body, None))
            }
            Err(error) => {
                let (code, sentence) = error.response();
                Err(Refusal::with(code, sentence))
            }
        }
    }
}

/// The response to a subscription, followed by a notification of the rings that wait.
fn first_rings(request: &Request<'_>, pid: String, id: String) -> Outcome {
    let from = request.from;
    let body = json!({"subscriptionId": id});
    let after = Box::new(move |world: &mut World| world.send_waiting_rings(from, &pid, &id));
    Outcome::Answer(Answer::Subscription, 200, body, Some(after))
}
