//! An agent who answers automatically, so that one person can try the whole journey. Every action
//! takes the same path as a real agent's.

mod rich;

use crate::agents::CONTROLLER;
use crate::features::{AUTO_MESSAGES, QUICK_REPLIES, RICH_CONTENT};
use crate::model::{Conversation, Participant, StoredEvent};
use crate::world::{Peer, Shared, World, lock};
use rich::Choice;
use serde_json::{Value, json};
use std::time::Duration;

impl World {
    fn anna(&self) -> Participant {
        (self.config.agents.first()).assigned(&self.config.account)
    }

    fn is_annas(&self, conversation: &Conversation) -> bool {
        let holder = conversation.assigned_agent();
        holder.is_some_and(|one| one.id == self.config.agents.first().pid)
    }

    /// Whether a person is logged in as Anna. Then the person answers.
    fn anna_is_a_person(&self) -> bool {
        let anna = self.config.agents.first();
        let mut peers = self.connections.values().map(|one| &one.peer);
        peers.any(|peer| matches!(peer, Peer::Agent(agent) if agent.pid == anna.pid))
    }

    /// Takes a waiting conversation after a moment, if no other agent can be rung.
    pub fn schedule_auto_agent(&self, conversation: &str) {
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
                if !world.answer_earlier_messages(&id) {
                    world.later(2, move |world| world.greet(&id));
                }
            }
        });
    }

    /// Sends the greeting with its choices, if the consumer has not written anything yet.
    fn greet(&mut self, conversation: &str) {
        if !self.consumer_messages_in(conversation).is_empty() || self.anna_is_a_person() {
            return;
        }
        let conversation = self.conversations.get(conversation);
        let conversation = conversation.filter(|one| self.is_annas(one));
        let greeting = conversation.and_then(|one| Some((one.id.clone(), self.greeting(one)?)));
        if let Some((dialog, greeting)) = greeting {
            self.anna_publishes(&dialog, greeting);
        }
    }

    /// Answers the messages that were sent before Anna joined. Returns whether there were any.
    fn answer_earlier_messages(&mut self, conversation: &str) -> bool {
        let said = self.consumer_messages_in(conversation);
        for event in &said {
            self.auto_agent_reacts(event);
        }
        !said.is_empty()
    }

    fn consumer_messages_in(&self, conversation: &str) -> Vec<StoredEvent> {
        let events = self.events.get(conversation).into_iter().flatten();
        events
            .filter(|event| {
                event.originator.role == "CONSUMER" && event.event["type"] == "ContentEvent"
            })
            .cloned()
            .collect()
    }

    /// Reacts to a consumer's message: delivery receipt, read receipt, typing, answer.
    pub fn auto_agent_reacts(&self, event: &StoredEvent) {
        let conversation = self.conversations.get(&event.conversation);
        let is_mine = conversation.is_some_and(|one| self.is_annas(one));
        // The survey bot answers in the survey dialog.
        let is_mine = is_mine && event.dialog == event.conversation;
        let is_said = event.originator.role == "CONSUMER" && event.event["type"] == "ContentEvent";
        if !self.config.auto_agent || !is_mine || !is_said || self.anna_is_a_person() {
            return;
        }
        let words = event.event["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let choice = Choice::of(&words, event.metadata.as_ref());
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
        self.later(4, move |world| world.anna_answers(&dialog, &words, choice));
    }

    fn anna_answers(&mut self, dialog: &str, words: &str, choice: Option<Choice>) {
        let says_bye = (words
            .to_lowercase()
            .split(|letter: char| !letter.is_alphanumeric()))
        .any(|word| word == "bye");
        let answer = if says_bye {
            rich::words("Thank you for chatting with us. Goodbye!")
        } else {
            self.rich_answer(dialog, choice).unwrap_or_else(|| {
                rich::words(&format!(
                    "I hear you: “{words}”. Say “bye” when you are done."
                ))
            })
        };
        self.anna_publishes(dialog, answer);
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

    /// The answer as rich content, if the consumer's client can draw it. The first answer is the
    /// greeting with its choices; each choice has its own answer.
    fn rich_answer(&mut self, dialog: &str, choice: Option<Choice>) -> Option<Value> {
        let conversation = self.conversations.get(dialog)?;
        let has_cards = self.declares(conversation, RICH_CONTENT);
        let has_any = has_cards || self.declares(conversation, QUICK_REPLIES);
        match choice {
            Some(Choice::News) if has_cards => Some(rich::news(self.base_of(conversation))),
            Some(Choice::Order) if has_cards => Some(rich::order(self.now_ms())),
            Some(Choice::Person) if has_any => {
                self.controller_says(dialog, "You are being connected with a person.");
                let words =
                    "I have asked my colleagues. One of them takes over as soon as they can.";
                Some(rich::words(words))
            }
            _ => self.greeting(conversation),
        }
    }

    /// The greeting, if the consumer was not greeted yet and their client can draw the choices.
    fn greeting(&self, conversation: &Conversation) -> Option<Value> {
        let anna = self.config.agents.first();
        let mut events = self.events.get(&conversation.id).into_iter().flatten();
        let is_greeted = events.any(|one| one.is_content() && one.originator.id == anna.pid);
        let is_wanted = !is_greeted && self.declares(conversation, QUICK_REPLIES);
        is_wanted.then(|| rich::greeting(&anna.nickname))
    }

    /// The base URL that the consumer's newest socket used, for links to pictures.
    fn base_of(&self, conversation: &Conversation) -> Option<&str> {
        let newest = self
            .connections_of(&conversation.consumer)
            .into_iter()
            .max()?;
        Some(self.connections.get(&newest)?.base.as_str())
    }

    /// Publishes an automatic message, if the client declares `AUTO_MESSAGES` (protocol §5.9). The
    /// controller joins as a participant first, because clients know only participants.
    fn controller_says(&mut self, conversation: &str, words: &str) {
        let agent = self.config.agents.bot(CONTROLLER);
        let controller = agent.participant(&self.config.account, "CONTROLLER");
        let Some(found) = self.conversations.get(conversation) else {
            return;
        };
        if !self.declares(found, AUTO_MESSAGES) {
            return;
        }
        if !found.takes_part(&controller.id) {
            let joins = controller.clone();
            // If joining cannot be stored, the message is still sent.
            let _ = self.change(conversation, |one| one.participants.push(joins));
        }
        let mark = json!([{"type": "AutoMessage"}]);
        self.speak(conversation, controller, rich::words(words), Some(mark));
    }

    fn anna_publishes(&mut self, dialog: &str, event: Value) {
        let anna = self.anna();
        self.speak(dialog, anna, event, None);
    }

    /// Runs `act` after the given number of steps; `agent_pace` is the length of a step.
    pub fn later(&self, steps: u32, act: impl FnOnce(&mut Self) + Send + 'static) {
        self.after(self.config.agent_pace * steps, act);
    }

    /// Runs `act` after a delay, and then lets the router ring agents.
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
