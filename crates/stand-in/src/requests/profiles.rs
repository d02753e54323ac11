//! GetUserProfile and SetUserProfile (protocol §3.10).

use super::{Outcome, Refusal, Request, read, text};
use crate::agents::Agent;
use crate::names::Answer;
use crate::world::{Peer, World};
use serde_json::{Value, json};

impl World {
    pub(super) fn get_profile(&self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        // One agent SDK sends the bare id as the body (protocol §6.4).
        let named = read::as_text(request.body).or_else(|| read::optional(request.body, "userId"));
        let profile = match (named, &request.peer) {
            // Consumers cannot see each other's profiles.
            (Some(id), Peer::Consumer(own))
                if id != *own && self.config.agents.anybody(&id).is_none() =>
            {
                return Err(Refusal::with(404, "There is no such user"));
            }
            (Some(id), _) => self.profile_of(&id)?,
            (None, Peer::Agent(agent)) => self.agent_profile(agent),
            (None, Peer::Consumer(id)) => self.profile_of(id)?,
            (None, Peer::Unknown) => Value::Null,
        };
        Ok(Outcome::Answer(Answer::Profile, 200, profile, None))
    }

    fn profile_of(&self, id: &str) -> Result<Value, Refusal> {
        if let Some(agent) = self.config.agents.anybody(id) {
            return Ok(self.agent_profile(agent));
        }
        let consumer = self
            .consumers
            .get(id)
            .ok_or_else(|| Refusal::with(404, "There is no such user"))?;
        let mut profile = consumer.profile.clone();
        profile["userId"] = consumer.id.clone().into();
        if let Some(external) = &consumer.external {
            profile["authenticatedData"] = json!({"lp_sdes": [
                {"type": "ctmrinfo", "info": {"customerId": external}},
            ]});
        }
        Ok(profile)
    }

    fn agent_profile(&self, agent: &Agent) -> Value {
        let (first, last) = (agent.full_name)
            .split_once(' ')
            .unwrap_or((&agent.full_name, ""));
        json!({
            "userId": agent.legacy_id(&self.config.account),
            "firstName": first,
            "lastName": last,
            "nickName": agent.nickname,
        })
    }

    pub(super) fn set_profile(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let Peer::Consumer(id) = &request.peer else {
            return Err(Refusal::with(403, "Only a consumer can send this request"));
        };
        if let (Some(consumer), Some(given)) =
            (self.consumers.get_mut(id), request.body.as_object())
        {
            for (name, value) in given {
                consumer.profile[name] = value.clone();
            }
            self.store.store_consumer(consumer)?;
        }
        Ok(text("OK User Profile set successfully"))
    }
}
