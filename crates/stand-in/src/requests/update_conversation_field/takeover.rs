//! After a step-up, a consumer takes over the conversation that they started anonymously. One
//! request removes their earlier identity and adds the new one (protocol §3.7, §5.11).

use super::{Draft, REMOVED, Refusal, name_of, read};
use crate::publishing::consumer_participant;
use crate::world::{Peer, World};
use serde_json::Value;

const CONSUMER: &str = "CONSUMER";

/// Whether a field changes the consumer of a conversation.
pub(super) fn is_part(field: &Value) -> bool {
    name_of(field) == "ParticipantsChange" && field["role"] == CONSUMER
}

impl World {
    /// Whether a consumer may change the conversation of `earlier`, because `earlier` is their
    /// earlier identity and the request is a takeover.
    pub(super) fn is_takeover(&self, consumer: &str, earlier: &str, fields: &[Value]) -> bool {
        self.was(consumer, earlier) && !fields.is_empty() && fields.iter().all(is_part)
    }

    pub(super) fn take_over(
        &self,
        draft: &mut Draft<'_>,
        field: &Value,
    ) -> Result<&'static str, Refusal> {
        draft.while_open()?;
        let Peer::Consumer(own) = draft.peer else {
            let sentence = "Only a consumer can take over from a consumer";
            return Err(Refusal::with(403, sentence));
        };
        let earlier = &draft.before.consumer;
        let named = read::optional(field, "userId");
        let is_named = |id: &str| named.as_ref().is_none_or(|name| name == id);
        let people = &mut draft.conversation.participants;
        match field["type"].as_str() {
            Some("REMOVE") if own != earlier && is_named(earlier) => {
                people.retain(|one| one.id != *earlier);
                Ok(REMOVED)
            }
            Some("ADD") if own != earlier && is_named(own) => {
                if self.open_conversation_of(own).is_some() {
                    return Err(Refusal::with(409, "You have an open conversation"));
                }
                people.insert(0, consumer_participant(own));
                draft.conversation.consumer.clone_from(own);
                Ok("OK Agent added successfully")
            }
            Some("REMOVE" | "ADD") => Err(Refusal::with(403, "This is not your identity")),
            _ => Err(Refusal::bad("type must be ADD or REMOVE")),
        }
    }
}

impl Draft<'_> {
    /// Refuses a result with no consumer or with two.
    pub(super) fn check_consumer(&self) -> Result<(), Refusal> {
        let people = self.conversation.participants.iter();
        let consumers = people.filter(|one| one.role == CONSUMER);
        if consumers
            .map(|one| &one.id)
            .eq([&self.conversation.consumer])
        {
            return Ok(());
        }
        let sentence = "Remove the earlier consumer and add the new one in the same request";
        Err(Refusal::with(409, sentence))
    }
}
