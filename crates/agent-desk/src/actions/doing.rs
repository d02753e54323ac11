//! The actions of the agent.

use super::Actions;
use crate::api::AskError;
use crate::ask::{self, Ask, Audience};
use hailer_messaging::wire::{ChatState, MessagingEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The target of a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Any available agent.
    Queue,
    /// Agents with this skill, by its id.
    Skill(String),
    /// A certain agent, by their legacy id.
    Agent(String),
}

impl Actions {
    /// Sends a request, and shows an error if it fails.
    fn perform(self, request: Ask) {
        spawn_local(async move {
            if let Err(error) = self.link().ask(request).await {
                self.show_error(&error);
            }
        });
    }

    pub(super) fn show_error(self, error: &AskError) {
        self.notice.set(Some(error.to_string()));
    }

    /// Sets one's own availability. It is shown after the service's notification.
    pub fn set_availability(self, availability: &str) {
        let agent = self.desk.with_untracked(|desk| desk.me.legacy_id.clone());
        self.perform(ask::set_availability(&agent, availability));
    }

    /// Accepts or rejects a ring.
    pub fn answer_ring(self, ring: &str, is_accepted: bool) {
        let found = self.desk.with_untracked(|desk| {
            let mut waiting = desk.rings.waiting().iter();
            waiting
                .find(|one| one.id == ring)
                .map(|one| one.conversation.clone())
        });
        let request = ask::answer_ring(ring, is_accepted);
        let ring = ring.to_owned();
        spawn_local(async move {
            let answer = self.link().ask(request).await;
            self.desk.update(|desk| desk.rings.answered(&ring));
            match (answer, found) {
                (Ok(_), Some(conversation)) if is_accepted => self.show(&conversation, false),
                (Ok(_), _) => {}
                (Err(error), _) => self.show_error(&error),
            }
        });
    }

    /// Accepts or rejects the ring that expires first.
    pub fn answer_first_ring(self, is_accepted: bool) {
        let first = self
            .desk
            .with_untracked(|desk| desk.rings.waiting().first().map(|ring| ring.id.clone()));
        if let Some(ring) = first {
            self.answer_ring(&ring, is_accepted);
        }
    }

    /// Shows a conversation in place of the active one, or beside it, and focuses its message box.
    pub fn show(self, conversation: &str, is_beside: bool) {
        self.activate(conversation, is_beside);
        self.focus_request.set(Some(conversation.to_owned()));
    }

    /// Makes a conversation active without moving the focus.
    pub fn activate(self, conversation: &str, is_beside: bool) {
        self.desk.update(|desk| desk.show(conversation, is_beside));
        self.settle();
        // The service sends no notification when a profile changes.
        let consumer = self.desk.with_untracked(|desk| {
            let talk = desk.talks.get(conversation)?;
            talk.consumer().map(str::to_owned)
        });
        if let Some(consumer) = consumer {
            spawn_local(self.load_profile(consumer));
        }
    }

    /// Shows the next or the previous conversation of the list.
    pub fn step(self, is_forward: bool) {
        self.desk.update(|desk| desk.step(is_forward));
        self.focus_request
            .set(self.desk.with_untracked(|desk| desk.active.clone()));
        self.settle();
    }

    /// Closes the pane of a conversation. The conversation stays open.
    pub fn close_pane(self, conversation: &str) {
        self.desk.update(|desk| desk.close_pane(conversation));
    }

    /// The page is visible or focused again.
    pub fn on_attention(self) {
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
    /// If the message was not sent. The error has been shown already.
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
        outcome
            .map(drop)
            .inspect_err(|error| self.show_error(error))
    }

    /// Sends a chat state. Errors are ignored.
    pub fn send_chat_state(self, conversation: &str, state: ChatState) {
        if let Some(dialog) = self.dialog_of(conversation) {
            spawn_local(
                async move { drop(self.link().ask(ask::chat_state(&dialog, state)).await) },
            );
        }
    }

    /// Closes the main dialog, so that a survey can follow; if it is closed already, the whole
    /// conversation.
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

    /// Transfers a conversation.
    pub fn pass_on(self, conversation: &str, to: &Destination) {
        let me = self.desk.with_untracked(|desk| desk.me.legacy_id.clone());
        self.perform(match to {
            Destination::Queue => ask::back_to_queue(conversation, &me),
            Destination::Skill(skill) => ask::to_skill(conversation, &me, skill),
            Destination::Agent(agent) => ask::to_agent(conversation, &me, agent),
        });
    }

    /// Marks a conversation as urgent or normal.
    pub fn set_urgency(self, conversation: &str, is_urgent: bool) {
        self.perform(ask::urgency(conversation, is_urgent));
    }

    /// Sets the note for colleagues.
    pub fn note(self, conversation: &str, note: &str) {
        self.perform(ask::note(conversation, note));
    }
}
