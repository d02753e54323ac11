//! Token, socket, handshake, disconnection and reconnection (protocol §1.5, §1.9, §1.10).

use super::Session;
use super::config::{
    ASLEEP_AFTER, ATTEMPT_SPACING, FAILURES_BEFORE_RENEWAL, GOOD_CONNECTION, PROBE_AFTER,
    TOKEN_PATIENCE, TOKENS_BEFORE_GIVING_UP,
};
use super::output::{EndReason, Output, TokenNeed};
use super::pending_requests::Pending;
use super::state::SessionState;
use super::subscriptions::DialogSync;
use super::timers::Timer;
use crate::wire::Token;
use crate::wire::request::{GetClock, InitConnection};

/// The close code used when the session itself gives up a socket.
const GIVEN_UP: u16 = 1006;

impl Session {
    pub(super) fn connect(&mut self) {
        match self.connection.state {
            SessionState::Idle => self.attempt(),
            SessionState::Ended { .. } => {
                self.identity.tokens_refused = 0;
                self.identity.token_need = TokenNeed::Fresh;
                self.attempt();
            }
            SessionState::AwaitRetry { .. } if self.connection.online => self.attempt(),
            _ => {}
        }
    }

    pub(super) fn disconnect(&mut self) {
        self.drop_connection();
        self.timers.stop(Timer::Retry);
        self.timers.stop(Timer::TokenDue);
        self.connection.state = SessionState::Idle;
    }

    /// Tries to connect, but waits if the last attempt was too recent. A flapping network, or a
    /// consumer who keeps clicking, must not cause a storm of attempts.
    fn attempt(&mut self) {
        let earliest = self
            .connection
            .last_attempt
            .map(|last| last + ATTEMPT_SPACING);
        match earliest {
            Some(at) if at > self.instant() => {
                self.connection.state = SessionState::AwaitRetry { at };
                self.timers.set(Timer::Retry, at);
            }
            _ => self.open_or_ask(),
        }
    }

    /// Only the server decides whether a token has expired (4401, 4407), because the consumer's
    /// clock may be wrong by years.
    fn open_or_ask(&mut self) {
        self.timers.stop(Timer::Retry);
        self.connection.last_attempt = Some(self.instant());
        if self.identity.token.is_some() {
            self.open_socket();
        } else {
            self.ask_for_token();
        }
    }

    fn ask_for_token(&mut self) {
        self.connection.state = SessionState::AwaitToken;
        self.wake_after(Timer::TokenDue, TOKEN_PATIENCE);
        self.wish(Output::NeedToken(self.identity.token_need));
    }

    fn open_socket(&mut self) {
        self.connection.state = SessionState::AwaitSocket;
        // The handshake counts as the first response to wait for.
        self.wake_after(Timer::ResponseDue, self.connection.pending.patience());
        self.wish(Output::OpenSocket);
    }

    pub(super) fn on_token(&mut self, text: &str) {
        if self.connection.state != SessionState::AwaitToken {
            return;
        }
        self.timers.stop(Timer::TokenDue);
        match Token::parse(text) {
            Ok(token) => {
                self.adopt(&token);
                self.identity.token = Some(token);
                self.identity.token_need = TokenNeed::Any;
                self.open_socket();
            }
            Err(_) => self.on_token_failed(false),
        }
    }

    pub(super) fn on_token_failed(&mut self, retryable: bool) {
        if self.connection.state != SessionState::AwaitToken {
            return;
        }
        self.timers.stop(Timer::TokenDue);
        if retryable {
            self.wait_before_retry();
        } else {
            self.end(EndReason::TokenRefused);
        }
    }

    fn end(&mut self, reason: EndReason) {
        self.identity.token = None;
        self.connection.state = SessionState::Ended { reason };
    }

    pub(super) fn on_socket_opened(&mut self) {
        if self.connection.state != SessionState::AwaitSocket {
            return;
        }
        let Some(token) = self.identity.token.clone() else {
            return self.on_socket_closed(GIVEN_UP);
        };
        self.connection.state = SessionState::AwaitInit;
        let client = self.config.client.clone();
        self.send(Pending::Init, &InitConnection { token, client });
    }

    pub(super) fn on_socket_closed(&mut self, code: u16) {
        if !self.connection.state.has_socket() {
            return;
        }
        self.note_connection_quality();
        self.forget_connection();
        match code {
            4401 => self.renew_token(TokenNeed::Fresh),
            4407 => self.renew_token(TokenNeed::Extend),
            // A browser hides why a handshake failed. The token may be the reason.
            _ if self.connection.fruitless_connections >= FAILURES_BEFORE_RENEWAL => {
                self.connection.fruitless_connections = 0;
                self.identity.token = None;
                self.identity.token_need = TokenNeed::Extend;
                self.wait_before_retry();
            }
            _ => self.wait_before_retry(),
        }
    }

    fn note_connection_quality(&mut self) {
        match self.connection.state {
            SessionState::Ready { since } => {
                self.connection.fruitless_connections = 0;
                if self.instant().since(since) >= GOOD_CONNECTION {
                    self.connection.backoff.reset();
                    self.identity.tokens_refused = 0;
                }
            }
            _ => self.connection.fruitless_connections += 1,
        }
    }

