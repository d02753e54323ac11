//! Runs one schedule from its first step to rest, and finds the shortest schedule that still
//! fails.

use super::clock::COARSEST_MS;
use super::step::{Step, TABS, Token, schedule};
use super::world::World;
use hailer_messaging::{Command, Input};

/// The limits of the calm phase after the last fault: steps, and time.
const CALM_STEPS: usize = 4_000;
const CALM_MS: u64 = 600_000;

/// Counters of one schedule, or of many.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// The number of schedules.
    pub schedules: u64,
    /// The number of faults.
    pub faults: u64,
    /// The number of messages written.
    pub messages: u64,
    /// The most connection attempts of one page within a minute.
    pub attempts_a_minute: usize,
    /// The time from the last fault to rest, in virtual milliseconds.
    pub rest_ms: u64,
}

/// Runs the schedule of a seed.
pub fn seed(seed: u64) -> Result<Figures, String> {
    steps(seed, &schedule(seed), false)
}

/// Runs a schedule. The error says what went wrong.
pub fn steps(seed: u64, steps: &[Step], is_told: bool) -> Result<Figures, String> {
    let mut world = World::new(seed, is_told);
    for step in steps {
        world.step(*step);
        world.check_always()?;
    }
    let rough_ms = world.now_ms;
    world.calm_down()?;
    let pages = world.pages.iter().flatten();
    Ok(Figures {
        schedules: 1,
        faults: world.faults,
        messages: world.written.len() as u64,
        attempts_a_minute: pages
            .map(super::page::Page::most_attempts_a_minute)
            .max()
            .unwrap_or_default(),
        rest_ms: world.now_ms - rough_ms,
    })
}

impl Figures {
    /// Adds the counters and keeps the largest measured values.
    pub fn add(&mut self, other: Self) {
        self.schedules += other.schedules;
        self.faults += other.faults;
        self.messages += other.messages;
        self.attempts_a_minute = self.attempts_a_minute.max(other.attempts_a_minute);
        self.rest_ms = self.rest_ms.max(other.rest_ms);
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} schedules with {} faults and {} messages; at most {} attempts to connect a minute, \
             and rest after at most {} virtual seconds",
            self.schedules,
            self.faults,
            self.messages,
            self.attempts_a_minute,
            self.rest_ms / 1_000
        )
    }
}

/// The shortest failing schedule found. Smaller and smaller pieces are removed while
/// the schedule still fails.
pub fn shrink(seed: u64) -> Vec<Step> {
    let mut shortest = schedule(seed);
    let mut piece = shortest.len() / 2;
    while piece > 0 {
        let mut at = 0;
        while at < shortest.len() {
            let end = (at + piece).min(shortest.len());
            let mut shorter = shortest.clone();
            shorter.drain(at..end);
            if steps(seed, &shorter, false).is_err() {
                shortest = shorter;
            } else {
                at = end;
            }
        }
        piece /= 2;
    }
    shortest
}

impl World {
    /// No more faults happen. Every session must come to rest by itself.
    fn calm_down(&mut self) -> Result<(), String> {
        self.tell("-- from here on nothing goes wrong --");
        self.server.refusal = None;
        self.storage.is_full = false;
        self.page(0);
        self.wait_for_lost_timers();
        for tab in self.tabs() {
            self.adopt_orphans(tab);
            self.input(tab, Input::NetworkChanged { online: true });
            self.input(tab, Input::Command(Command::Connect));
        }
        self.make_up_for_losses();
        let latest_ms = self.now_ms + CALM_MS;
        for _ in 0..CALM_STEPS {
            if self.now_ms > latest_ms {
                break;
            }
            self.check_always()?;
            if self.move_on() {
                continue;
            }
            let last_chance_ms = self.last_chance_ms();
            if last_chance_ms.is_none() && self.check_at_rest().is_ok() {
                return self.check_unread();
            }
            let wake_ms = self.next_wake_ms().ok_or("neither at rest nor waiting")?;
            let next_ms = last_chance_ms
                .unwrap_or(u64::MAX)
                .min(wake_ms.max(self.now_ms + 1));
            self.pass(next_ms.saturating_sub(self.now_ms));
            if last_chance_ms == Some(self.now_ms) {
                self.deliver_late();
            }
            self.try_again_where_ended();
        }
        let reason = self.check_at_rest().err().unwrap_or_default();
        Err(format!("no rest: {reason}"))
    }

    /// After every lost wake-up the consumer does something, because only another input can
    /// replace the wake-up.
    fn wait_for_lost_timers(&mut self) {
        let pages = self.pages.iter().flatten();
        let waiting = pages.filter(|page| page.has_lost_timer);
        let last = waiting.filter_map(|page| page.wake_at).max();
        if let Some(at) = last {
            self.pass(at.since(self.now().instant).as_ms() + COARSEST_MS);
        }
    }

    fn tabs(&self) -> Vec<usize> {
        (0..TABS).filter(|&tab| self.pages[tab].is_some()).collect()
    }

    /// A real server never loses a single notification of a live connection. If a schedule lost
    /// one, the next event reveals the gap, or a new connection repairs it.
    fn make_up_for_losses(&mut self) {
        let lost = self.lost_event_of.as_deref();
        let is_still_open = lost.is_some() && lost == self.server.open_dialog();
        if is_still_open && !self.has_lost_change {
            self.step(Step::AgentSays);
        } else if lost.is_some() || self.has_lost_change {
            for tab in self.tabs() {
                self.close(tab, 1006);
            }
        }
    }

    /// Carries out everything that can happen now. False if nothing can.
    fn move_on(&mut self) -> bool {
        let mut moved = false;
        for tab in self.tabs() {
            moved |= self.move_tab_on(tab);
        }
        moved
    }

    /// Carries out everything that can happen now to one tab. False if nothing can.
    pub fn move_tab_on(&mut self, tab: usize) -> bool {
        let mut moved = self.page(tab).wants_socket;
        self.open(tab);
        if self.page(tab).wants_token {
            self.give_token(tab, Token::Good);
            moved = true;
        }
        moved |= self.deliver_to_server(tab);
        moved | self.deliver_to_client(tab)
    }

    /// If a session has ended, the consumer clicks "Try again".
    fn try_again_where_ended(&mut self) {
        for tab in self.tabs() {
            if matches!(
                self.page(tab).session.connection(),
                hailer_messaging::Connection::Ended(_)
            ) {
                self.input(tab, Input::Command(Command::Connect));
            }
        }
    }

    /// Messages read in one tab are read in all tabs, and the server learns it. This takes a
    /// while: receipts are batched, their copies must arrive, and a mute connection must be
    /// detected.
    fn check_unread(&mut self) -> Result<(), String> {
        let mut problem = Ok(());
        for _ in 0..400 {
            while self.move_on() {}
            self.check_always()?;
            problem = self.check_receipts();
            if problem.is_ok() {
                break;
            }
            self.pass(500);
            self.tell_other_tabs();
        }
        problem
    }

    fn check_receipts(&self) -> Result<(), String> {
        self.check_what_is_seen_is_read()?;
        let pages = self.pages.iter().flatten();
        let counts: Vec<usize> = pages.map(|page| page.session.unread()).collect();
        // A page that was loaded later never showed what the server forgot.
        let may_differ = !self.server.forgotten.is_empty();
        if !may_differ && counts.iter().any(|count| *count != counts[0]) {
            return Err(format!("unread in the tabs: {counts:?}"));
        }
        Ok(())
    }
}
