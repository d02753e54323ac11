//! One schedule with its tabs, its server and a faulty network.

use super::clock::Clock;
use super::connection::{Connection, LATE_MS};
use super::page::{Page, Storage, has_surveys};
use super::server::{CONSUMER, Server};
use super::step::{Step, TABS};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hailer_messaging::{Command, Event, Input, Instant, LocalId, Now, Output};
use serde_json::json;
use std::collections::BTreeSet;

/// More outputs than this after one input mean that the session is in a loop.
const MOST_OUTPUTS: usize = 300;
/// The start of the monotonic clock.
const START_MS: u64 = 1_000;
/// The start of the wall clock.
const START_UNIX_MS: u64 = 1_700_000_000_000;

/// A message that the consumer has sent.
pub struct Written {
    pub text: String,
    /// The page on which it was written.
    pub page: u64,
    pub id: LocalId,
    /// The consumer retried it, so later messages may precede it.
    pub was_retried: bool,
    pub was_discarded: bool,
    /// It was in an outbox when the server forgot everything. It may be stored in the forgotten
    /// conversation, without anybody knowing, and once more in the next one.
    pub was_doubtful: bool,
}

/// A click in a message of the other side.
pub struct Click {
    /// The id in its metadata.
    pub mark: String,
    pub dialog: String,
    /// The text sent with it.
    pub text: Option<String>,
}

/// The whole state of a schedule.
pub struct World {
    pub seed: u64,
    pub server: Server,
    pub pages: [Option<Page>; TABS],
    pub storage: Storage,
    /// The true time. The pages see the time of the clock.
    pub now_ms: u64,
    pub clock: Clock,
    pub wall_offset_ms: i64,
    pub written: Vec<Written>,
    pub clicks: Vec<Click>,
    /// The messages that the consumer has seen: dialog and sequence number.
    pub seen: BTreeSet<(String, u64)>,
    pub pages_loaded: u64,
    pub agent_words: u64,
    pub conversations_ended: usize,
    /// Whether a notification was lost that only a new connection can repair.
    pub has_lost_change: bool,
    /// The dialog of a lost event. Its next event reveals the gap.
    pub lost_event_of: Option<String>,
    pub offences: Vec<String>,
    /// The number of stored events at the last check.
    pub events_checked: usize,
    pub faults: u64,
    pub is_told: bool,
}

impl World {
    pub fn new(seed: u64, is_told: bool) -> Self {
        let mut world = Self {
            seed,
            server: Server::default(),
            pages: [const { None }; TABS],
            storage: Storage::default(),
            now_ms: START_MS,
            clock: Clock::new(seed),
            wall_offset_ms: 0,
            written: Vec::new(),
            clicks: Vec::new(),
            seen: BTreeSet::new(),
            pages_loaded: 0,
            agent_words: 0,
            conversations_ended: 0,
            has_lost_change: false,
            lost_event_of: None,
            offences: Vec::new(),
            events_checked: 0,
            faults: 0,
            is_told,
        };
        world.server.asks_how_it_was = has_surveys(seed);
        world.load(0);
        world
    }

    pub fn tell(&self, what: &str) {
        if self.is_told {
            println!("{:>8} ms  {what}", self.now_ms);
        }
    }

    fn offend(&mut self, offence: impl Into<String>) {
        self.offences.push(offence.into());
    }

    pub fn now(&self) -> Now {
        Now {
            instant: Instant::from_ms(self.clock.shows_ms(self.now_ms)),
            unix_ms: (START_UNIX_MS + self.now_ms).saturating_add_signed(self.wall_offset_ms),
        }
    }

    /// Whether the newest page names its consumer. Some pages do in half of the schedules.
    const fn names_consumer(&self) -> bool {
        self.seed % 2 == 1 && !self.pages_loaded.is_multiple_of(3)
    }

    /// The page of a tab. A closed tab is opened again.
    pub fn page(&mut self, tab: usize) -> &mut Page {
        if self.pages[tab].is_none() {
            self.load(tab);
        }
        self.pages[tab].as_mut().expect("it was just loaded")
    }

