//! Opening conversations (protocol §3.1, §6.4).

use super::{Outcome, Refusal, Request, agent_of, read};
use crate::names::Answer;
use crate::world::{Peer, World};
use serde_json::{Value, json};

impl World {
    /// A consumer has at most one open conversation: a second request returns it.
    pub(super) fn request_conversation(
        &mut self,
        request: &Request<'_>,
    ) -> Result<Outcome, Refusal> {
        let Peer::Consumer(consumer) = &request.peer else {
            return Err(Refusal::with(403, "Only a consumer can send this request"));
        };
        let context = &request.body["conversationContext"];
        if !context.is_null() && !context.is_object() {
            return Err(Refusal::bad("conversationContext must be an object"));
        }
        let open = self.open_conversation_of(consumer);
        let open = open.map(|one| (one.id.clone(), one.bots_survey().is_some()));
        let id = match open {
            // A new conversation ends the survey of the last one.
            Some((id, true)) => {
                self.end(&id, "CONSUMER")?;
                self.create_conversation(consumer, None, &self.with_client(request))?
            }
            Some((id, false)) => id,
            None => self.create_conversation(consumer, None, &self.with_client(request))?,
        };
        Ok(answer(&id))
    }

    /// The request, with the client properties of its connection (protocol §4.1).
    fn with_client(&self, request: &Request<'_>) -> Value {
        let mut asked = request.body.clone();
        let client = (self.connections.get(&request.from)).map(|one| one.client_properties.clone());
        let context = &mut asked["conversationContext"];
        if let Some(mut client) = client.filter(Value::is_object)
            && context["clientProperties"].is_null()
        {
            // The response uses the shorter of its two type names (protocol §1.6).
            client["type"] = ".ClientProperties".into();
            context["clientProperties"] = client;
        }
        asked
    }

    /// An agent opens a conversation with a consumer after the last one was closed, and is assigned
    /// to it.
    pub(super) fn agent_request_conversation(
        &mut self,
        request: &Request<'_>,
    ) -> Result<Outcome, Refusal> {
        let agent = agent_of(&request.peer)?;
        let consumer = read::required(request.body, "consumerId")?;
        if !self.consumers.contains_key(&consumer) {
            return Err(Refusal::with(404, "There is no such consumer"));
        }
        if self.open_conversation_of(&consumer).is_some() {
            return Err(Refusal::with(409, "This consumer has an open conversation"));
        }
        let asked = self.after_origin(&consumer, request.body)?;
        self.check_room(agent)?;
        let person = agent.assigned(&self.config.account);
        let id = self.create_conversation(&consumer, Some(person), &asked)?;
        Ok(answer(&id))
    }

    /// The request, with the skill of the earlier conversation unless it names one.
    fn after_origin(&self, consumer: &str, asked: &Value) -> Result<Value, Refusal> {
        let mut earlier = self.conversations.values();
        let origin = match read::optional(&asked["conversationContext"], "originConversationId") {
            Some(id) => {
                let one = self.conversations.get(&id);
                let one = one.filter(|one| one.consumer == consumer);
                one.ok_or_else(|| Refusal::with(404, "There is no such origin conversation"))?
            }
            None => earlier
                .find(|one| one.consumer == consumer)
                .ok_or_else(|| Refusal::with(409, "This consumer has had no conversation yet"))?,
        };
        let mut asked = asked.clone();
        if asked["skillId"].is_null() {
            asked["skillId"] = origin.skill.clone().into();
        }
        Ok(asked)
    }
}

fn answer(id: &str) -> Outcome {
    let body = json!({"conversationId": id});
    Outcome::Answer(Answer::NewConversation, 200, body, None)
}
