//! Applies the presenter's reactions to the session's events.

use super::Driver;
use super::announcements::NewMessage;
use crate::conversation::presenter::{self, Effect, PageEvent, Reader, Situation};
use crate::conversation::view_state::ViewState;
use crate::text::{self, Sentence};
use hailer_messaging::wire::Content;
use hailer_messaging::{Event, Message};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

impl Driver {
    pub(super) fn apply(&self, event: Event) {
        let effects = presenter::effects(&event, self.situation());
        self.view().mirror(event);
        for effect in effects {
            self.apply_effect(effect);
        }
    }

    fn situation(&self) -> Situation {
        let is_looking = self.is_looking();
        let inner = self.0.borrow();
        let view = inner.view;
        let reader = match (is_looking, view.is_at_end.get_untracked()) {
            (false, _) => Reader::Away,
            (true, false) => Reader::FurtherUp,
            (true, true) => Reader::AtEnd,
        };
        Situation {
            reader,
            unread: inner.session.unread(),
            unread_emitted: inner.announcements.unread_emitted(),
            is_empty: inner.session.message_count() == 0,
            was_open: view.conversation.with_untracked(|before| before.is_open),
        }
    }

    fn apply_effect(&self, effect: Effect) {
        match effect {
            Effect::Emit(event) => self.emit_event(event),
            Effect::EmitUnread => self.emit_unread_if_changed(),
            Effect::EmitUnreadLater => self.0.borrow_mut().announcements.emit_unread_later(),
            Effect::Announce(sentence) => self.announce(sentence),
            Effect::AnnounceMessage(message) => self.queue_announcement(&message),
            Effect::DropAnnouncements => self.0.borrow_mut().announcements.clear(),
            Effect::Notify(sender) => {
                let view = self.view();
                self.notify(&untrack(|| view.name_of(&sender)));
            }
            Effect::MarkFresh(key) => {
                self.0.borrow_mut().screen.fresh.get_or_insert(key);
            }
            Effect::UnmarkFresh => self.0.borrow_mut().screen.fresh = None,
            Effect::ShowProblem(sentence) => self.shell().problem.set(Some(sentence)),
            Effect::FetchProfile(agent) => self.fetch_profile(&agent),
            Effect::LayOut => self.0.borrow_mut().screen.layout_is_stale = true,
            Effect::Redraw(keys) => self.0.borrow_mut().screen.stale_messages.extend(keys),
            Effect::Log(message) => {
                web_sys::console::warn_1(&format!("hailer: {message}").into());
            }
        }
    }

    fn queue_announcement(&self, message: &Message) {
        let view = self.view();
        let sender = untrack(|| view.name_of(&message.sender));
        let text = match &message.content {
            Content::Text(words) => words.clone(),
            _ => untrack(|| view.text.get(Sentence::Unsupported)),
        };
        let message = NewMessage { sender, text };
        self.0.borrow_mut().announcements.push(message);
    }

    fn emit_event(&self, event: PageEvent) {
        let (name, key, value): (_, _, JsValue) = match event {
            PageEvent::Connection(state) => ("connection", "state", state.into()),
            PageEvent::Conversation(state) => ("conversation", "state", state.into()),
            PageEvent::Survey(state) => ("survey", "state", state.into()),
            PageEvent::Message(from) => ("message", "from", from.into()),
            PageEvent::Error(message) => ("error", "message", message.into()),
        };
        self.shell().emit(name, &[(key, value)]);
    }

    pub(super) fn emit_unread(&self, count: usize) {
        let count = text::shown(count).into();
        self.shell().emit("unread", &[("count", count)]);
    }

    fn view(&self) -> ViewState {
        self.0.borrow().view
    }
}
