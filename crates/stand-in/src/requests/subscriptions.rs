//! Subscriptions (protocol §3.2 to §3.5).

use super::{Outcome, Refusal, Request, read, text};
use crate::model::StoredEvent;
use crate::names::Answer;
use crate::notifications::event_value;
use crate::world::{ConversationFilter, Peer, World, new_id};
use serde_json::{Value, json};
use std::collections::HashSet;

impl World {
    pub(super) fn subscribe_conversations(&mut self, request: &Request<'_>) -> Outcome {
        let id = new_id();
        let filter = self.read_filter(id.clone(), request.body);
        if let Some(connection) = self.connections.get_mut(&request.from) {
            connection.filters.push(filter);
        }
        first_conversations(request, id)
    }

    /// Replaces the filter of a subscription. Its first notification is sent again.
    pub(super) fn update_conversation_filter(
        &mut self,
        request: &Request<'_>,
    ) -> Result<Outcome, Refusal> {
        let id = read::required(request.body, "subscriptionId")?;
        let filter = self.read_filter(id.clone(), request.body);
        let connection = self.connections.get_mut(&request.from);
        let found = connection
            .and_then(|connection| connection.filters.iter_mut().find(|one| one.id == id));
        *found.ok_or_else(|| Refusal::with(404, "There is no such subscription"))? = filter;
        Ok(first_conversations(request, id))
    }

    fn read_filter(&self, id: String, body: &Value) -> ConversationFilter {
        let brand = read::optional(body, "brandId");
        ConversationFilter {
            id,
            is_of_brand: brand.is_none_or(|brand| brand == self.config.account),
            states: read::texts(&body["convState"]),
            stages: read::texts(&body["stage"]),
            agents: read::texts(&body["agentIds"]),
            groups: read::texts(&body["groupIds"]),
            dialog_kinds: read::texts(&body["dialogTypes"]),
            consumer: read::optional(body, "consumerId"),
            conversation: read::optional(body, "conversationId"),
            updated_from_ms: read::number(body, "minLastUpdatedTime"),
            updated_to_ms: read::number(body, "maxLastUpdatedTime"),
            due_to_ms: read::number(body, "maxETTR"),
            matching: HashSet::new(),
        }
    }

    pub(super) fn unsubscribe_conversations(
        &mut self,
        request: &Request<'_>,
    ) -> Result<Outcome, Refusal> {
        let id = read::required(request.body, "subscriptionId")?;
        let Some(connection) = self.connections.get_mut(&request.from) else {
            return Ok(Outcome::Silence);
        };
        let before = connection.filters.len();
        connection.filters.retain(|filter| filter.id != id);
        if connection.filters.len() == before {
            return Err(Refusal::with(404, "There is no such subscription"));
        }
        Ok(text("OK Unsubscribed successfully"))
    }

    pub(super) fn subscribe_events(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let dialog = read::required(request.body, "dialogId")?;
        self.check_access(&request.peer, &dialog)?;
        let first = read::number(request.body, "fromSeq").unwrap_or_default();
        let from = request.from;
        if let Some(connection) = self.connections.get_mut(&from) {
            connection.dialogs.insert(dialog.clone());
        }
        let after = Box::new(move |world: &mut Self| world.send_history(from, &dialog, first));
        Ok(Outcome::Answer(
            Answer::Subscription,
            200,
            json!({}),
            Some(after),
        ))
    }

    /// Consumers can access only their own dialogs. Agents can access all of them.
    pub(super) fn check_access(&self, peer: &Peer, dialog: &str) -> Result<(), Refusal> {
        let home = self.conversation_of_dialog(dialog);
        let home = home.ok_or_else(|| Refusal::with(404, "There is no such dialog"))?;
        match peer {
            Peer::Consumer(consumer) if home.consumer != *consumer => {
                Err(Refusal::with(404, "There is no such dialog"))
            }
            _ => Ok(()),
        }
    }

    /// Reads history, for agents only. The bounds are inclusive (protocol §3.5).
    pub(super) fn query_messages(&self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        if !matches!(request.peer, Peer::Agent(_)) {
            return Err(Refusal::bad(
                "QueryMessages is not supported on this connection; use SubscribeMessagingEvents",
            ));
        }
        let body = request.body;
        let dialog = read::required(body, "dialogId")?;
        self.check_access(&request.peer, &dialog)?;
        let newer = read::number(body, "newerThanSequence").or(read::number(body, "fromSeq"));
        let older = read::number(body, "olderThanSequence");
        let most = read::number(body, "maxQuantity").unwrap_or(u64::MAX);
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let held = self.events.get(&dialog).map_or(&[][..], Vec::as_slice);
        let mut events: Vec<&StoredEvent> = (held.iter())
            .filter(|event| newer.is_none_or(|least| event.sequence >= least))
            .filter(|event| older.is_none_or(|last| event.sequence <= last))
            .collect();
        // Without a lower bound, the newest events are returned; with one, those next to it.
        let surplus = events.len().saturating_sub(most);
        if newer.is_none() {
            events.drain(..surplus);
        } else {
            events.truncate(most);
        }
        let events = events
            .iter()
            .map(|event| event_value(event, &request.peer))
            .collect();
        Ok(Outcome::Answer(Answer::Query, 200, events, None))
    }
}

/// The response to a subscription, followed by everything that matches.
fn first_conversations(request: &Request<'_>, id: String) -> Outcome {
    let from = request.from;
    let answer = json!({"subscriptionId": id});
    let after = Box::new(move |world: &mut World| world.send_matching_conversations(from, &id));
    Outcome::Answer(Answer::ConversationSubscription, 200, answer, Some(after))
}
