//! The driver: passes inputs to the session and executes its outputs.

mod announcements;
mod browser_events;
mod drafts;
mod events;
mod inbox;
mod notifications;
mod persistence;
mod rendering;
mod tokens;

use crate::conversation::identity::Hosts;
use crate::conversation::view_state::ViewState;
use crate::embed::options::Options;
use crate::platform::listener::Listener;
use crate::platform::socket::Socket;
use crate::platform::timer::Timer;
use crate::platform::{clock, panic, profile};
use crate::shell::{Context, Shell};
use crate::text::Notifier;
use hailer_messaging::{Command, Input, Instant, Output, Session, SessionConfig};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use tokens::Identity;
use web_sys::ShadowRoot;

/// Drives one session. Clones share it.
///
/// Borrow the `RefCell` for one statement or a short block. Release the borrow before calling
/// code that may call back: the page, a signal with effects, another method of the driver.
#[derive(Clone)]
pub struct Driver(Rc<RefCell<Inner>>);

struct Inner {
    session: Session,
    view: ViewState,
    screen: rendering::Screen,
    announcements: announcements::Announcements,
    page: Page,
    transport: Transport,
    identity: Identity,
    profiles: tokens::Profiles,
    tab: persistence::Tab,
    drafts: drafts::Drafts,
    is_stopped: bool,
}

/// The state that belongs to the brand's page.
struct Page {
    root: ShadowRoot,
    options: Options,
    notifier: Option<Notifier>,
    listeners: Vec<Listener>,
}

/// The session's connection to the service, and its timer.
#[derive(Default)]
struct Transport {
    /// The result of domain discovery.
    hosts: Option<Hosts>,
    socket: Option<Socket>,
    inbox: inbox::Inbox,
    timer: Option<Timer>,
}

impl Driver {
    /// Restores the account's stored session, or creates one, and starts it.
    pub fn start(context: Context, view: ViewState) -> Self {
        let Context {
            shell,
            options,
            get_token,
            root,
        } = context;
        let config = Self::config(&options, &shell);
        let (keys, restored) = persistence::Keys::find(&options.account, &shell.keys(), &config);
        let had_conversation = restored.is_some();
        let driver = Self(Rc::new(RefCell::new(Inner {
            session: restored.unwrap_or_else(|| Session::new(config)),
            view,
            screen: rendering::Screen::default(),
            announcements: announcements::Announcements::default(),
            page: Page {
                root,
                options,
                notifier: None,
                listeners: Vec::new(),
            },
            transport: Transport::default(),
            identity: Identity::named_by(get_token),
            profiles: tokens::Profiles::default(),
            tab: persistence::Tab::new(keys),
            drafts: drafts::Drafts::default(),
            is_stopped: false,
        })));
        driver.0.borrow_mut().screen.layout_is_stale = true;
        driver.fetch_notifier();
        driver.begin(had_conversation);
        driver
    }

    fn begin(&self, had_conversation: bool) {
        if self.0.borrow().identity.is_named() {
            self.feed(Input::Command(Command::Named));
        }
        self.hold_own_lock();
        self.listen();
        self.feed(Input::NetworkChanged {
            online: profile::is_online(),
        });
        self.adopt_orphans();
        if had_conversation {
            self.command(Command::Connect);
        }
        if self.shell().is_open.get_untracked() {
            self.window_toggled(true);
        }
    }

    /// The shell around the conversation.
    pub(super) fn shell(&self) -> Shell {
        self.0.borrow().view.shell
    }

    fn config(options: &Options, shell: &Shell) -> SessionConfig {
        let mut config = SessionConfig::new(options.account.clone(), shell.keys().page_id());
        config.client = profile::client_properties();
        config.routing = options.routing();
        config
    }

    /// Sends a message.
    pub fn send(&self, text: String) {
        self.command(Command::Send { text });
    }

    /// Passes a command of the consumer to the session.
    pub fn command(&self, command: Command) {
        if matches!(command, Command::Send { .. } | Command::Connect) {
            self.0.borrow().view.shell.problem.set(None);
        }
        if matches!(command, Command::Send { .. }) {
            // Scroll to the message that was just sent.
            let mut inner = self.0.borrow_mut();
            inner.view.is_at_end.set(true);
            inner.screen.fresh = None;
        }
        if matches!(command, Command::Send { .. } | Command::Typed { .. }) {
            // Whoever types no longer searches the page.
            self.0.borrow_mut().screen.is_whole = false;
        }
        // A message needs a connection. The window may be open without one.
        let needs_connection = matches!(command, Command::Send { .. });
        let is_typing = matches!(command, Command::Typed { .. });
        self.feed(Input::Command(command));
        if is_typing {
            // After every key, so that a crash loses nothing.
            self.store_tab(false);
        }
        if needs_connection {
            self.feed(Input::Command(Command::Connect));
        }
    }

