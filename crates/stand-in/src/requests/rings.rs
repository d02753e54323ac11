//! SubscribeRoutingTasks and UpdateRingState (protocol §6.5).

use super::{Outcome, Refusal, Request, read};
use crate::names::Answer;
use crate::routing::RingError;
use crate::world::{Peer, World, new_id};
use serde_json::{Value, json};

impl World {
    pub(super) fn subscribe_rings(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let Peer::Agent(agent) = request.peer else {
            return Err(Refusal::with(403, "Only an agent can send this request"));
        };
        let id = new_id();
        let from = request.from;
        if let Some(connection) = self.connections.get_mut(&from) {
            connection.ring_subscriptions.push(id.clone());
        }
        let body = json!({"subscriptionId": id});
        let after = Box::new(move |world: &mut Self| world.tell_waiting_rings(from, agent, &id));
        Ok(Outcome::Answer(
            Answer::Subscription,
            200,
            body,
            Some(after),
        ))
    }

    pub(super) fn update_ring(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let Peer::Agent(agent) = request.peer else {
            return Err(Refusal::with(403, "Only an agent can send this request"));
        };
        let id = read::required(request.body, "ringId")?;
        let accept = match request.body["ringState"].as_str() {
            Some("ACCEPTED") => true,
            Some("REJECTED") => false,
            _ => return Err(Refusal::bad("ringState must be ACCEPTED or REJECTED")),
        };
        match self.answer_ring(&id, agent, accept) {
            Ok(()) => {
                let body = Value::from("Ring state updated successfully");
                Ok(Outcome::Answer(Answer::Text, 202, body, None))
            }
            Err(RingError::Unknown) => Err(Refusal::with(404, "There is no such ring")),
            Err(RingError::Over) => Err(Refusal::with(409, "This ring is over")),
        }
    }
}
