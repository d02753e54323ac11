//! The state and the actions of the components.

mod connecting;
mod doing;
mod sharing;
mod stored_login;

pub use doing::Destination;

use crate::api::{Link, Login};
use crate::state::Desk;
use leptos::prelude::*;

/// The state of the connection to the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// The first connection is being opened.
    #[default]
    Connecting,
    /// Connected and subscribed.
    Online,
    /// The connection was lost, and the next attempt is running or planned.
    Reconnecting,
}

/// The signals and the socket. Copies share the same state.
#[derive(Clone, Copy)]
pub struct Actions {
    /// The state of the desk.
    pub desk: RwSignal<Desk>,
    /// The current login.
    pub login: RwSignal<Option<Login>>,
    /// Why the last login ended, as a sentence. Empty if there was none.
    pub logout_reason: RwSignal<String>,
    /// The state of the connection.
    pub connection: RwSignal<Connection>,
    /// The last error, until it is dismissed.
    pub notice: RwSignal<Option<String>>,
    /// The last announcement for the live region.
    pub announcement: RwSignal<String>,
    /// The service's time in milliseconds since 1970, updated every second.
    pub now: RwSignal<u64>,
    /// The conversation whose message box will be focused.
    pub focus_request: RwSignal<Option<String>>,
    link: StoredValue<Link, LocalStorage>,
}

impl Actions {
    /// Starts without a login, or with the login that this tab stored before a reload.
    pub fn start() -> Self {
        let actions = Self {
            desk: RwSignal::default(),
            login: RwSignal::new(None),
            logout_reason: RwSignal::default(),
            connection: RwSignal::default(),
            notice: RwSignal::new(None),
            announcement: RwSignal::default(),
            now: RwSignal::new(connecting::system_time_ms()),
            focus_request: RwSignal::new(None),
            link: StoredValue::new_local(Link::default()),
        };
        actions.start_clock();
        if let Some(login) = stored_login::load() {
            actions.start_session(login);
        }
        actions
    }

    /// The actions in the current component's context.
    pub fn here() -> Self {
        expect_context()
    }

    /// A memo derived from the desk's state.
    pub fn derive<T: PartialEq + Clone + Send + Sync + 'static>(
        self,
        from: impl Fn(&Desk) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.desk.with(&from))
    }
}
