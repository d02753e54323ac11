//! What the session told, put into the view and told to the page.

use super::Driver;
use super::announcements::Said;
use crate::conversation::layout;
use crate::text::{self, Sentence};
use hailer_messaging::wire::Content;
use hailer_messaging::{
    CommandError, Connection, ConversationStatus, DeliveryState, Event, Message, Survey,
};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

impl Driver {
    pub(super) fn apply(&self, event: Event) {
        let view = self.0.borrow().view;
        match event {
            Event::ConnectionChanged(connection) => {
                view.connection.set(connection);
                self.emit(
                    "connection",
                    &[("state", connection_word(connection).into())],
                );
            }
            Event::TranscriptChanged => self.on_transcript(),
            Event::MessagesChanged(keys) => self.0.borrow_mut().screen.stale_messages.extend(keys),
            Event::HistoryCut => view.is_cut.set(true),
            Event::MessageArrived { dialog, sequence } => {
                let message = self.0.borrow().session.stored(&dialog, sequence);
                if let Some(message) = message {
                    self.on_arrived(&message);
                }
            }
            Event::MessageFailed(_) => self.announce(Sentence::NotSent),
            Event::UnreadChanged(count) => {
                view.unread.set(count);
                self.tell_unread_soon(count);
            }
            Event::TypingChanged(who) => view.typing.set(who),
            Event::ConversationChanged(status) => self.on_conversation(status),
            Event::SurveyChanged(survey) => {
                self.emit("survey", &[("state", survey_word(&survey).into())]);
                if matches!(survey, Survey::Asked(_)) {
                    self.announce(Sentence::RateQuestion);
                }
                view.survey.set(survey);
            }
            Event::CommandRefused(error) => {
                view.shell.problem.set(Some(sentence_of(error)));
                self.emit("error", &[("message", error.to_string().into())]);
            }
            Event::FrameIgnored(error) => log(&error.to_string()),
            Event::NotificationIgnored { .. } => {
                log("a notification of an unknown kind was ignored");
            }
            Event::RequestRefused { code } => log(&format!("a request was refused with {code}")),
        }
    }

    fn on_transcript(&self) {
        let mut inner = self.0.borrow_mut();
        inner.screen.layout_is_stale = true;
        if inner.session.message_count() == 0 {
            inner.announcements.forget();
        }
    }

    fn on_arrived(&self, message: &Message) {
        let view = self.0.borrow().view;
        let name = untrack(|| view.name_of(&message.sender));
        let is_looking = self.is_looking();
        if !is_looking {
            self.notify(&name);
        }
        if !is_looking || !view.is_at_end.get_untracked() {
            let mut inner = self.0.borrow_mut();
            // What came before was seen meanwhile.
            if inner.session.unread() == 1 {
                inner.screen.fresh = None;
            }
            (inner.screen.fresh).get_or_insert_with(|| message.key.clone());
        }
        let words = match &message.content {
            Content::Text(words) => words.clone(),
            _ => untrack(|| view.text.get(Sentence::Unsupported)),
        };
        self.0.borrow_mut().announcements.note(Said { name, words });
        let from = layout::from_word(&message.sender);
        self.emit("message", &[("from", from.into())]);
    }

    fn on_conversation(&self, status: ConversationStatus) {
        let state = match (&status.id, status.is_open) {
            (None, _) => "none",
            (_, true) => "open",
            (_, false) => "ended",
        };
        self.emit("conversation", &[("state", state.into())]);
        if let Some(agent) = &status.agent {
            self.ask_profile(agent);
        }
        let view = self.0.borrow().view;
        if view.conversation.with_untracked(|before| before.is_open) && !status.is_open {
            self.announce(Sentence::HasEnded);
        }
        view.conversation.set(status);
        self.0.borrow_mut().screen.layout_is_stale = true;
    }

    pub(super) fn emit_count(&self, name: &str, count: usize) {
        self.emit(name, &[("count", text::shown(count).into())]);
    }

    pub(super) fn emit(&self, name: &str, detail: &[(&str, JsValue)]) {
        self.shell().emit(name, detail);
    }
}

/// The word of `data-connection`.
pub const fn connection_word(connection: Connection) -> &'static str {
    match connection {
        Connection::Idle | Connection::Connecting => "connecting",
        Connection::Online => "online",
        Connection::Waiting { .. } => "waiting",
        Connection::Offline => "offline",
        Connection::Ended(_) => "ended",
    }
}

/// The word of `data-state`.
pub const fn delivery_word(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Failed(_) => "failed",
        DeliveryState::Queued => "queued",
        DeliveryState::Sending => "sending",
        DeliveryState::Sent => "sent",
        DeliveryState::Delivered => "delivered",
        DeliveryState::Read => "read",
    }
}

/// What the consumer is told of a wish that was not carried out.
const fn sentence_of(error: CommandError) -> Sentence {
    match error {
        CommandError::CloseRefused { .. } => Sentence::EndRefused,
        CommandError::RatingRefused { .. } => Sentence::RatingRefused,
        CommandError::UrgencyRefused { .. } => Sentence::UrgencyRefused,
        _ => Sentence::NotDone,
    }
}

const fn survey_word(survey: &Survey) -> &'static str {
    match survey {
        Survey::None => "none",
        Survey::Asked(_) => "asked",
        Survey::Sending(_) => "sending",
        Survey::Answered(_) => "answered",
    }
}

fn log(message: &str) {
    web_sys::console::warn_1(&format!("hailer: {message}").into());
}