    /// Passes an input to the session and executes all outputs.
    fn feed(&self, input: Input) {
        if panic::is_broken() {
            return;
        }
        {
            let mut inner = self.0.borrow_mut();
            if inner.is_stopped {
                return;
            }
            inner.session.handle_input(clock::now(), input);
        }
        self.drain();
    }

    /// Executes all outputs of the session.
    fn drain(&self) {
        loop {
            let Some(output) = self.0.borrow_mut().session.poll_output() else {
                break;
            };
            self.execute(output);
        }
        self.request_render();
    }

    fn execute(&self, output: Output) {
        match output {
            Output::OpenSocket => self.open_socket(),
            Output::CloseSocket => self.replace_socket(None),
            Output::SendFrame(text) => {
                if let Some(socket) = &self.0.borrow().transport.socket {
                    socket.send(&text);
                }
            }
            Output::NeedToken(need) => self.obtain_token(need),
            Output::WakeAt(at) => self.wake_at(at),
            Output::Persist => self.store_snapshot(),
            Output::PersistOutbox => self.store_tab(false),
            Output::Event(event) => self.apply(event),
        }
    }

    fn open_socket(&self) {
        let url = self
            .0
            .borrow()
            .transport
            .hosts
            .as_ref()
            .map(Hosts::socket_url);
        let driver = self.clone();
        let socket = url.and_then(|url| Socket::open(&url, move |event| driver.receive(event)));
        let is_refused = socket.is_none();
        self.replace_socket(socket);
        if is_refused {
            self.feed(Input::SocketClosed { code: 1006 });
        }
    }

    /// Replaces the socket and drops the unhandled events of the previous one.
    fn replace_socket(&self, socket: Option<Socket>) {
        let mut inner = self.0.borrow_mut();
        inner.transport.socket = socket;
        inner.transport.inbox.clear();
    }

    fn wake_at(&self, at: Option<Instant>) {
        let driver = self.clone();
        let timer = at.map(|at| {
            let delay = at.since(clock::instant());
            Timer::after(delay.as_ms(), move || driver.feed(Input::DeadlineReached))
        });
        self.0.borrow_mut().transport.timer = timer;
    }

    /// Called when the window was opened, which needs a connection, or closed.
    pub fn window_toggled(&self, open: bool) {
        self.0.borrow_mut().announcements.clear();
        if open {
            self.command(Command::Connect);
        } else {
            let screen = &mut self.0.borrow_mut().screen;
            screen.fresh = None;
            screen.is_whole = false;
        }
        self.report_attention();
    }

    /// Applies the options that may change while the widget runs.
    pub fn configure(&self, options: &Options) {
        let notify_has_changed = {
            let mut inner = self.0.borrow_mut();
            let notify_has_changed = inner.page.options.notify != options.notify;
            inner.page.options.notify.clone_from(&options.notify);
            notify_has_changed
        };
        if notify_has_changed {
            self.fetch_notifier();
        }
        self.command(Command::Route(options.routing()));
    }

    /// Deletes the consumer's identity and stored data, and closes the window.
    pub(super) fn forget(&self) {
        let shell = {
            let mut inner = self.0.borrow_mut();
            inner.identity.forget();
            inner.drafts = drafts::Drafts::default();
            inner.view.shell
        };
        shell.set_draft(String::new());
        shell.set_open(false);
        self.feed(Input::Command(Command::Forget));
        shell.keys().remove_all();
    }

    /// Cancels all callbacks. If `forgets`, also deletes the consumer's data, in all tabs.
    pub fn stop(&self, forgets: bool) {
        self.command(Command::PageHides);
        if forgets {
            self.forget();
        }
        self.store_snapshot();
        self.store_tab(true);
        let mut inner = self.0.borrow_mut();
        inner.is_stopped = true;
        if let Some(notifier) = inner.page.notifier.take() {
            notifier.end();
        }
        let resources = (
            inner.transport.socket.take(),
            inner.transport.timer.take(),
            inner.tab.own_lock.take(),
            inner.screen.frame.take(),
            inner.screen.watchdog.take(),
            core::mem::take(&mut inner.transport.inbox),
            core::mem::take(&mut inner.page.listeners),
        );
        // The borrow is released first, because dropping a resource may call back.
        drop(inner);
        drop(resources);
    }
}
