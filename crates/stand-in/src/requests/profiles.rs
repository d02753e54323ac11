//! GetUserProfile and SetUserProfile (protocol §3.10).

use super::{Outcome, Refusal, Request, read, text};
use crate::agents::Agent;
use crate::names::Answer;
use crate::world::{Peer, World};
use serde_json::{Value, json};

/// The members of a profile that are strings.
const TEXTS: [&str; 7] = [
    "firstName",
    "lastName",
    "nickName",
    "avatarUrl",
    "role",
    "backgndImgUri",
    "description",
];
/// The members of a profile that are objects.
const OBJECTS: [&str; 2] = ["authenticatedData", "privateData"];

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
            let known = json!({"type": "ctmrinfo", "info": {"customerId": external}});
            let mut sdes = read::list(&profile["authenticatedData"]["lp_sdes"]);
            sdes.insert(0, known);
            profile["authenticatedData"] = json!({"lp_sdes": sdes});
        }
        let claims = &consumer.claims;
        if profile["firstName"].is_null() && claims["given_name"].is_string() {
            profile["firstName"] = claims["given_name"].clone();
        }
        if claims["lp_sdes"].is_array() {
            profile["claims"] = json!({"lp_sdes": claims["lp_sdes"], "iss": claims["iss"]});
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
        let given = request.body.as_object();
        let given = given.ok_or_else(|| Refusal::bad("The body must be an object"))?;
        for (name, value) in given {
            check_member(name, value)?;
        }
        if let Some(consumer) = self.consumers.get_mut(id) {
            let known = given.iter().filter(|(name, _)| is_known(name));
            for (name, value) in known {
                consumer.profile[name] = value.clone();
            }
            self.store.store_consumer(consumer)?;
        }
        Ok(text("OK User Profile set successfully"))
    }
}

fn is_known(name: &str) -> bool {
    TEXTS.contains(&name) || OBJECTS.contains(&name)
}

/// Refuses a member of the wrong type. Undocumented members are ignored (protocol §2.4).
fn check_member(name: &str, value: &Value) -> Result<(), Refusal> {
    let is_right = match name {
        _ if value.is_null() => true,
        name if TEXTS.contains(&name) => value.is_string(),
        name if OBJECTS.contains(&name) => value.is_object(),
        _ => true,
    };
    let kind = if OBJECTS.contains(&name) {
        "an object"
    } else {
        "a string"
    };
    is_right
        .then_some(())
        .ok_or_else(|| Refusal::bad(format!("{name} must be {kind}")))
}
