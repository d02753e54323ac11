//! Stores changes and events, and notifies the others.

use crate::model::{ACTIVE, Conversation, Dialog, OPEN, Participant, StoredEvent};
use crate::store::StoreError;
use crate::survey_bot;
use crate::ttr;
use crate::world::{ConnectionId, Peer, World, new_id};
use serde_json::{Value, json};

/// An event to publish.
#[derive(Clone)]
pub struct Publication {
    pub dialog: String,
    pub originator: Participant,
    pub event: Value,
    pub metadata: Option<Value>,
    pub audience: String,
    /// The sender's socket, which does not receive its own chat states.
    pub from: Option<ConnectionId>,
}

impl World {
    /// Opens a conversation. With `agent`, the conversation is assigned; without, it waits.
    pub fn create_conversation(
        &mut self,
        consumer: &str,
        agent: Option<Participant>,
        asked: &Value,
    ) -> Result<String, StoreError> {
        let id = new_id();
        let stamp = self.stamp_ms();
        let skill = asked["skillId"].as_str().map(str::to_owned);
        let skill = skill.or_else(|| asked["skillId"].as_i64().map(|number| number.to_string()));
        let ttr_kind = asked["ttrDefName"].as_str().unwrap_or("NORMAL");
        let ttr_secs = ttr::usual_secs(ttr_kind);
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
            participants: core::iter::once(consumer_participant(consumer))
                .chain(agent)
                .collect(),
            dialogs: vec![Dialog {
                id: id.clone(),
                kind: "MAIN".to_owned(),
                state: OPEN.to_owned(),
                created_ms: stamp,
                ended_ms: None,
                closed_by: None,
                closed_cause: None,
                app: None,
            }],
            csat: None,
            ttr_kind: ttr_kind.to_owned(),
            ttr_secs,
            effective_ttr_ms: stamp + ttr_secs * 1_000,
            context: asked["conversationContext"].clone(),
            campaign: asked["campaignInfo"].clone(),
            extra: serde_json::Map::new(),
        };
        self.store.store_conversation(&conversation)?;
        self.conversations.insert(id.clone(), conversation);
        self.follow(&id);
        self.notify_subscribers(&id);
        Ok(id)
    }

    /// Changes a conversation, stores it and notifies the subscribers.
    pub fn change(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut Conversation),
    ) -> Result<(), StoreError> {
        let stamp = self.stamp_ms();
        let Some(conversation) = self.conversations.get_mut(id) else {
            return Ok(());
        };
        let survey = conversation.bots_survey().map(|one| one.id.clone());
        let consumer = conversation.consumer.clone();
        change(conversation);
        // However the survey ends, its answers become the conversation's rating.
        if let Some(survey) = survey.filter(|_| !conversation.is_open())
            && conversation.csat.is_none()
        {
            conversation.csat = Some(survey_bot::csat(self.events.get(&survey)));
        }
        conversation.updated_ms = stamp;
        self.store.store_conversation(conversation)?;
        self.moves_from(&consumer, id);
        self.follow(id);
        self.notify_subscribers(id);
        self.start_survey_bot(id);
        Ok(())
    }

    /// Publishes an event and returns its sequence, or 0 for a chat state (protocol §3.6).
    pub fn publish(&mut self, what: Publication) -> Result<u64, StoreError> {
        let is_stored = what.event["type"] != "ChatStateEvent";
        let now_ms = self.now_ms();
        let home = self.conversation_of_dialog(&what.dialog);
        let conversation = home.map(|one| one.id.clone()).unwrap_or_default();
        let events = self.events.entry(what.dialog.clone()).or_default();
        let sequence = events.last().map_or(0, |last| last.sequence + 1);
        let event = StoredEvent {
            sequence: if is_stored { sequence } else { 0 },
            conversation,
            dialog: what.dialog,
            originator: what.originator,
            server_ms: now_ms,
            audience: what.audience,
            event: what.event,
            metadata: what.metadata,
        };
        if is_stored {
            self.store.store_event(&event)?;
            events.push(event.clone());
        }
        self.deliver(&event, is_stored, what.from);
        if event.changes_lists() {
            self.notify_agents(&event.conversation);
        }
        self.auto_agent_reacts(&event);
        self.survey_bot_reacts(&event);
        Ok(event.sequence)
    }

    /// Publishes an event of the built-in agent or of a bot, if the dialog is open.
    pub fn speak(
        &mut self,
        dialog: &str,
        originator: Participant,
        event: Value,
        metadata: Option<Value>,
    ) {
        let found = self
            .conversation_of_dialog(dialog)
            .and_then(|home| home.dialog(dialog));
        if found.is_some_and(|one| one.state == OPEN) {
            let _ = self.publish(Publication {
                dialog: dialog.to_owned(),
                originator,
                event,
                metadata,
                audience: EVERYBODY.to_owned(),
                from: None,
            });
        }
    }

    /// Sends an event to the consumer's sockets that subscribed, and to the sockets of the agents
    /// who take part. Agents need no subscription.
    fn deliver(&mut self, event: &StoredEvent, is_stored: bool, from: Option<ConnectionId>) {
        let Some(conversation) = self.conversations.get(&event.conversation) else {
            return;
        };
        let listeners: Vec<ConnectionId> = (self.connections.iter())
            .filter(|(id, connection)| {
                let is_for = match &connection.peer {
                    Peer::Consumer(id) => {
                        conversation.consumer == *id && connection.dialogs.contains(&event.dialog)
                    }
                    Peer::Agent(agent) => conversation.takes_part(&agent.pid),
                    Peer::Unknown => false,
                };
                is_for && event.is_for(&connection.peer) && (is_stored || from != Some(**id))
            })
            .map(|(id, _)| *id)
            .collect();
        for listener in listeners {
            self.send_event(listener, event, is_stored);
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

    /// When a consumer's last socket closes, agents see the consumer in the background (protocol
    /// §5.4).
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

/// The audience of events that everybody sees.
pub const EVERYBODY: &str = "ALL";
/// The audience of events that consumers never see.
pub const AGENTS_ONLY: &str = "AGENTS_AND_MANAGERS";

impl StoredEvent {
    /// Whether the peer may see it.
    pub fn is_for(&self, peer: &Peer) -> bool {
        matches!(peer, Peer::Agent(_)) || self.audience != AGENTS_ONLY
    }

    /// Whether it is a message: text, a file, or rich content.
    pub fn is_content(&self) -> bool {
        ["ContentEvent", "RichContentEvent"].contains(&self.event["type"].as_str().unwrap_or(""))
    }

    /// Whether it is a read receipt.
    pub fn is_read(&self) -> bool {
        self.event["type"] == "AcceptStatusEvent" && self.event["status"] == "READ"
    }

    /// Whether it changes agents' lists: the last message, or the unread count.
    fn changes_lists(&self) -> bool {
        self.is_content() || (self.is_read() && self.originator.role != "CONSUMER")
    }
}

/// The consumer as a participant.
pub fn consumer_participant(id: &str) -> Participant {
    Participant {
        id: id.to_owned(),
        legacy_id: id.to_owned(),
        role: "CONSUMER".to_owned(),
        state: ACTIVE.to_owned(),
    }
}
