//! An agent who answers by themselves, so that one person sees the whole
//! journey. Everything goes the way a real agent's actions go.

use crate::model::{Participant, StoredEvent};
use crate::world::{Peer, Shared, World, lock};
use serde_json::{Value, json};
use std::time::Duration;

impl World {
    fn anna(&self) -> Participant {
        (self.config.agents.first()).assigned(&self.config.account)
    }

    /// Whether a person is logged in as that agent. Then the person answers.
    fn anna_is_a_person(&self) -> bool {
        let anna = self.config.agents.first();
        let mut peers = self.connections.values().map(|one| &one.peer);
        peers.any(|peer| matches!(peer, Peer::Agent(agent) if agent.pid == anna.pid))
    }

    /// A conversation waits and nobody is there to be rung: the agent takes it
    /// after a moment.
    pub fn auto_agent_rings(&self, conversation: &str) {
        if !self.config.auto_agent {
            return;
        }
        let id = conversation.to_owned();
        self.later(1, move |world| {
            let is_free = (world.conversations.get(&id))
                .is_some_and(|one| one.is_open() && one.assigned_agent().is_none());
            if is_free && !world.router.rings(&id) && !world.anna_is_a_person() {
                let anna = world.anna();
                let _ = world.assign(&id, anna);
                world.answer_everything(&id);
            }
        });
    }

    /// What was said before the agent came is answered when they do.
    fn answer_everything(&mut self, conversation: &str) {
        let events = self.events.get(conversation).into_iter().flatten();
        let said: Vec<StoredEvent> = events
            .filter(|event| {
                event.originator.role == "CONSUMER" && event.event["type"] == "ContentEvent"
            })
            .cloned()
            .collect();
        for event in said {
            self.auto_agent_hears(&event);
        }
    }

    /// The consumer wrote: delivered, read, typing, answered.
    pub fn auto_agent_hears(&self, event: &StoredEvent) {
        let is_mine = (self.conversations.get(&event.conversation))
            .and_then(|one| one.assigned_agent())
            .is_some_and(|agent| agent.id == self.config.agents.first().pid);
        let is_said = event.originator.role == "CONSUMER" && event.event["type"] == "ContentEvent";
        if !self.config.auto_agent || !is_mine || !is_said || self.anna_is_a_person() {
            return;
        }
        let words = event.event["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let (dialog, sequence) = (event.dialog.clone(), event.sequence);
        let receipt = |status: &'static str| {
            let dialog = dialog.clone();
            move |world: &mut World| {
                let event = json!({"type": "AcceptStatusEvent", "status": status, "sequenceList": [sequence]});
                world.anna_publishes(&dialog, event);
            }
        };
        self.later(1, receipt("ACCEPT"));
        self.later(2, receipt("READ"));
        let typing = dialog.clone();
        self.later(2, move |world| {
            world.anna_publishes(
                &typing,
                json!({"type": "ChatStateEvent", "chatState": "COMPOSING"}),
            );
        });
        self.later(4, move |world| world.anna_answers(&dialog, &words));
    }

    fn anna_answers(&mut self, dialog: &str, words: &str) {
        let says_bye = (words
            .to_lowercase()
            .split(|letter: char| !letter.is_alphanumeric()))
        .any(|word| word == "bye");
        let answer = if says_bye {
            "Thank you for chatting with us. Goodbye!".to_owned()
        } else {
            format!("I hear you: “{words}”. Say “bye” when you are done.")
        };
        let event = json!({"type": "ContentEvent", "contentType": "text/plain", "message": answer});
        self.anna_publishes(dialog, event);
        self.anna_publishes(
            dialog,
            json!({"type": "ChatStateEvent", "chatState": "ACTIVE"}),
        );
        if says_bye {
            let id = dialog.to_owned();
            self.later(1, move |world| {
                let _ = world.leave(&id);
            });
        }
    }

    fn anna_publishes(&mut self, dialog: &str, event: Value) {
        let anna = self.anna();
        self.speak(dialog, anna, event, None);
    }

    /// Does something after so many steps of the agent's pace.
    pub fn later(&self, steps: u32, act: impl FnOnce(&mut Self) + Send + 'static) {
        self.after(self.config.agent_pace * steps, act);
    }

    /// Does something after a while, and then lets ring what has to.
    pub fn after(&self, wait: Duration, act: impl FnOnce(&mut Self) + Send + 'static) {
        let world = self.own.clone();
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            let shared: Option<Shared> = world.upgrade();
            if let Some(shared) = shared {
                let mut world = lock(&shared);
                act(&mut world);
                world.settle();
            }
        });
    }
}
