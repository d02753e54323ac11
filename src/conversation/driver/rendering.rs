//! Renders the session's messages: a limited range of them, and at most once per animation
//! frame.

use super::{Driver, Inner};
use crate::conversation::layout::{self, Ending};
use crate::conversation::virtual_list::{self, DrawnRange, Viewport};
use crate::platform::clock::LocalClock;
use crate::platform::frame::Frame;
use crate::platform::timer::Timer;
use crate::signals::SetIfChanged as _;
use hailer_messaging::{Command, ConversationId, Message, MessageKey, ParticipantId, Sender};
use leptos::prelude::*;

/// The number of messages per screen before anything was measured.
const FIRST_SCREEN: usize = 15;

/// The state of the rendered transcript.
#[derive(Default)]
pub struct Screen {
    /// Whether all rows must be recomputed in the next frame.
    pub layout_is_stale: bool,
    /// Messages that must be updated in place in the next frame.
    pub stale_messages: Vec<MessageKey>,
    /// The first message that is rendered.
    first: Option<MessageKey>,
    /// The number of messages per screen. `None` before it was measured.
    capacity: Option<usize>,
    /// Whether more messages are rendered for a search in the page.
    pub is_whole: bool,
    /// The first message that arrived while the consumer was away.
    pub fresh: Option<MessageKey>,
    /// The requested animation frame.
    pub frame: Option<Frame>,
    /// Checks periodically whether animation frames are still delivered. One timer serves many
    /// frames, because a busy chat requests a frame for almost every paint.
    pub watchdog: Option<Timer>,
    /// How many times in a row the watchdog found that no frame was delivered.
    missed_frames: u32,
}

/// The interval of the watchdog, in milliseconds.
const WATCHDOG_MS: u64 = 250;
/// After this many missed frames, the page counts as asleep: it is hidden or not painted.
const ASLEEP_AFTER: u32 = 2;

impl Screen {
    /// Whether the browser has stopped painting the page, whatever `document.hidden` says.
    pub const fn is_asleep(&self) -> bool {
        self.missed_frames >= ASLEEP_AFTER
    }

    /// Whether anything must be rendered.
    fn is_stale(&self) -> bool {
        self.layout_is_stale || !self.stale_messages.is_empty()
    }
}

impl Driver {
    /// Requests an animation frame if anything must be rendered or announced.
    pub(super) fn request_render(&self) {
        let inner = &mut *self.0.borrow_mut();
        let skew_ms = inner.session.clock_skew_ms();
        inner.view.clock_skew_ms.set_if_changed(skew_ms);
        let screen = &mut inner.screen;
        let is_due = screen.is_stale() || inner.announcements.is_due();
        if is_due && screen.frame.is_none() {
            let driver = self.clone();
            screen.frame = Some(Frame::next(move || driver.on_frame()));
        }
        if (is_due || inner.announcements.has_pending()) && screen.watchdog.is_none() {
            screen.watchdog = Some(self.start_watchdog());
        }
    }

    fn start_watchdog(&self) -> Timer {
        let driver = self.clone();
        Timer::after(WATCHDOG_MS, move || driver.on_watchdog())
    }

    fn on_frame(&self) {
        {
            let screen = &mut self.0.borrow_mut().screen;
            screen.frame = None;
            screen.missed_frames = 0;
        }
        self.render();
    }

    /// Renders without a frame if the page is asleep. Also ends the throttling of announcements,
    /// and emits the number of unread messages after they were painted.
    fn on_watchdog(&self) {
        let (is_rendered, is_asleep, has_announcements) = {
            let inner = &mut *self.0.borrow_mut();
            let screen = &mut inner.screen;
            let is_rendered = screen.frame.is_none();
            screen.missed_frames += u32::from(!is_rendered);
            let is_asleep = screen.is_asleep();
            let has_announcements = inner.announcements.end_throttling();
            screen.watchdog = if is_asleep || is_rendered && !has_announcements {
                None
            } else {
                Some(self.start_watchdog())
            };
            (is_rendered, is_asleep, has_announcements)
        };
        if is_asleep {
            self.render();
        } else if !has_announcements {
            self.request_render();
        }
        let is_due = self.0.borrow().announcements.unread_is_due();
        if is_due && (is_rendered || is_asleep) {
            self.emit_unread_if_changed();
        }
    }

