//! Typing and attention, on both sides (protocol §5.4).

use super::Session;
use super::config::{COMPOSING_INTERVAL, COMPOSING_PAUSE, TYPING_PATIENCE};
use super::input::Attention;
use super::pending_requests::Pending;
use super::timers::Timer;
use crate::ids::ParticipantId;
use crate::time::Instant;
use crate::wire::request::PublishEvent;
use crate::wire::{ChatState, MessagingEvent, Originator, Role};

/// The last known chat states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Presence {
    /// The participant of the other side who is typing.
    typing: Option<ParticipantId>,
    /// The chat state last sent on this connection, and when it was sent.
    told: Option<(ChatState, Instant)>,
}

impl Presence {
    pub(super) const fn typing(&self) -> Option<&ParticipantId> {
        self.typing.as_ref()
    }

    pub(super) fn clear_typing(&mut self) {
        self.typing = None;
    }

    /// Clears the typing indicator if the author of a new message is the one who was typing.
    pub(super) fn stopped_typing(&mut self, originator: &Originator) {
        self.typing.take_if(|who| originator.ids.contains(who));
    }

    pub(super) fn connection_lost(&mut self) {
        *self = Self::default();
    }

    fn was_told(&self, state: &ChatState) -> bool {
        self.told.as_ref().is_some_and(|(told, _)| told == state)
    }
}

impl Session {
    pub(super) fn on_chat_state(&mut self, originator: &Originator, state: &ChatState) {
        let is_mine = originator
            .ids
            .iter()
            .any(|id| self.identity.own.contains(id));
        if is_mine || originator.role == Some(Role::Consumer) {
            return;
        }
        let Some(who) = originator.ids.first() else {
            return;
        };
        if *state == ChatState::Composing {
            self.presence.typing = Some(who.clone());
            self.wake_after(Timer::TypingExpires, TYPING_PATIENCE);
        } else if self.presence.typing.as_ref() == Some(who) {
            self.presence.clear_typing();
        }
    }

    pub(super) fn on_typed(&mut self, has_text: bool) {
        if !has_text {
            return self.on_composing_paused();
        }
        self.wake_after(Timer::ComposingPauses, COMPOSING_PAUSE);
        let told_lately = (self.presence.told.as_ref()).is_some_and(|(state, at)| {
            *state == ChatState::Composing && self.instant().since(*at) < COMPOSING_INTERVAL
        });
        if !told_lately {
            self.publish_chat_state(ChatState::Composing);
        }
    }

    pub(super) fn on_composing_paused(&mut self) {
        self.timers.stop(Timer::ComposingPauses);
        if self.presence.was_told(&ChatState::Composing) {
            self.publish_chat_state(ChatState::Pause);
        }
    }

    /// Ends the consumer's COMPOSING state, because the message was sent.
    pub(super) fn composing_is_over(&mut self) {
        self.timers.stop(Timer::ComposingPauses);
        if self.presence.was_told(&ChatState::Composing) {
            self.publish_chat_state(ChatState::Active);
        }
    }

    pub(super) fn on_attention(&mut self, attention: Attention) {
        let is_back = attention.tab_visible && !self.reading.attention.tab_visible;
        self.reading.attention = attention;
        if is_back {
            self.probe();
        }
    }

    /// Sends the consumer's attention when it has changed or the connection is new.
    pub(super) fn pump_attention(&mut self) {
        let is_here = self.reading.attention.is_reading();
        let state = if is_here {
            ChatState::Active
        } else {
            ChatState::Inactive
        };
        let told = self.presence.told.as_ref().map(|(state, _)| state);
        // Without a chat state, the server takes the consumer for absent.
        let is_thought_away = matches!(told, None | Some(ChatState::Inactive | ChatState::Gone));
        if is_thought_away == is_here {
            self.publish_chat_state(state);
        }
    }

    /// Sends GONE. The consumer counts as absent until the next `Command::Attention`.
    pub(super) fn on_page_hides(&mut self) {
        self.reading.attention = Attention::default();
        self.publish_chat_state(ChatState::Gone);
    }

    /// Chat states only matter now. One that cannot be sent now is dropped.
    fn publish_chat_state(&mut self, state: ChatState) {
        let open = self.open_conversation();
        let Some(dialog) = open.and_then(|known| known.writable_dialog().cloned()) else {
            return;
        };
        if !self.connection.state.is_ready() || !self.is_live(&dialog) {
            return;
        }
        let request = PublishEvent {
            conversation: self.conversation_of(&dialog).map(|known| known.id.clone()),
            dialog: dialog.clone(),
            event: MessagingEvent::ChatState(state.clone()),
            metadata: None,
        };
        self.presence.told = Some((state, self.instant()));
        self.send(Pending::ChatState(dialog), &request);
    }
}
