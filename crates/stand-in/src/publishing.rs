//! Changing what is kept, and telling who should know.

use crate::model::{CLOSE, Conversation, Dialog, OPEN, Participant, StoredEvent};
use crate::store::StoreError;
use crate::world::{ConnectionId, Peer, World, new_id, now_ms};
use serde_json::{Value, json};

/// What somebody publishes.
#[derive(Clone)]
pub struct Publication {
    pub dialog: String,
    pub originator: Participant,
    pub event: Value,
    pub metadata: Option<Value>,
    pub audience: String,
    /// The socket it came by, which is told no chat state of its own.
    pub from: Option<ConnectionId>,
}

impl World {
    /// The open conversation of a consumer.
    pub fn open_conversation_of(&self, consumer: &str) -> Option<&Conversation> {
        self.conversations
            .values()
            .find(|one| one.consumer == consumer && one.is_open())
    }

    /// Opens a conversation and lets it ring.
    pub fn create_conversation(
        &mut self,
        consumer: &str,
        asked: &Value,
    ) -> Result<String, StoreError> {
        let id = new_id();
        let stamp = self.stamp_ms();
        let skill = asked["skillId"].as_str().map(str::to_owned);
        let skill = skill.or_else(|| asked["skillId"].as_i64().map(|number| number.to_string()));
        let conversation = Conversation {
            id: id.clone(),
            consumer: consumer.to_owned(),
            skill: skill.unwrap_or_else(|| "-1".to_owned()),
            state: OPEN.to_owned(),
            stage: OPEN.to_owned(),
            close_reason: None,
            started_ms: stamp,
            ended_ms: None,
            updated_ms: stamp,
            participants: vec![consumer_participant(consumer)],
            dialogs: vec![Dialog {
                id: id.clone(),
                kind: "MAIN".to_owned(),
                state: OPEN.to_owned(),
                created_ms: stamp,
                ended_ms: None,
                closed_by: None,
                closed_cause: None,
            }],
            csat: None,
            ttr_kind: asked["ttrDefName"].as_str().unwrap_or("NORMAL").to_owned(),
            ttr_secs: 3_600,
            effective_ttr_ms: stamp + 3_600_000,
            context: asked["conversationContext"].clone(),
            campaign: asked["campaignInfo"].clone(),
            extra: serde_json::Map::new(),
        };
        self.store.keep_conversation(&conversation)?;
        self.conversations.insert(id.clone(), conversation);
        self.tell_conversation(&id);
        self.ring(&id);
        Ok(id)
    }

    /// Changes a conversation, keeps it and tells it.
    pub fn change(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut Conversation),
    ) -> Result<(), StoreError> {
        let stamp = self.stamp_ms();
        let Some(conversation) = self.conversations.get_mut(id) else {
            return Ok(());
        };
        change(conversation);
        conversation.updated_ms = stamp;
        self.store.keep_conversation(conversation)?;
        self.tell_conversation(id);
        Ok(())
    }

    /// Ends a conversation with all its dialogs.
    pub fn end(&mut self, id: &str, by: &str) -> Result<(), StoreError> {
        let now = now_ms();
        self.cancel_rings(id);
        self.change(id, |conversation| {
            for dialog in conversation
                .dialogs
                .iter_mut()
                .filter(|one| one.state == OPEN)
            {
                CLOSE.clone_into(&mut dialog.state);
                dialog.ended_ms = Some(now);
                dialog.closed_by = Some(by.to_owned());
                dialog.closed_cause = Some(format!("Closed by {}", by.to_lowercase()));
            }
            CLOSE.clone_into(&mut conversation.state);
            CLOSE.clone_into(&mut conversation.stage);
            conversation.close_reason = Some(by.to_owned());
            conversation.ended_ms = Some(now);
        })
    }

    /// Publishes an event; its sequence, or 0 for a chat state (protocol §3.6).
    pub fn publish(&mut self, what: Publication) -> Result<u64, StoreError> {
        let is_stored = what.event["type"] != "ChatStateEvent";
        let events = self.events.entry(what.dialog.clone()).or_default();
        let sequence = events.last().map_or(0, |last| last.sequence + 1);
        let event = StoredEvent {
            sequence: if is_stored { sequence } else { 0 },
            conversation: self
                .conversations
                .values()
                .find(|one| one.dialog(&what.dialog).is_some())
                .map(|one| one.id.clone())
                .unwrap_or_default(),
            dialog: what.dialog,
            originator: what.originator,
            server_ms: now_ms(),
            audience: what.audience,
            event: what.event,
            metadata: what.metadata,
        };
        if is_stored {
            self.store.keep_event(&event)?;
            events.push(event.clone());
        }
        self.deliver(&event, is_stored, what.from);
        self.auto_agent_hears(&event);
        Ok(event.sequence)
    }

    /// To every socket that should know: the consumer's that subscribed, and
    /// those of agents who take part, to whom being there is enough.
    fn deliver(&mut self, event: &StoredEvent, is_stored: bool, from: Option<ConnectionId>) {
        let Some(conversation) = self.conversations.get(&event.conversation) else {
            return;
        };
        let takes_part = |pid: &str| conversation.participants.iter().any(|one| one.id == pid);
        let listeners: Vec<ConnectionId> = (self.connections.iter())
            .filter(|(id, connection)| {
                let is_for = match &connection.peer {
                    Peer::Consumer(_) => {
                        connection.dialogs.contains(&event.dialog) && event.audience == "ALL"
                    }
                    Peer::Agent(agent) => takes_part(agent.pid),
                    Peer::Unknown => false,
                };
                is_for && (is_stored || from != Some(**id))
            })
            .map(|(id, _)| *id)
            .collect();
        for listener in listeners {
            self.tell_event(listener, event, is_stored);
        }
    }

    /// Publishes a chat state in the open dialog of a conversation.
    pub fn publish_state(&mut self, conversation: &str, originator: Participant, state: &str) {
        let _ = self.publish(Publication {
            dialog: conversation.to_owned(),
            originator,
            event: json!({"type": "ChatStateEvent", "chatState": state}),
            metadata: None,
            audience: "ALL".to_owned(),
            from: None,
        });
    }

    /// A consumer's last socket dropped: the agents see them in the background (protocol §5.4).
    pub fn consumer_left(&mut self, consumer: &str) {
        if !self.connections_of(consumer).is_empty() {
            return;
        }
        if let Some(id) = self
            .open_conversation_of(consumer)
            .map(|one| one.id.clone())
        {
            self.publish_state(&id, consumer_participant(consumer), "BACKGROUND");
        }
    }
}

/// A consumer as a participant.
pub fn consumer_participant(id: &str) -> Participant {
    Participant {
        id: id.to_owned(),
        legacy_id: id.to_owned(),
        role: "CONSUMER".to_owned(),
    }
}
