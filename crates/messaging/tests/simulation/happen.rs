//! Carries out each step.

use super::step::{Step, TABS, Token};
use super::world::World;
use hailer_messaging::{Attention, Command, Input, LocalId, MessageKey};

/// The most conversations that one schedule ends. With more, the session would not show all
/// of them, so they could not be compared.
const MOST_ENDS: usize = 3;
/// The number of network changes in a row, and the time between two of them.
const FLAPS: usize = 80;
const FLAP_MS: u64 = 100;
/// After a longer sleep, every deadline of a session has passed.
const NOTICED_SLEEP_MS: u64 = 30_000;
/// Enough moves for a handshake and the subscriptions after it.
const MOST_MOVES: usize = 30;

impl World {
    pub fn carry_out_step(&mut self, step: Step) {
        match step {
            Step::ToServer(tab) => {
                self.deliver_to_server(tab);
            }
            Step::ToClient(tab) => {
                self.deliver_to_client(tab);
            }
            Step::Flows(tab) => {
                let moves = (0..MOST_MOVES).take_while(|_| self.move_tab_on(tab));
                moves.for_each(drop);
            }
            Step::LateToServer => {
                if self.deliver_late() {
                    self.faults += 1;
                }
            }
            Step::Opens(tab) => self.open(tab),
            Step::Token(tab, token) => self.give_token(tab, token),
            Step::Passes(length_ms) => self.pass(length_ms),
            Step::AgentSays => {
                self.agent_words += 1;
                self.server
                    .agent_says(&format!("agent {}", self.agent_words));
            }
            Step::AgentReceipt(is_read) => self.server.agent_receipt(is_read),
            Step::AgentEnds if self.may_end() => {
                self.conversations_ended += 1;
                self.server.agent_ends();
            }
            Step::AgentEndsMain if self.may_end() => {
                self.conversations_ended += 1;
                self.server.agent_ends_main();
            }
            Step::AgentEnds | Step::AgentEndsMain => {}
            Step::Writes(..)
            | Step::Retries(_)
            | Step::Discards(_)
            | Step::Types(_)
            | Step::Looks(..)
            | Step::Sees(_)
            | Step::Ends(_)
            | Step::Clicks(..)
            | Step::Skips(_)
            | Step::Urges(_)
            | Step::Rates(_)
            | Step::Connects(_) => self.consumer(step),
            fault => {
                self.faults += 1;
                self.fault(fault);
            }
        }
    }

    fn consumer(&mut self, step: Step) {
        match step {
            Step::Writes(tab, words) => self.write(tab, words),
            Step::Retries(tab) => self.settle_failed(tab, true),
            Step::Discards(tab) => self.settle_failed(tab, false),
            Step::Types(tab) => self.input(tab, Input::Command(Command::Typed { has_text: true })),
            Step::Looks(tab, window_open, tab_visible) => {
                let page = self.page(tab);
                page.window_open = window_open;
                page.tab_visible = tab_visible;
                let attention = Attention {
                    window_open,
                    tab_visible,
                };
                self.input(tab, Input::Command(Command::Attention(attention)));
            }
            Step::Sees(tab) => self.see(tab),
            Step::Ends(tab) if self.may_end() => {
                self.conversations_ended += 1;
                self.input(tab, Input::Command(Command::EndConversation));
            }
            Step::Clicks(tab, has_text) => self.click(tab, has_text),
            Step::Skips(tab) => self.input(tab, Input::Command(Command::SkipSurvey)),
            Step::Urges(tab) => self.input(tab, Input::Command(Command::SetUrgent(true))),
            Step::Rates(tab) => {
                let rating = Command::Rate {
                    stars: 4,
                    resolved: Some(true),
                };
                self.input(tab, Input::Command(rating));
            }
            Step::Connects(tab) => self.input(tab, Input::Command(Command::Connect)),
            _ => {}
        }
    }

