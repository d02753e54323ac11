//! One schedule from its first step to rest, and the shortest one that fails alike.

use super::clock::COARSEST_MS;
use super::step::{Step, TABS, Token, schedule};
use super::world::World;
use hailer_messaging::{Command, Input};

/// The way to rest may take so many steps, and so long, once nothing goes wrong any more.
const CALM_STEPS: usize = 4_000;
const CALM_MS: u64 = 600_000;

/// What one schedule, or many, came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Schedules run.
    pub schedules: u64,
    /// Faults that happened.
    pub faults: u64,
    /// Messages written.
    pub messages: u64,
    /// The most attempts to connect of one page within a minute.
    pub attempts_a_minute: usize,
    /// How long it took to come to rest once nothing went wrong any more, in virtual milliseconds.
    pub rest_ms: u64,
}

/// Runs the schedule of a seed.
pub fn seed(seed: u64) -> Result<Figures, String> {
    steps(seed, &schedule(seed), false)
}

/// Runs a schedule; what went wrong, if anything.
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
    /// Sums up what is counted, and keeps the highest of what is measured.
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

/// The shortest schedule found that still fails: pieces are left out, ever
/// smaller ones, as long as it does.
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
    /// Nothing goes wrong any more: every session comes to rest by itself.
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

    /// Somebody does something after every deadline whose wake-up was lost: nothing
    /// else could make up for it.
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

    /// No server loses a single notification of a living connection. Where a
    /// schedule did, the next event shows the hole, or a new connection does.
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

    /// Whatever can happen now; false when nothing can.
    fn move_on(&mut self) -> bool {
        let mut moved = false;
        for tab in self.tabs() {
            moved |= self.move_tab_on(tab);
        }
        moved
    }

    /// Whatever can happen now to one tab; false when nothing can.
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

    /// A session that gave up waits for the consumer, who clicks "Try again".
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

    /// What is read in one tab is read in all, and told to the server. Receipts
    /// are gathered for a moment, their echo takes its way, and a connection that
    /// swallows frames is found out: that takes a while.
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
        // A page that was loaded later never saw what the server forgot.
        let may_differ = !self.server.forgotten.is_empty();
        if !may_differ && counts.iter().any(|count| *count != counts[0]) {
            return Err(format!("unread in the tabs: {counts:?}"));
        }
        Ok(())
    }
}
