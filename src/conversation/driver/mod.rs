//! Feeds the session, drains it, and applies what it tells to the view.

mod announcements;
mod browser_events;
mod drafts;
mod events;
mod inbox;
mod notifications;
mod persistence;
mod rendering;
mod tokens;

pub use events::{connection_word, delivery_word};

use crate::conversation::identity::Hosts;
use crate::conversation::view_state::ViewState;
use crate::embed::options::Options;
use crate::platform::listener::Listener;
use crate::platform::lock::Lock;
use crate::platform::socket::Socket;
use crate::platform::timer::Timer;
use crate::platform::{clock, panic, profile};
use crate::shell::{Context, Shell};
use crate::text::Notifier;
use hailer_messaging::{Command, Input, Instant, Output, ParticipantId, Session, SessionConfig};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use tokens::Identity;
use web_sys::ShadowRoot;

/// Drives one session; copies share it.
#[derive(Clone)]
pub struct Driver(Rc<RefCell<Inner>>);

struct Inner {
    session: Session,
    view: ViewState,
    root: ShadowRoot,
    options: Options,
    identity: Identity,
    hosts: Option<Hosts>,
    socket: Option<Socket>,
    inbox: inbox::Inbox,
    timer: Option<Timer>,
    listeners: Vec<Listener>,
    notifier: Option<Notifier>,
    profiles_asked: Vec<ParticipantId>,
    /// When one of them could not be had, last.
    profile_failed: Option<Instant>,
    screen: rendering::Screen,
    announcements: announcements::Announcements,
    keys: persistence::Keys,
    /// Whose the draft in the message box is, where the brand named them.
    draft_of: Option<ParticipantId>,
    /// The draft of somebody who may be gone, until it is known who is here.
    draft_aside: Option<(ParticipantId, String)>,
    /// Says to the other tabs that this page lives.
    own_lock: Option<Lock>,
    /// The pages whose end is waited for, by their keys.
    awaited_orphans: Vec<String>,
    is_stopped: bool,
}

impl Driver {
    /// Starts from what is kept for the account.
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
            root,
            identity: Identity::named_by(get_token),
            hosts: None,
            socket: None,
            inbox: inbox::Inbox::default(),
            timer: None,
            listeners: Vec::new(),
            notifier: None,
            profiles_asked: Vec::new(),
            profile_failed: None,
            screen: rendering::Screen::default(),
            announcements: announcements::Announcements::default(),
            keys,
            draft_of: None,
            draft_aside: None,
            own_lock: None,
            awaited_orphans: Vec::new(),
            is_stopped: false,
            options,
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

    /// Hands the session a wish of the consumer.
    pub fn command(&self, command: Command) {
        if matches!(command, Command::Send { .. } | Command::Connect) {
            self.0.borrow().view.shell.problem.set(None);
        }
        if matches!(command, Command::Send { .. }) {
            // Who has just written wants to see it, wherever they were reading.
            let mut inner = self.0.borrow_mut();
            inner.view.is_at_end.set(true);
            inner.screen.fresh = None;
        }
        if matches!(command, Command::Send { .. } | Command::Typed { .. }) {
            // Who writes does not search any more.
            self.0.borrow_mut().screen.is_whole = false;
        }
        // The first message needs a connection, whoever opened the window.
        let needs_connection = matches!(command, Command::Send { .. });
        let is_typing = matches!(command, Command::Typed { .. });
        self.feed(Input::Command(command));
        if is_typing {
            // A crash costs no key that was pressed.
            self.keep_tab(false);
        }
        if needs_connection {
            self.feed(Input::Command(Command::Connect));
        }
    }

    /// One turn of the loop: in goes an input, out come all wishes.
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

    /// Carries out every wish of the session.
    fn drain(&self) {
        loop {
            let Some(output) = self.0.borrow_mut().session.poll_output() else {
                break;
            };
            self.carry_out(output);
        }
        self.show();
    }

    fn carry_out(&self, output: Output) {
        match output {
            Output::OpenSocket => self.open_socket(),
            Output::CloseSocket => self.put_socket(None),
            Output::SendFrame(text) => {
                if let Some(socket) = &self.0.borrow().socket {
                    socket.send(&text);
                }
            }
            Output::NeedToken(need) => self.obtain_token(need),
            Output::WakeAt(at) => self.wake_at(at),
            Output::Persist => self.keep_shared(),
            Output::PersistOutbox => self.keep_tab(false),
            Output::Event(event) => self.apply(event),
        }
    }

    fn open_socket(&self) {
        let url = self.0.borrow().hosts.as_ref().map(Hosts::socket_url);
        let driver = self.clone();
        let socket = url.and_then(|url| Socket::open(&url, move |event| driver.receive(event)));
        let is_refused = socket.is_none();
        self.put_socket(socket);
        if is_refused {
            self.feed(Input::SocketClosed { code: 1006 });
        }
    }

    /// What the one before said and nobody handled is of no use any more.
    fn put_socket(&self, socket: Option<Socket>) {
        let mut inner = self.0.borrow_mut();
        inner.socket = socket;
        inner.inbox.clear();
    }

    fn wake_at(&self, at: Option<Instant>) {
        let driver = self.clone();
        let timer = at.and_then(|at| {
            let delay = at.since(clock::instant());
            Timer::after(delay.as_ms(), move || driver.feed(Input::DeadlineReached))
        });
        self.0.borrow_mut().timer = timer;
    }

    /// The window opened, which needs a connection, or closed.
    pub fn window_toggled(&self, open: bool) {
        self.0.borrow_mut().announcements.forget();
        if open {
            self.command(Command::Connect);
        } else {
            let screen = &mut self.0.borrow_mut().screen;
            screen.fresh = None;
            screen.is_whole = false;
        }
        self.tell_attention();
    }

    /// Takes over the options that may change while the widget runs.
    pub fn configure(&self, options: &Options) {
        let tells_otherwise = {
            let mut inner = self.0.borrow_mut();
            let tells_otherwise = inner.options.notify != options.notify;
            inner.options.notify.clone_from(&options.notify);
            tells_otherwise
        };
        if tells_otherwise {
            self.fetch_notifier();
        }
        self.command(Command::Route(options.routing()));
    }

    /// Forgets a consumer who is not to be known here any more, and closes the window.
    pub(super) fn forget(&self) {
        let shell = {
            let mut inner = self.0.borrow_mut();
            inner.identity.forget();
            inner.draft_of = None;
            inner.draft_aside = None;
            inner.view.shell
        };
        shell.set_draft(String::new());
        shell.set_open(false);
        self.feed(Input::Command(Command::Forget));
        shell.keys().remove_all();
    }

    /// Ends everything that could call back. Who is forgotten leaves nothing behind,
    /// in no tab.
    pub fn stop(&self, forgets: bool) {
        self.command(Command::PageHides);
        if forgets {
            self.forget();
        }
        self.keep_shared();
        self.keep_tab(true);
        let mut inner = self.0.borrow_mut();
        inner.is_stopped = true;
        if let Some(notifier) = inner.notifier.take() {
            notifier.end();
        }
        let gone = (
            inner.socket.take(),
            inner.timer.take(),
            inner.own_lock.take(),
            inner.screen.next.take(),
            inner.screen.patience.take(),
            core::mem::take(&mut inner.inbox),
            core::mem::take(&mut inner.listeners),
        );
        // Released after the borrow, should one of them call back while it goes.
        drop(inner);
        drop(gone);
    }
}
