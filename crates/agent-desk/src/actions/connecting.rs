//! Logging in, and staying connected.

use super::{Actions, Connection, kept};
use crate::api::{self, Link, Login, LoginError};
use crate::ask;
use crate::state::Desk;
use crate::told::{self, Told};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long is waited before each try, in milliseconds; the last one stays.
const WAITS_MS: [u32; 5] = [500, 1_000, 2_000, 5_000, 10_000];

/// How often a login is refreshed, as the agents' SDK does it (protocol §6.2).
const REFRESH_EVERY_MS: u32 = 10 * 60 * 1_000;

/// This machine's time in milliseconds since 1970.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a clock shows whole milliseconds after 1970"
)]
pub fn machine_ms() -> u64 {
    js_sys::Date::now() as u64
}

impl Actions {
    /// Logs in and sits down.
    ///
    /// # Errors
    /// With what to do about it.
    pub async fn log_in(self, account: &str, name: &str, password: &str) -> Result<(), LoginError> {
        let login = api::log_in(account, name, password).await?;
        self.sit_down(login);
        Ok(())
    }

    /// Leaves the desk.
    pub fn log_out(self, farewell: &str) {
        kept::keep(None);
        self.login.set(None);
        self.farewell.set(farewell.to_owned());
        self.link().hang_up();
        self.desk.set(Desk::default());
    }

    pub(super) fn sit_down(self, login: Login) {
        kept::keep(Some(&login));
        self.farewell.set(String::new());
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

    pub(super) fn keep_time(self) {
        let tick = move || {
            let ahead = self.desk.with_untracked(|desk| desk.clock_ahead_ms);
            let now = machine_ms().saturating_add_signed(ahead);
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

    /// Whether this login is still the one that counts.
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
                // Sockets hide why they were refused; this says it.
                Err(LoginError::Ended) if self.is_of(&login) => {
                    return self.log_out(&LoginError::Ended.to_string());
                }
                Err(_) => {}
            }
            if self.is_of(&login) {
                self.connection.set(Connection::Reconnecting);
                TimeoutFuture::new(WAITS_MS[tries.min(WAITS_MS.len() - 1)]).await;
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
            desk.forget_connection();
        });
        let link = self.link();
        let outgoing = link.open();
        spawn_local(self.greet(login.clone()));
        let tell = move |told| self.take_in(told);
        link.run(&login.socket_address(), outgoing, tell).await;
    }

    /// What is asked first on every connection.
    async fn greet(self, login: Login) {
        let me = &login.me;
        let link = self.link();
        let Ok(clock) = link.ask(ask::clock()).await else {
            return;
        };
        let service_ms = clock["currentTime"].as_i64().unwrap_or_default();
        let ahead = service_ms.saturating_sub_unsigned(machine_ms());
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

    fn take_in(self, told: Told) {
        let now = machine_ms();
        let mut news = None;
        self.desk.update(|desk| news = desk.apply(told, now));
        if let Some(news) = news {
            self.said.set(news);
        }
        self.settle();
    }

    /// Asks for what is missing, and gives the receipts that are due.
    pub(super) fn settle(self) {
        let is_looked_at = document().visibility_state() == web_sys::VisibilityState::Visible;
        let mut due = (Vec::new(), Vec::new(), Vec::new());
        // None of this shows.
        self.desk.update_untracked(|desk| {
            due = (
                desk.take_wanted_histories(),
                desk.take_wanted_profiles(),
                desk.take_receipts(is_looked_at),
            );
        });
        let (histories, profiles, receipts) = due;
        for dialog in histories {
            spawn_local(self.remember(dialog));
        }
        for user in profiles {
            spawn_local(self.get_to_know(user));
        }
        for receipt in receipts {
            let wish = ask::receipt(&receipt.dialog, &receipt.status, &receipt.sequences);
            // The history of the next connection says which are still missing.
            spawn_local(async move { drop(self.link().ask(wish).await) });
        }
    }

    async fn remember(self, dialog: String) {
        if let Ok(answer) = self.link().ask(ask::history(&dialog)).await {
            let events = told::history(&answer);
            self.desk
                .update(|desk| desk.remember(&dialog, &events, machine_ms()));
            self.settle();
        }
    }

    pub(super) async fn get_to_know(self, user: String) {
        if let Ok(profile) = self.link().ask(ask::profile(&user)).await {
            self.desk.update(|desk| desk.know(&user, &profile));
        }
    }
}
