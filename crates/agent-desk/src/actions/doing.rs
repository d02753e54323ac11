//! What a person does.

use super::Actions;
use crate::api::AskError;
use crate::ask::{self, Ask, Audience};
use hailer_messaging::wire::{ChatState, MessagingEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Where a conversation can be passed on to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Everybody who is online.
    Queue,
    /// Those with a skill; its id.
    Skill(String),
    /// A colleague; their legacy id.
    Agent(String),
}

impl Actions {
    /// Asks, and tells when it was refused.
    fn perform(self, wish: Ask) {
        spawn_local(async move {
            if let Err(error) = self.link().ask(wish).await {
                self.tell(&error);
            }
        });
    }

    pub(super) fn tell(self, error: &AskError) {
        self.notice.set(Some(error.to_string()));
    }

    /// Sets one's own availability; the service's notification shows it.
    pub fn be(self, availability: &str) {
        let agent = self.desk.with_untracked(|desk| desk.me.legacy_id.clone());
        self.perform(ask::set_availability(&agent, availability));
    }

    /// Takes a ring, or leaves it to others.
    pub fn answer_ring(self, ring: &str, is_accepted: bool) {
        let found = self.desk.with_untracked(|desk| {
            let mut waiting = desk.rings.waiting().iter();
            waiting
                .find(|one| one.id == ring)
                .map(|one| one.conversation.clone())
        });
        let wish = ask::answer_ring(ring, is_accepted);
        let ring = ring.to_owned();
        spawn_local(async move {
            let answer = self.link().ask(wish).await;
            self.desk.update(|desk| desk.rings.answered(&ring));
            match (answer, found) {
                (Ok(_), Some(conversation)) if is_accepted => self.show(&conversation, false),
                (Ok(_), _) => {}
                (Err(error), _) => self.tell(&error),
            }
        });
    }

    /// Answers the ring that ends first.
    pub fn answer_first_ring(self, is_accepted: bool) {
        let first = self
            .desk
            .with_untracked(|desk| desk.rings.waiting().first().map(|ring| ring.id.clone()));
        if let Some(ring) = first {
            self.answer_ring(&ring, is_accepted);
        }
    }

    /// Shows a conversation in place of the active one, or beside it; the keys go there.
    pub fn show(self, conversation: &str, is_beside: bool) {
        self.activate(conversation, is_beside);
        self.sought.set(Some(conversation.to_owned()));
    }

    /// The focus went to a conversation by itself.
    pub fn activate(self, conversation: &str, is_beside: bool) {
        self.desk.update(|desk| desk.show(conversation, is_beside));
        self.settle();
        // No notification tells of a changed profile.
        let consumer = self.desk.with_untracked(|desk| {
            let talk = desk.talks.get(conversation)?;
            talk.consumer().map(str::to_owned)
        });
        if let Some(consumer) = consumer {
            spawn_local(self.get_to_know(consumer));
        }
    }

    /// Shows the next conversation of the list, or the one before.
    pub fn step(self, is_forward: bool) {
        self.desk.update(|desk| desk.step(is_forward));
        self.sought
            .set(self.desk.with_untracked(|desk| desk.active.clone()));
        self.settle();
    }

    /// Takes a conversation off the screen.
    pub fn close_pane(self, conversation: &str) {
        self.desk.update(|desk| desk.close_pane(conversation));
    }

    /// Somebody looks at the page again.
    pub fn looks(self) {
        self.settle();
    }

    fn dialog_of(self, conversation: &str) -> Option<String> {
        self.desk.with_untracked(|desk| {
            let talk = desk.talks.get(conversation)?;
            talk.wire()
                .writable_dialog()
                .map(|id| id.as_str().to_owned())
        })
    }

    /// Publishes in a conversation.
    ///
    /// # Errors
    /// When it did not arrive; that has been told already.
    pub async fn publish(
        self,
        conversation: &str,
        event: &MessagingEvent,
        audience: Audience,
    ) -> Result<(), AskError> {
        let outcome = match self.dialog_of(conversation) {
            Some(dialog) => {
                self.link()
                    .ask(ask::publish(&dialog, event, audience))
                    .await
            }
            None => Err(AskError::Refused("This conversation has ended".to_owned())),
        };
        outcome.map(drop).inspect_err(|error| self.tell(error))
    }

    /// Tells the consumer what the agent is doing. Nobody waits for it.
    pub fn does(self, conversation: &str, state: ChatState) {
        if let Some(dialog) = self.dialog_of(conversation) {
            spawn_local(
                async move { drop(self.link().ask(ask::chat_state(&dialog, state)).await) },
            );
        }
    }

    /// Ends a conversation; first what was said, so that a survey can follow, and then the rest.
    pub fn close(self, conversation: &str) {
        let main = self.desk.with_untracked(|desk| {
            desk.talks
                .get(conversation)?
                .main_dialog()
                .map(str::to_owned)
        });
        self.perform(match main {
            Some(dialog) => ask::close_dialog(conversation, &dialog),
            None => ask::close(conversation),
        });
    }

    /// Passes a conversation on.
    pub fn pass_on(self, conversation: &str, to: &Destination) {
        let me = self.desk.with_untracked(|desk| desk.me.legacy_id.clone());
        self.perform(match to {
            Destination::Queue => ask::back_to_queue(conversation, &me),
            Destination::Skill(skill) => ask::to_skill(conversation, &me, skill),
            Destination::Agent(agent) => ask::to_agent(conversation, &me, agent),
        });
    }

    /// Marks a conversation as urgent, or no longer.
    pub fn set_urgency(self, conversation: &str, is_urgent: bool) {
        self.perform(ask::urgency(conversation, is_urgent));
    }

    /// Notes something for colleagues.
    pub fn note(self, conversation: &str, note: &str) {
        self.perform(ask::note(conversation, note));
    }
}