    fn fault(&mut self, step: Step) {
        match step {
            Step::Closes(tab, code) => self.close(tab, code),
            Step::GoesMute(tab) => {
                if let Some(over) = self.page(tab).connection {
                    self.server.connections[over].goes_mute();
                }
            }
            Step::Loses(tab) | Step::Repeats(tab) | Step::Swaps(tab) => self.disturb(tab, step),
            Step::ToldAgain(tab) => {
                if let (Some(over), Some(old)) =
                    (self.page(tab).connection, self.server.old_change())
                    && self.server.connections[over].is_listening
                {
                    self.server.connections[over].tell(old);
                }
            }
            Step::Refuses(code) => self.server.refusal = Some(code),
            Step::Restarts => (0..TABS).for_each(|tab| {
                if self.pages[tab].is_some() {
                    self.close(tab, 1012);
                }
            }),
            Step::Forgets if self.may_end() => self.forget(),
            Step::Sleeps(length_ms) => self.sleep(length_ms),
            Step::ClockJumps(by_ms) => self.wall_offset_ms += by_ms,
            Step::ClockFallsBack(by_ms) => self.clock.falls_back(by_ms),
            Step::ClockStands(length_ms) => {
                self.clock.stands_still(self.now_ms);
                self.pass(length_ms);
                self.clock.goes_on(length_ms);
            }
            Step::LosesTimer(tab) => {
                let page = self.page(tab);
                page.has_lost_timer |= page.timer_ms.take().is_some();
            }
            Step::Network(tab, online) => self.input(tab, Input::NetworkChanged { online }),
            Step::Flaps(tab) => self.flap(tab),
            Step::Reloads(tab) => {
                self.cut(tab);
                self.load(tab);
            }
            Step::Dies(tab) => self.die(tab),
            Step::Room(is_there) => self.storage.is_full = !is_there,
            _ => {}
        }
    }

    /// No timer fires before the end of the sleep. A live connection must not be given up
    /// because of it.
    fn sleep(&mut self, length_ms: u64) {
        let before = self.living_connections();
        self.now_ms += length_ms;
        self.pass(0);
        // A short sleep looks like a slow network.
        if length_ms > NOTICED_SLEEP_MS && self.living_connections() != before {
            self.offences
                .push("a living connection was given up because the machine slept".to_owned());
        }
    }

    fn living_connections(&self) -> Vec<usize> {
        let pages = self.pages.iter().flatten();
        let connections = pages.filter_map(|page| page.connection);
        connections
            .filter(|&over| !self.server.connections[over].is_mute)
            .collect()
    }

    fn flap(&mut self, tab: usize) {
        for _ in 0..FLAPS {
            self.input(tab, Input::NetworkChanged { online: false });
            self.input(tab, Input::NetworkChanged { online: true });
            self.input(tab, Input::Command(Command::Connect));
            self.open(tab);
            self.pass(FLAP_MS);
        }
    }

    /// The messages that a page shows of these conversations stay readable.
    fn forget(&mut self) {
        self.conversations_ended += 1;
        self.server.forgets();
        let kept: Vec<&String> = self.storage.outboxes.values().collect();
        let is_kept = |id: &LocalId| kept.iter().any(|outbox| outbox.contains(id.as_str()));
        for written in &mut self.written {
            written.was_doubtful |= is_kept(&written.id);
        }
        for page in self.pages.iter_mut().flatten() {
            page.readable.clear();
            for message in page.session.messages() {
                let is_certain = match &message.key {
                    MessageKey::Local(id) => !is_kept(id),
                    MessageKey::Stored(..) => true,
                };
                if let Some(home) = message.conversation.filter(|_| is_certain) {
                    *page.readable.entry(home.as_str().to_owned()).or_default() += 1;
                }
            }
        }
    }

    fn die(&mut self, tab: usize) {
        self.cut(tab);
        self.pages[tab] = None;
        for other in 0..TABS {
            if self.pages[other].is_some() {
                self.adopt_orphans(other);
            }
        }
    }

    fn disturb(&mut self, tab: usize, step: Step) {
        let Some(over) = self.page(tab).connection else {
            return;
        };
        let frames = &mut self.server.connections[over].to_client;
        match step {
            Step::Loses(_) => {
                if let Some(frame) = frames.pop_front() {
                    let kind = frame["type"].as_str().unwrap_or_default();
                    let dialog = frame["body"]["dialogId"].as_str();
                    let is_repairable =
                        kind.starts_with("ms") && dialog == self.server.open_dialog();
                    let lost_before = self.lost_event_of.take();
                    self.has_lost_change |= !is_repairable
                        || lost_before.is_some_and(|before| Some(before.as_str()) != dialog);
                    self.lost_event_of = dialog.map(str::to_owned);
                }
            }
            Step::Repeats(_) => {
                if let Some(frame) = frames.front().cloned() {
                    frames.push_back(frame);
                }
            }
            _ if frames.len() > 1 => frames.swap(0, 1),
            _ => {}
        }
    }

    fn may_end(&self) -> bool {
        self.conversations_ended < MOST_ENDS
    }

    pub fn give_token(&mut self, tab: usize, token: Token) {
        if !core::mem::take(&mut self.page(tab).wants_token) {
            return;
        }
        self.page(tab).is_known |= token == Token::Good;
        let input = match token {
            Token::Good => Input::TokenObtained(Self::good_token()),
            Token::Rubbish => Input::TokenObtained("rubbish".to_owned()),
            Token::Refused => Input::TokenFailed { retryable: false },
            Token::Unreachable => Input::TokenFailed { retryable: true },
        };
        self.input(tab, input);
    }
}
