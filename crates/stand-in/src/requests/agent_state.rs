//! SetAgentState and SubscribeAgentsState (protocol §6.6).

use super::{Outcome, Refusal, Request, agent_of, read};
use crate::agents::Agent;
use crate::names::Answer;
use crate::notifications::FIRST_AFTER;
use crate::ringing::AgentState;
use crate::world::{ConnectionId, StateSubscription, World, new_id};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const AVAILABILITIES: [&str; 5] = ["ONLINE", "OFFLINE", "AWAY", "BACK_SOON", "OCCUPIED"];
const CHANNELS: [&str; 3] = ["MESSAGING", "LIVE_CHAT", "COBROWSE"];

impl World {
    pub(super) fn set_agent_state(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let agent = agent_of(&request.peer)?.clone();
        let named = read::optional(request.body, "agentUserId");
        if named.is_some_and(|name| self.config.agents.find(&name) != Some(&agent)) {
            return Err(Refusal::with(403, "An agent can set only their own state"));
        }
        let state = read_state(request.body)?;
        self.router.set_readiness(&agent.pid, state.readiness());
        self.agent_states.insert(agent.pid.clone(), state);
        let subscribers: Vec<(ConnectionId, String)> = (self.connections.iter())
            .flat_map(|(id, one)| {
                (one.state_subscriptions.iter())
                    .filter(|one| one.agent.as_ref().is_none_or(|pid| *pid == agent.pid))
                    .map(|subscription| (*id, subscription.id.clone()))
            })
            .collect();
        for (connection, subscription) in subscribers {
            let frame = self.state_frame(&subscription, std::slice::from_ref(&agent));
            self.send(connection, &frame, Duration::ZERO);
        }
        let body = Value::from("Agent state updated successfully");
        Ok(Outcome::Answer(Answer::Text, 202, body, None))
    }

    /// Subscribes to one agent's state, or to everybody's if no agent is named.
    pub(super) fn subscribe_agent_state(
        &mut self,
        request: &Request<'_>,
    ) -> Result<Outcome, Refusal> {
        agent_of(&request.peer)?;
        let agents = &self.config.agents;
        let watched: Vec<Arc<Agent>> = match read::optional(request.body, "agentId") {
            Some(name) => vec![
                (agents.find(&name).cloned())
                    .ok_or_else(|| Refusal::with(404, "There is no such agent"))?,
            ],
            None => agents.agents().to_vec(),
        };
        let id = new_id();
        let from = request.from;
        if let Some(connection) = self.connections.get_mut(&from) {
            let is_one = read::optional(request.body, "agentId").is_some();
            connection.state_subscriptions.push(StateSubscription {
                id: id.clone(),
                agent: is_one.then(|| watched[0].pid.clone()),
            });
        }
        let body = json!({"subscriptionId": id});
        let after = Box::new(move |world: &mut Self| {
            let frame = world.state_frame(&id, &watched);
            world.send(from, &frame, FIRST_AFTER);
        });
        Ok(Outcome::Answer(
            Answer::Subscription,
            200,
            body,
            Some(after),
        ))
    }

    fn state_frame(&self, subscription: &str, agents: &[Arc<Agent>]) -> Value {
        let changes = agents.iter().map(|agent| {
            let state = (self.agent_states.get(&agent.pid))
                .cloned()
                .unwrap_or_default();
            json!({"type": "UPSERT", "result": {
                "channels": state.channels,
                "availability": state.availability,
                "description": state.description,
                "agentUserId": agent.legacy_id(&self.config.account),
            }})
        });
        json!({
            "kind": "notification",
            "type": ".ams.routing.AgentStateNotification",
            "body": {"subscriptionId": subscription, "changes": changes.collect::<Value>()},
        })
    }
}

fn read_state(body: &Value) -> Result<AgentState, Refusal> {
    let availability = read::required(body, "availability")?;
    if !AVAILABILITIES.contains(&availability.as_str()) {
        return Err(Refusal::bad(format!("Unknown availability {availability}")));
    }
    let mut channels = read::texts(&body["channels"]);
    if body["channels"].is_null() {
        channels.push("MESSAGING".to_owned());
    }
    let unknown = |channel: &&String| !CHANNELS.contains(&channel.as_str());
    if let Some(channel) = channels.iter().find(unknown) {
        return Err(Refusal::bad(format!("Unknown channel {channel}")));
    }
    Ok(AgentState {
        description: read::optional(body, "description").unwrap_or_else(|| availability.clone()),
        availability,
        channels,
    })
}
