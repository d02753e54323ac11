//! Handles the response to each request (protocol §3).

use super::Session;
use super::config::HISTORY_PATIENCE;
use super::forgotten::UNKNOWN;
use super::input::CommandError;
use super::output::Event;
use super::pending_requests::Pending;
use super::state::SessionState;
use super::timers::Timer;
use crate::ids::{ConversationId, LocalId};
use crate::wire::response;
use crate::wire::{Conversation, Generation, Response};

impl Session {
    pub(super) fn on_response(&mut self, response: &Response) {
        // A late response to a request that was given up is ignored.
        let Some(what) = self.connection.pending.take(&response.request) else {
            return;
        };
        let code = response.code;
        if code == UNKNOWN {
            self.on_unknown(&what);
        }
        match what {
            Pending::Init => self.on_init_answered(response),
            Pending::Conversations => self.on_conversations_answered(response),
            Pending::Events(dialog) => self.on_dialog_subscribed(&dialog, code),
            Pending::NewConversation => self.on_new_conversation(response),
            Pending::Message(id) => self.on_message_answered(&id, response),
            Pending::Receipts(dialog) => self.on_receipts_answered(&dialog, response),
            Pending::Close(id) => self.on_close_answered(&id, response, false),
            Pending::EndOfSurvey(id) => self.on_close_answered(&id, response, true),
            Pending::Rating(id) => self.on_rating_answered(&id, response),
            Pending::Urgency(_) if !response.is_success() => {
                self.closing.urgency = None;
                self.tell(Event::CommandRefused(CommandError::UrgencyRefused { code }));
            }
            Pending::Urgency(_) => self.closing.urgency = None,
            Pending::Clock => self.on_clock(response),
            Pending::HistoryEnd(dialog) => {
                self.on_clock(response);
                self.on_rest_told(&dialog);
            }
            Pending::ChatState(_) if !response.is_success() => {
                self.tell(Event::RequestRefused { code });
            }
            Pending::ChatState(_) => {}
        }
    }

    fn on_init_answered(&mut self, response: &Response) {
        if !response.is_success() {
            self.tell(Event::RequestRefused {
                code: response.code,
            });
            return self.give_up_connection();
        }
        self.connection.state = SessionState::AwaitConversations;
        self.subscribe_conversations();
    }

    fn on_conversations_answered(&mut self, response: &Response) {
        if response.is_success() {
            if self.connection.state == SessionState::AwaitConversations {
                self.wake_after(Timer::HistoryDue, HISTORY_PATIENCE);
            }
        } else if response.code == 400 && self.connection.generation == Generation::Second {
            // An older service: use its type names for the rest of the session (§8.1).
            self.connection.generation = Generation::First;
            self.subscribe_conversations();
        } else {
            self.tell(Event::RequestRefused {
                code: response.code,
            });
            self.give_up_connection();
        }
    }

    fn on_new_conversation(&mut self, response: &Response) {
        // A text body means failure, even with code 200 (§3.1).
        match response::conversation_id(&response.body).filter(|_| response.is_success()) {
            Some(id) => {
                self.forgotten.note_granted(&id);
                self.note_conversation_opened(id);
            }
            None => self.on_no_conversation(response.code),
        }
    }

    fn note_conversation_opened(&mut self, id: ConversationId) {
        if self.conversation(&id).is_none() {
            let mut opened = Conversation::opened(id);
            opened.started_unix_ms = Some(self.server_unix_ms());
            self.take_conversation(&opened);
        }
    }

    fn on_message_answered(&mut self, id: &LocalId, response: &Response) {
        let sequence = response::sequence(&response.body);
        match sequence.filter(|_| response.is_success()) {
            Some(sequence) => self.on_message_stored(id, sequence),
            None => self.on_message_refused(id, response.code),
        }
    }

    fn on_clock(&mut self, response: &Response) {
        if let Some(server_ms) = response::current_time_unix_ms(&response.body) {
            let ours = i64::try_from(self.now.unix_ms).unwrap_or(i64::MAX);
            let theirs = i64::try_from(server_ms).unwrap_or(i64::MAX);
            self.clock_skew_ms = Some(theirs.saturating_sub(ours));
        }
    }

    /// The current time of the server's clock, in milliseconds since 1970.
    pub(super) fn server_unix_ms(&self) -> u64 {
        self.now.unix_ms.saturating_add_signed(self.clock_skew_ms())
    }
}
