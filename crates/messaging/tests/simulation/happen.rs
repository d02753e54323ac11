//! What each step does to the world.

use super::step::{Step, TABS, Token, Words};
use super::world::{Click, World, Written};
use hailer_messaging::{
    Attention, Command, DeliveryState, DialogId, Input, LocalId, MessageKey, Sender, Sequence,
    Sight,
};
use serde_json::json;

/// The most messages one schedule writes, and the most conversations it ends:
/// more than the session shows could not be compared.
const MOST_MESSAGES: usize = 14;
const MOST_ENDS: usize = 3;
/// So many changes of the network in a row, and the time between two of them.
const FLAPS: usize = 80;
const FLAP_MS: u64 = 100;
/// Every patience of a session is over after a longer sleep.
const NOTICED_SLEEP_MS: u64 = 30_000;
/// Enough for a handshake and what follows from it.
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

    /// No timer fires before the end; a connection that lives is not given up for that.
    fn sleep(&mut self, length_ms: u64) {
        let before = self.living_connections();
        self.now_ms += length_ms;
        self.pass(0);
        // A short sleep cannot be told from a slow network.
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

    /// What each page shows of the conversations stays readable there.
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

    fn write(&mut self, tab: usize, words: Words) {
        if self.written.len() >= MOST_MESSAGES {
            return;
        }
        let page = self.page(tab).number;
        let text = match words {
            Words::New => format!("message {}", self.written.len()),
            // Two tabs that send the same words at once cannot be told apart by anybody.
            Words::Same => format!("the same from page {page}"),
        };
        self.input(tab, Input::Command(Command::Send { text: text.clone() }));
        self.note_written(tab, text);
    }

    /// The consumer clicks in the newest message of the other side.
    fn click(&mut self, tab: usize, has_text: bool) {
        if self.written.len() >= MOST_MESSAGES || self.clicks.len() >= MOST_MESSAGES {
            return;
        }
        let Some((dialog, sequence)) = self.newest_of_others(tab) else {
            return;
        };
        let mark = format!("click {}", self.clicks.len());
        let text = has_text.then(|| format!("message {}", self.written.len()));
        self.clicks.push(Click {
            mark: mark.clone(),
            dialog: dialog.as_str().to_owned(),
            text: text.clone(),
        });
        let click = Command::Click {
            dialog,
            sequence,
            metadata: Some(json!([{"type": "ExternalId", "id": mark}])),
            texts: text.iter().cloned().collect(),
        };
        self.input(tab, Input::Command(click));
        if let Some(text) = text {
            self.note_written(tab, text);
        }
    }

    fn note_written(&mut self, tab: usize, text: String) {
        let page = self.page(tab).number;
        if let Some(id) = self.newest_unsent(tab) {
            let (was_retried, was_discarded, was_doubtful) = (false, false, false);
            self.written.push(Written {
                text,
                page,
                id,
                was_retried,
                was_discarded,
                was_doubtful,
            });
        }
    }

    fn newest_unsent(&mut self, tab: usize) -> Option<LocalId> {
        let newest = self.page(tab).session.messages().next_back()?;
        match newest.key {
            MessageKey::Local(id) => Some(id),
            MessageKey::Stored(..) => None,
        }
    }

    /// The consumer decides about the first failed message of a tab.
    fn settle_failed(&mut self, tab: usize, again: bool) {
        let mut messages = self.page(tab).session.messages();
        let failed = messages.find(|message| matches!(message.state, DeliveryState::Failed(_)));
        drop(messages);
        let Some(MessageKey::Local(id)) = failed.map(|message| message.key) else {
            return;
        };
        if let Some(written) = self.written.iter_mut().find(|written| written.id == id) {
            written.was_retried |= again;
            written.was_discarded |= !again;
        }
        let command = if again {
            Command::Retry(id)
        } else {
            Command::Discard(id)
        };
        self.input(tab, Input::Command(command));
    }

    fn newest_of_others(&mut self, tab: usize) -> Option<(DialogId, Sequence)> {
        let mut messages = self.page(tab).session.messages();
        match messages
            .rfind(|message| message.sender != Sender::Consumer)?
            .key
        {
            MessageKey::Stored(dialog, sequence) => Some((dialog, sequence)),
            MessageKey::Local(_) => None,
        }
    }

    /// The newest message of the other side comes on the screen.
    fn see(&mut self, tab: usize) {
        let Some((dialog, sequence)) = self.newest_of_others(tab) else {
            return;
        };
        self.page(tab).on_screen.push((dialog.clone(), sequence));
        self.note_what_is_seen();
        let visible = true;
        self.input(
            tab,
            Input::Command(Command::OnScreen(vec![Sight {
                dialog,
                sequence,
                visible,
            }])),
        );
    }

    /// What is on the screen of an open window in a visible tab was seen.
    pub fn note_what_is_seen(&mut self) {
        for page in self.pages.iter().flatten() {
            if page.window_open && page.tab_visible {
                let seen = page.on_screen.iter();
                let seen = seen.map(|(dialog, at)| (dialog.as_str().to_owned(), at.0));
                self.seen.extend(seen);
            }
        }
    }
}
