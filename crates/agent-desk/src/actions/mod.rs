//! What the components may see and ask for.

mod connecting;
mod doing;
mod kept;
mod sharing;

pub use doing::Destination;

use crate::api::{Link, Login};
use crate::state::Desk;
use leptos::prelude::*;

/// What stands between this page and the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// The first connection is being made.
    #[default]
    Connecting,
    /// Everything works.
    Online,
    /// It was lost; the next try is under way or near.
    Reconnecting,
}

/// Signals and the socket. Copies are the same.
#[derive(Clone, Copy)]
pub struct Actions {
    /// Everything the desk knows.
    pub desk: RwSignal<Desk>,
    /// Who is logged in.
    pub login: RwSignal<Option<Login>>,
    /// Why nobody is, in words; empty when nobody was.
    pub farewell: RwSignal<String>,
    /// The connection.
    pub connection: RwSignal<Connection>,
    /// What went wrong last, until somebody puts it away.
    pub notice: RwSignal<Option<String>>,
    /// What happened last, for those who hear and do not see.
    pub said: RwSignal<String>,
    /// The service's time in milliseconds since 1970, once a second.
    pub now: RwSignal<u64>,
    /// The conversation somebody just asked for: its message box takes the keys.
    pub sought: RwSignal<Option<String>>,
    link: StoredValue<Link, LocalStorage>,
}

impl Actions {
    /// A desk at which nobody sits; or who sat here before this page was loaded again.
    pub fn start() -> Self {
        let actions = Self {
            desk: RwSignal::default(),
            login: RwSignal::new(None),
            farewell: RwSignal::default(),
            connection: RwSignal::default(),
            notice: RwSignal::new(None),
            said: RwSignal::default(),
            now: RwSignal::new(connecting::machine_ms()),
            sought: RwSignal::new(None),
            link: StoredValue::new_local(Link::default()),
        };
        actions.keep_time();
        if let Some(login) = kept::login() {
            actions.sit_down(login);
        }
        actions
    }

    /// The actions of the page this is called in.
    pub fn here() -> Self {
        expect_context()
    }

    /// Something derived from what the desk knows, that changes only when it does.
    pub fn derive<T: PartialEq + Clone + Send + Sync + 'static>(
        self,
        from: impl Fn(&Desk) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.desk.with(&from))
    }
}