    fn render(&self) {
        let (view, is_stale, single) = {
            let mut inner = self.0.borrow_mut();
            if inner.is_stopped {
                return;
            }
            let view = inner.view;
            let screen = &mut inner.screen;
            let is_stale = core::mem::take(&mut screen.layout_is_stale);
            let single = core::mem::take(&mut screen.stale_messages);
            (view, is_stale, single)
        };
        if self.0.borrow().announcements.is_due() {
            self.announce_messages();
        }
        if is_stale {
            self.lay_out();
            return;
        }
        if single.is_empty() {
            return;
        }
        let inner = self.0.borrow();
        let messages = single.iter().filter_map(|key| inner.session.message(key));
        view.show_messages(messages.collect());
    }

    /// Renders the messages around a position. `per_screen` is the number of messages per screen.
    pub fn draw_around(&self, position: usize, per_screen: usize) {
        {
            let mut inner = self.0.borrow_mut();
            let first = virtual_list::first_around(position, per_screen);
            let key = inner.session.messages_at(first..first + 1).pop();
            inner.screen.first = key.map(|message| message.key);
            inner.screen.capacity = Some(per_screen);
            // The reader has scrolled beyond the messages that were rendered for the search.
            inner.screen.is_whole = false;
        }
        self.lay_out();
    }

    /// Renders the newest messages and follows new ones.
    pub fn draw_latest(&self) {
        self.0.borrow_mut().screen.is_whole = false;
        let view = self.0.borrow().view;
        view.is_at_end.set(true);
        self.lay_out();
        view.end_requests.update(|count| *count += 1);
    }

    /// Renders many messages, so that the browser's search in the page finds most of them.
    pub fn draw_whole(&self) {
        self.0.borrow_mut().screen.is_whole = true;
        self.lay_out();
    }

    /// Renders the messages before the first rendered one. Loads them if necessary.
    pub fn show_earlier(&self) {
        let (drawn, per_screen) = {
            let inner = self.0.borrow();
            let per_screen = inner.screen.capacity.unwrap_or(FIRST_SCREEN);
            (inner.view.drawn.get_untracked(), per_screen)
        };
        if drawn.first > 0 {
            self.draw_around(drawn.first, per_screen);
        } else {
            self.command(Command::ShowEarlier);
        }
    }

    fn lay_out(&self) {
        let (view, messages) = {
            let mut inner = self.0.borrow_mut();
            (inner.view, inner.drawn_messages())
        };
        // An empty chat that stays empty has no rows to compute.
        if !messages.is_empty() || !view.shell.transcript_is_empty.get_untracked() {
            self.lay_out_messages(messages);
        }
    }

    fn lay_out_messages(&self, messages: Vec<Message>) {
        let inner = self.0.borrow();
        let view = inner.view;
        let session = &inner.session;
        let speakers = speakers(&messages, &inner.profiles.requested);
        let ending = |id: &ConversationId| {
            let details = session.conversation_details(id)?;
            (!details.is_open()).then(|| Ending {
                reason: details.close_reason.clone(),
                agent: details.assigned_agent().cloned(),
                unix_ms: details.ended_unix_ms,
            })
        };
        let fresh = inner.screen.fresh.as_ref();
        let mut clock = LocalClock::default();
        let rows = layout::rows(messages, fresh, |unix_ms| clock.read(unix_ms), ending);
        drop(inner);
        view.show_rows(rows);
        for who in speakers {
            self.fetch_profile(&who);
        }
    }
}

impl Inner {
    /// Selects the messages to render, and publishes their range.
    fn drawn_messages(&mut self) -> Vec<Message> {
        let total = self.session.message_count();
        let first = self.screen.first.as_ref();
        let viewport = Viewport {
            per_screen: self.screen.capacity.unwrap_or(FIRST_SCREEN),
            first: first.and_then(|key| self.session.position_of(key)),
            at_end: self.view.is_at_end.get_untracked(),
            is_whole: self.screen.is_whole,
        };
        let span = virtual_list::span(total, viewport);
        let drawn = DrawnRange {
            first: span.start,
            end: span.end,
            total,
        };
        let messages = self.session.messages_at(span);
        self.screen.first = messages.first().map(|message| message.key.clone());
        let has_earlier = drawn.first > 0 || self.session.has_earlier();
        self.view.has_earlier.set_if_changed(has_earlier);
        self.view.drawn.set_if_changed(drawn);
        messages
    }
}

/// The senders of these messages whose profiles were not requested yet.
fn speakers(messages: &[Message], requested: &[ParticipantId]) -> Vec<ParticipantId> {
    let mut speakers: Vec<ParticipantId> = Vec::new();
    for message in messages {
        if let Sender::Agent(Some(who)) | Sender::Bot(Some(who)) = &message.sender
            && !requested.contains(who)
            && !speakers.contains(who)
        {
            speakers.push(who.clone());
        }
    }
    speakers
}
