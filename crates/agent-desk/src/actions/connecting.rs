//! Logging in, and keeping the connection alive.

use super::{Actions, Connection, stored_login};
use crate::api::{self, Link, Login, LoginError};
use crate::ask;
use crate::received::{self, Received};
use crate::state::Desk;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// The back-off before each attempt, in milliseconds. The last value repeats.
const BACK_OFF_MS: [u32; 5] = [500, 1_000, 2_000, 5_000, 10_000];

/// How often a login is refreshed, as in the agent SDK (protocol §6.2).
const REFRESH_EVERY_MS: u32 = 10 * 60 * 1_000;

/// The system time in milliseconds since 1970.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the time is a positive whole number"
)]
pub fn system_time_ms() -> u64 {
    js_sys::Date::now() as u64
}

impl Actions {
    /// Logs in and starts a session.
    ///
    /// # Errors
    /// If the login fails; the message says what to do.
    pub async fn log_in(self, account: &str, name: &str, password: &str) -> Result<(), LoginError> {
        let login = api::log_in(account, name, password).await?;
        self.start_session(login);
        Ok(())
    }

    /// Logs out. `logout_reason` is shown in the login form.
    pub fn log_out(self, logout_reason: &str) {
        stored_login::store(None);
        self.login.set(None);
        self.logout_reason.set(logout_reason.to_owned());
        self.link().close();
        self.desk.set(Desk::default());
    }

    pub(super) fn start_session(self, login: Login) {
        stored_login::store(Some(&login));
        self.logout_reason.set(String::new());
        self.notice.set(None);
        self.desk.set(Desk::new(login.me.clone()));
        self.connection.set(Connection::Connecting);
        self.login.set(Some(login.clone()));
        spawn_local(self.stay_connected(login.clone()));
        spawn_local(self.stay_logged_in(login));
    }

    pub(super) fn link(self) -> Link {
        self.link.get_value()
    }

    pub(super) fn start_clock(self) {
        let tick = move || {
            let ahead = self.desk.with_untracked(|desk| desk.clock_ahead_ms);
            let now = system_time_ms().saturating_add_signed(ahead);
            self.now.set(now);
            if self.desk.with_untracked(|desk| {
                desk.rings
                    .waiting()
                    .iter()
                    .any(|ring| ring.expires_unix_ms <= now)
            }) {
                self.desk.update(|desk| desk.rings.expire(now));
            }
        };
        set_interval(tick, Duration::from_secs(1));
    }

    /// Whether this login is still the current one.
    fn is_of(self, login: &Login) -> bool {
        self.login.with_untracked(|one| one.as_ref() == Some(login))
    }

    async fn stay_connected(self, login: Login) {
        let mut tries = 0;
        while self.is_of(&login) {
            match api::skills(&login).await {
                Ok(skills) => {
                    let agents = api::agents(&login).await.unwrap_or_default();
                    self.connect(&login, skills, agents).await;
                    tries = 0;
                }
                // A failed WebSocket does not reveal why; this request does.
                Err(LoginError::Ended) if self.is_of(&login) => {
                    return self.log_out(&LoginError::Ended.to_string());
                }
                Err(_) => {}
            }
            if self.is_of(&login) {
                self.connection.set(Connection::Reconnecting);
                TimeoutFuture::new(BACK_OFF_MS[tries.min(BACK_OFF_MS.len() - 1)]).await;
                tries += 1;
            }
        }
    }

    async fn stay_logged_in(self, login: Login) {
        loop {
            TimeoutFuture::new(REFRESH_EVERY_MS).await;
            if !self.is_of(&login) {
                return;
            }
            api::refresh(&login).await;
        }
    }

    async fn connect(
        self,
        login: &Login,
        skills: Vec<crate::state::Target>,
        agents: Vec<crate::state::Target>,
    ) {
        if !self.is_of(login) {
            return;
        }
        self.desk.update(|desk| {
            desk.skills = skills;
            let me = agents.iter().find(|agent| agent.pid == desk.me.pid);
            if let Some(me) = me {
                desk.me.name.clone_from(&me.name);
            }
            desk.agents = agents;
            desk.reset_connection();
        });
        let link = self.link();
        let outgoing = link.open();
        spawn_local(self.subscribe(login.clone()));
        let deliver = move |frame| self.receive(frame);
        link.run(&login.socket_address(), outgoing, deliver).await;
    }

    /// Sends the first requests of a connection: the clock and the subscriptions.
    async fn subscribe(self, login: Login) {
        let me = &login.me;
        let link = self.link();
        let Ok(clock) = link.ask(ask::clock()).await else {
            return;
        };
        let service_ms = clock["currentTime"].as_i64().unwrap_or_default();
        let ahead = service_ms.saturating_sub_unsigned(system_time_ms());
        self.desk.update(|desk| desk.clock_ahead_ms = ahead);
        let first = [
            ask::subscribe_availability(&me.account, &me.legacy_id),
            ask::subscribe_conversations(&me.account, &me.legacy_id),
            ask::subscribe_rings(&me.account, &me.legacy_id),
        ];
        for one in first {
            if let Err(error) = link.ask(one).await {
                self.notice.set(Some(error.to_string()));
                return;
            }
        }
        self.connection.set(Connection::Online);
    }

    fn receive(self, frame: Received) {
        let now = system_time_ms();
        let mut news = None;
        self.desk.update(|desk| news = desk.apply(frame, now));
        if let Some(news) = news {
            self.announcement.set(news);
        }
        self.settle();
    }

    /// Requests missing histories and profiles, and sends the receipts that are due.
    pub(super) fn settle(self) {
        let is_looked_at = document().visibility_state() == web_sys::VisibilityState::Visible;
        let mut due = (Vec::new(), Vec::new(), Vec::new());
        // Untracked, because this changes nothing visible.
        self.desk.update_untracked(|desk| {
            due = (
                desk.take_wanted_histories(),
                desk.take_wanted_profiles(),
                desk.take_receipts(is_looked_at),
            );
        });
        let (histories, profiles, receipts) = due;
        for dialog in histories {
            spawn_local(self.load_history(dialog));
        }
        for user in profiles {
            spawn_local(self.load_profile(user));
        }
        for receipt in receipts {
            let request = ask::receipt(&receipt.dialog, &receipt.status, &receipt.sequences);
            // If it fails, the next connection finds the receipts that are missing.
            spawn_local(async move { drop(self.link().ask(request).await) });
        }
    }

    async fn load_history(self, dialog: String) {
        if let Ok(answer) = self.link().ask(ask::history(&dialog)).await {
            let events = received::history(&answer);
            self.desk
                .update(|desk| desk.add_history(&dialog, &events, system_time_ms()));
            self.settle();
        }
    }

    pub(super) async fn load_profile(self, user: String) {
        if let Ok(profile) = self.link().ask(ask::profile(&user)).await {
            self.desk.update(|desk| desk.store_profile(&user, &profile));
        }
    }
}
