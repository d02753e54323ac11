//! Opening conversations (protocol §3.1, §6.4).

use super::{Outcome, Refusal, Request, read};
use crate::names::Answer;
use crate::world::{Peer, World};
use serde_json::json;

impl World {
    /// One conversation is open per consumer: a second request returns it.
    pub(super) fn request_conversation(
        &mut self,
        request: &Request<'_>,
    ) -> Result<Outcome, Refusal> {
        let Peer::Consumer(consumer) = &request.peer else {
            return Err(Refusal::with(403, "Only a consumer can send this request"));
        };
        let open = self
            .open_conversation_of(consumer)
            .map(|one| one.id.clone());
        let id = match open {
            Some(id) => id,
            None => self.create_conversation(consumer, request.body)?,
        };
        Ok(Outcome::Answer(
            Answer::NewConversation,
            200,
            json!({"conversationId": id}),
            None,
        ))
    }

    /// An agent writes to a consumer again after a conversation was closed.
    pub(super) fn agent_request_conversation(
        &mut self,
        request: &Request<'_>,
    ) -> Result<Outcome, Refusal> {
        let Peer::Agent(agent) = request.peer else {
            return Err(Refusal::with(403, "Only an agent can send this request"));
        };
        let consumer = read::required(request.body, "consumerId")?;
        if !self.consumers.contains_key(&consumer) {
            return Err(Refusal::with(404, "There is no such consumer"));
        }
        if self.open_conversation_of(&consumer).is_some() {
            return Err(Refusal::with(409, "This consumer has an open conversation"));
        }
        let id = self.create_conversation(&consumer, request.body)?;
        self.cancel_rings(&id);
        let person = agent.participant(&self.config.account, "ASSIGNED_AGENT");
        self.assign(&id, person)?;
        Ok(Outcome::Answer(
            Answer::NewConversation,
            200,
            json!({"conversationId": id}),
            None,
        ))
    }
}
