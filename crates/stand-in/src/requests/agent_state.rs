//! SetAgentState and SubscribeAgentsState (protocol §6.6).

use super::{Outcome, Refusal, Request, read};
use crate::names::Answer;
use crate::notifications::FIRST_AFTER;
use crate::world::{Peer, World, new_id};
use serde_json::{Value, json};
use std::time::Duration;

impl World {
    pub(super) fn set_agent_state(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let Peer::Agent(agent) = request.peer else {
            return Err(Refusal::with(403, "Only an agent can send this request"));
        };
        let state = read::required(request.body, "availability")?;
        if !["ONLINE", "OFFLINE", "AWAY", "BACK_SOON", "OCCUPIED"].contains(&state.as_str()) {
            return Err(Refusal::bad(format!("Unknown availability {state}")));
        }
        self.availability.insert(agent.pid, state.clone());
        let subscribers: Vec<_> = (self.connections.iter())
            .filter(|(_, one)| matches!(one.peer, Peer::Agent(_)))
            .flat_map(|(id, one)| {
                one.state_subscriptions
                    .iter()
                    .map(|subscription| (*id, subscription.clone()))
            })
            .collect();
        for (connection, subscription) in subscribers {
            let frame = self.state_frame(&subscription, agent);
            self.send(connection, &frame, Duration::ZERO);
        }
        let after: Option<super::AfterAnswer> = (state == "ONLINE")
            .then(|| Box::new(move |world: &mut Self| world.ring_waiting_for(agent)) as _);
        let body = Value::from("Agent state updated successfully");
        Ok(Outcome::Answer(Answer::Text, 202, body, after))
    }

    pub(super) fn subscribe_agent_state(
        &mut self,
        request: &Request<'_>,
    ) -> Result<Outcome, Refusal> {
        let Peer::Agent(agent) = request.peer else {
            return Err(Refusal::with(403, "Only an agent can send this request"));
        };
        let id = new_id();
        let from = request.from;
        if let Some(connection) = self.connections.get_mut(&from) {
            connection.state_subscriptions.push(id.clone());
        }
        let body = json!({"subscriptionId": id});
        let after = Box::new(move |world: &mut Self| {
            let frame = world.state_frame(&id, agent);
            world.send(from, &frame, FIRST_AFTER);
        });
        Ok(Outcome::Answer(
            Answer::Subscription,
            200,
            body,
            Some(after),
        ))
    }

    fn state_frame(&self, subscription: &str, agent: &crate::agents::Agent) -> Value {
        let availability = self
            .availability
            .get(agent.pid)
            .map_or("OFFLINE", String::as_str);
        json!({
            "kind": "notification",
            "type": ".ams.routing.AgentStateNotification",
            "body": {"subscriptionId": subscription, "changes": [{"type": "UPSERT", "result": {
                "channels": ["MESSAGING"],
                "availability": availability,
                "description": availability,
                "agentUserId": agent.legacy_id(&self.config.account),
            }}]},
        })
    }
}