    /// Replaces a refused token at once the first time. Later attempts wait longer and longer,
    /// so that the site is not asked in a tight loop.
    fn renew_token(&mut self, need: TokenNeed) {
        self.identity.tokens_refused += 1;
        self.connection.fruitless_connections = 0;
        self.identity.token = None;
        if self.identity.tokens_refused > TOKENS_BEFORE_GIVING_UP {
            self.end(EndReason::TokenRefused);
        } else {
            self.identity.token_need = need;
            if self.identity.tokens_refused == 1 {
                self.attempt();
            } else {
                self.wait_before_retry();
            }
        }
    }

    pub(super) fn wait_before_retry(&mut self) {
        let random = self.random();
        let at = self.instant() + self.connection.backoff.next(random);
        self.connection.state = SessionState::AwaitRetry { at };
        self.timers.set(Timer::Retry, at);
    }

    pub(super) fn on_retry_due(&mut self) {
        if matches!(self.connection.state, SessionState::AwaitRetry { .. })
            && self.connection.online
        {
            self.open_or_ask();
        }
    }

    pub(super) fn on_network(&mut self, online: bool) {
        let came_back = online && !self.connection.online;
        self.connection.online = online;
        match self.connection.state {
            // The browser says that the network is gone, so the socket is dead.
            SessionState::AwaitSocket
            | SessionState::AwaitInit
            | SessionState::AwaitConversations
            | SessionState::Ready { .. }
                if !online =>
            {
                self.give_up_connection();
            }
            SessionState::AwaitRetry { .. } if came_back => self.attempt(),
            // The network may have changed. The connection over the old one may be dead.
            _ if online => self.probe(),
            _ => {}
        }
    }

    pub(super) fn on_silence(&mut self) {
        if self.connection.state.has_socket() && self.connection.state != SessionState::AwaitSocket
        {
            self.send(Pending::Clock, &GetClock {});
        }
    }

    /// Sends `GetClock` on a connection that has been silent. It may be dead without the
    /// browser having noticed. Called when the consumer or the network is back.
    pub(super) fn probe(&mut self) {
        let is_silent = self.instant().since(self.connection.last_frame) >= PROBE_AFTER;
        let is_asked = self.connection.pending.any(|what| *what == Pending::Clock);
        if is_silent && !is_asked {
            self.on_silence();
        }
    }

    /// Gives up the connection if the handshake, or a request, got no response and no other
    /// frame arrived either.
    pub(super) fn on_response_overdue(&mut self) {
        let is_dead = self.connection.state == SessionState::AwaitSocket
            || (self.connection.pending).is_overdue(self.now.instant, self.connection.last_frame);
        if self.connection.state.has_socket() && is_dead {
            self.connection.pending.note_overdue();
            self.give_up_connection();
        }
    }

    /// Extends all deadlines after the page was asleep. The awaited frames may already be
    /// queued behind this timer, so nothing counts as overdue yet.
    pub(super) fn on_waking(&mut self) {
        let now = self.instant();
        self.connection.pending.extend(now + ASLEEP_AFTER);
        self.outbox.doubt_anew(now);
        for sync in self.history.sync.values_mut() {
            if let DialogSync::AwaitHistory { due, .. } = sync {
                *due = now + ASLEEP_AFTER;
            }
        }
        for timer in [Timer::ResponseDue, Timer::HistoryDue, Timer::TokenDue] {
            if self.timers.is_set(timer) {
                self.timers.set(timer, now + ASLEEP_AFTER);
            }
        }
    }

    /// Closes a connection that is of no use any more, and reconnects later.
    pub(super) fn give_up_connection(&mut self) {
        self.note_connection_quality();
        self.drop_connection();
        self.wait_before_retry();
    }

    fn drop_connection(&mut self) {
        if self.connection.state.has_socket() {
            self.wish(Output::CloseSocket);
        }
        self.forget_connection();
    }

    fn forget_connection(&mut self) {
        for timer in [
            Timer::KeepAlive,
            Timer::ResponseDue,
            Timer::HistoryDue,
            Timer::GapRepair,
        ] {
            self.timers.stop(timer);
        }
        self.connection.pending.clear();
        self.history.sync.clear();
        self.outbox.connection_lost(self.now.instant);
        self.reading.receipts_sent = None;
        self.presence.connection_lost();
        for transcript in self.history.transcripts.values_mut() {
            transcript.accepts.connection_lost();
            transcript.nacks.connection_lost();
            transcript.reads.connection_lost();
        }
        self.note_outbox_changed();
    }

    /// Sets the response deadline to that of the oldest pending request.
    pub(super) fn watch_responses(&mut self) {
        match self.connection.pending.next_deadline() {
            Some(due) => self.timers.set(Timer::ResponseDue, due),
            None if self.connection.state != SessionState::AwaitSocket => {
                self.timers.stop(Timer::ResponseDue);
            }
            None => {}
        }
    }
}