    /// Loads a tab's page, which adopts the outboxes of closed pages.
    pub fn load(&mut self, tab: usize) {
        self.pages_loaded += 1;
        let page = Page::load(self.pages_loaded, self.seed, &self.storage);
        self.pages[tab] = Some(page);
        let kept = self.storage.snapshot.as_deref().unwrap_or_default();
        let is_anybodys = !kept.contains(r#""named":true"#);
        let is_named = self.names_consumer();
        self.page(tab).is_known = is_anybodys && !is_named;
        if is_named {
            self.input(tab, Input::Command(Command::Named));
        }
        self.adopt_orphans(tab);
        self.input(tab, Input::Command(Command::Connect));
    }

    /// Gives a tab the outboxes of closed pages.
    pub fn adopt_orphans(&mut self, tab: usize) {
        let living: Vec<u64> = self
            .pages
            .iter()
            .flatten()
            .map(|page| page.number)
            .collect();
        let orphans = self.storage.outboxes.keys().copied();
        let orphans: Vec<u64> = orphans.filter(|number| !living.contains(number)).collect();
        for number in orphans {
            let kept = self.storage.outboxes.remove(&number).unwrap_or_default();
            self.tell(&format!("tab {tab} adopts the outbox of page {number}"));
            let now = self.now();
            let adopted = self.page(tab).session.adopt_outbox(now, &kept);
            if let Err(error) = adopted {
                self.offend(format!("an outbox cannot be adopted: {error}"));
            }
            self.drain(tab);
        }
    }

    pub fn input(&mut self, tab: usize, input: Input) {
        self.tell(&format!("tab {tab}: {input:?}"));
        let now = self.now();
        self.page(tab).session.handle_input(now, input);
        self.drain(tab);
    }

    fn drain(&mut self, tab: usize) {
        let mut count = 0;
        self.page(tab).is_touched = true;
        while let Some(output) = self.page(tab).session.poll_output() {
            count += 1;
            self.carry_out(tab, output);
        }
        if count > MOST_OUTPUTS {
            self.offend(format!("{count} wishes after one input"));
        }
        let shown = self.now().instant;
        let wake_at = self.page(tab).wake_at;
        if wake_at.is_some_and(|at| at <= shown) {
            self.offend("a deadline that has passed is still waited for");
        }
    }

    fn carry_out(&mut self, tab: usize, output: Output) {
        let now_ms = self.now_ms;
        match output {
            Output::OpenSocket => {
                let page = self.page(tab);
                let has_one = page.wants_socket || page.connection.is_some();
                page.wants_socket = true;
                page.attempts_ms.push(now_ms);
                if has_one {
                    self.offend("two sockets of one page at once");
                }
            }
            Output::CloseSocket => self.cut(tab),
            Output::SendFrame(text) => match self.page(tab).connection {
                Some(over) => {
                    let frame = serde_json::from_str(&text).expect("a session writes JSON");
                    self.server.connections[over].send(frame);
                }
                None => self.offend("a frame without an open socket"),
            },
            Output::NeedToken(_) => self.page(tab).wants_token = true,
            Output::WakeAt(at) => self.set_timer(tab, at),
            Output::Persist => {
                let with_transcript = !self.storage.is_full;
                let kept = self.page(tab).session.snapshot(with_transcript);
                self.storage.snapshot = Some(kept.clone());
                self.storage.untold.push((tab, kept));
            }
            Output::PersistOutbox => self.keep_outbox(tab),
            Output::Event(Event::MessageArrived(message)) => {
                if !self.page(tab).arrived.insert(message.key) {
                    self.offend("a message is announced twice");
                }
            }
            Output::Event(_) => {}
        }
    }

    fn set_timer(&mut self, tab: usize, at: Option<Instant>) {
        let fires_at_ms = at.map(|at| self.clock.fires_at_ms(self.now_ms, at));
        let page = self.page(tab);
        page.wake_at = at;
        page.timer_ms = fires_at_ms;
        page.has_lost_timer = false;
    }

    fn keep_outbox(&mut self, tab: usize) {
        let number = self.page(tab).number;
        match self.page(tab).session.outbox_snapshot() {
            Some(kept) => self.storage.outboxes.insert(number, kept),
            None => self.storage.outboxes.remove(&number),
        };
    }

    /// Ends a tab's connection without telling the tab.
    pub fn cut(&mut self, tab: usize) {
        let now_ms = self.now_ms;
        let page = self.page(tab);
        page.wants_socket = false;
        if let Some(over) = page.connection.take() {
            self.server.connections[over].goes(now_ms);
        }
    }

    /// Closes a tab's connection and tells the tab.
    pub fn close(&mut self, tab: usize, code: u16) {
        let page = self.page(tab);
        if page.connection.is_some() || page.wants_socket {
            self.cut(tab);
            self.input(tab, Input::SocketClosed { code });
        }
    }

    pub fn open(&mut self, tab: usize) {
        if core::mem::take(&mut self.page(tab).wants_socket) {
            self.server.connections.push(Connection::default());
            self.page(tab).connection = Some(self.server.connections.len() - 1);
            self.input(tab, Input::SocketOpened);
        }
    }

    pub fn good_token() -> String {
        let claims = URL_SAFE_NO_PAD.encode(json!({"sub": CONSUMER}).to_string());
        format!("a.{claims}.b")
    }

    /// Delivers the next frame to the server. True if there was one.
    pub fn deliver_to_server(&mut self, tab: usize) -> bool {
        let Some(over) = self.page(tab).connection else {
            return false;
        };
        let frame = self.server.connections[over].to_server.pop_front();
        frame
            .map(|frame| self.server.handle(over, &frame))
            .is_some()
    }

    /// Delivers the next frame to a tab. True if there was one.
    pub fn deliver_to_client(&mut self, tab: usize) -> bool {
        let Some(over) = self.page(tab).connection else {
            return false;
        };
        let frame = self.server.connections[over].to_client.pop_front();
        frame
            .map(|frame| self.input(tab, Input::FrameReceived(frame.to_string())))
            .is_some()
    }

    /// Delivers a late frame of a lost connection to the server.
    pub fn deliver_late(&mut self) -> bool {
        let now_ms = self.now_ms;
        let late = |connection: &Connection| connection.may_be_late(now_ms);
        let Some(over) = self.server.connections.iter().position(late) else {
            return false;
        };
        if let Some(frame) = self.server.connections[over].to_server.pop_front() {
            self.tell("a frame of a connection that is gone arrives");
            self.server.handle(over, &frame);
        }
        true
    }

    /// The latest time at which the next late frame can arrive. In the calm phase, frames
    /// arrive as late as possible.
    pub fn last_chance_ms(&self) -> Option<u64> {
        let late = self.server.connections.iter();
        let late = late.filter(|one| one.may_be_late(self.now_ms));
        let last = late.filter_map(|one| Some(one.gone_at_ms? + LATE_MS - 1));
        last.min()
    }

    /// Lets time pass and fires every due timer.
    pub fn pass(&mut self, length_ms: u64) {
        let end_ms = self.now_ms + length_ms;
        loop {
            let due = |page: &Page| page.timer_ms.filter(|&at| at <= end_ms);
            let next = (0..TABS)
                .filter_map(|tab| Some((due(self.pages[tab].as_ref()?)?, tab)))
                .min();
            let Some((at_ms, tab)) = next else {
                break;
            };
            self.now_ms = self.now_ms.max(at_ms);
            self.page(tab).timer_ms = None;
            self.input(tab, Input::DeadlineReached);
            if !self.offences.is_empty() {
                break;
            }
        }
        self.now_ms = end_ms;
    }

    /// When the next timer fires.
    pub fn next_wake_ms(&self) -> Option<u64> {
        let due = self.pages.iter().flatten().filter_map(|page| page.timer_ms);
        due.min()
    }

    /// Carries out one step.
    pub fn step(&mut self, step: Step) {
        self.tell(&format!("-- {step:?}"));
        self.carry_out_step(step);
        self.note_what_is_seen();
        self.tell_other_tabs();
    }

    /// Notifies the other tabs of every change of the shared snapshot, as a browser does.
    pub fn tell_other_tabs(&mut self) {
        let now = self.now();
        for (writer, kept) in core::mem::take(&mut self.storage.untold) {
            for other in (0..TABS).filter(|&tab| tab != writer) {
                if let Some(page) = &mut self.pages[other] {
                    if let Err(error) = page.session.read_elsewhere(now, &kept) {
                        self.offences
                            .push(format!("a snapshot cannot be read: {error}"));
                    }
                    self.drain(other);
                }
            }
        }
    }
}
