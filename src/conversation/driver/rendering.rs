//! From the session's messages to rows on the screen: bounded, and not more
//! often than a screen is painted.

use super::{Driver, Inner};
use crate::conversation::layout::{self, Ending};
use crate::conversation::virtual_list::{self, DrawnRange, Wish};
use crate::platform::clock::LocalClock;
use crate::platform::frame::Frame;
use crate::platform::timer::Timer;
use crate::signals::SetIfChanged as _;
use hailer_messaging::{Command, ConversationId, Message, MessageKey, ParticipantId, Sender};
use leptos::prelude::*;

/// So many messages fill the first screen, before anything was measured.
const FIRST_SCREEN: usize = 15;

/// What of the session is on the screen.
#[derive(Default)]
pub struct Screen {
    /// Rows to lay out again, once the outputs are drained.
    pub layout_is_stale: bool,
    /// Single messages to look at again.
    pub stale_messages: Vec<MessageKey>,
    /// The first message that is drawn.
    first: Option<MessageKey>,
    /// How many messages one screen can hold; nothing was measured before the first.
    capacity: Option<usize>,
    /// Whether somebody searches the page.
    pub is_whole: bool,
    /// The first message that came while nobody was looking.
    pub fresh: Option<MessageKey>,
    /// The frame in which it is drawn.
    pub next: Option<Frame>,
    /// Looks whether that came: one for all the frames of its time, as those of a busy chat are many.
    pub patience: Option<Timer>,
    /// How often that looked in vain.
    late: u32,
}

/// So often it is looked for a frame, in milliseconds.
const PATIENCE_MS: u64 = 250;
/// A page for which no frame came so often paints nothing: it is hidden or asleep.
const ASLEEP: u32 = 2;

impl Screen {
    /// Whether the page paints nothing, whatever it says of itself.
    pub const fn is_asleep(&self) -> bool {
        self.late >= ASLEEP
    }

    /// Something is to be drawn.
    fn is_stale(&self) -> bool {
        self.layout_is_stale || !self.stale_messages.is_empty()
    }
}

impl Driver {
    /// Brings the screen up to date in its next frame: what is drawn more often, nobody sees.
    pub(super) fn show(&self) {
        let inner = &mut *self.0.borrow_mut();
        let skew_ms = inner.session.clock_skew_ms();
        inner.view.clock_skew_ms.set_if_changed(skew_ms);
        let screen = &mut inner.screen;
        let is_due = screen.is_stale() || inner.announcements.is_due();
        if is_due && screen.next.is_none() {
            let driver = self.clone();
            screen.next = Some(Frame::next(move || driver.show_in_frame()));
        }
        if (is_due || inner.announcements.waits()) && screen.patience.is_none() {
            screen.patience = Some(self.patience());
        }
    }

    fn patience(&self) -> Timer {
        let driver = self.clone();
        Timer::after(PATIENCE_MS, move || driver.look_for_frame())
    }

    fn show_in_frame(&self) {
        {
            let screen = &mut self.0.borrow_mut().screen;
            screen.next = None;
            screen.late = 0;
        }
        self.show_now();
    }

    /// What was to be drawn is not waited for any longer where nothing is painted, and what
    /// was to be told with a frame that others ask for gets one of its own.
    fn look_for_frame(&self) {
        let (is_drawn, is_asleep, waits) = {
            let inner = &mut *self.0.borrow_mut();
            let screen = &mut inner.screen;
            let is_drawn = screen.next.is_none();
            screen.late += u32::from(!is_drawn);
            let is_asleep = screen.is_asleep();
            let waits = inner.announcements.end_moment();
            screen.patience = if is_asleep || is_drawn && !waits {
                None
            } else {
                Some(self.patience())
            };
            (is_drawn, is_asleep, waits)
        };
        if is_asleep {
            self.show_now();
        } else if !waits {
            self.show();
        }
        let is_due = self.0.borrow().announcements.unread_is_due();
        if is_due && (is_drawn || is_asleep) {
            self.tell_unread();
        }
    }

    fn show_now(&self) {
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
            self.say();
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

    /// Draws what is around a message, where one screen holds so many.
    pub fn draw_around(&self, position: usize, per_screen: usize) {
        {
            let mut inner = self.0.borrow_mut();
            let first = virtual_list::first_around(position, per_screen);
            let key = inner.session.messages_at(first..first + 1).pop();
            inner.screen.first = key.map(|message| message.key);
            inner.screen.capacity = Some(per_screen);
            // Whoever searched has gone past all that was drawn for it.
            inner.screen.is_whole = false;
        }
        self.lay_out();
    }

    /// Draws the newest messages; the reader follows what comes.
    pub fn draw_latest(&self) {
        self.0.borrow_mut().screen.is_whole = false;
        let view = self.0.borrow().view;
        view.is_at_end.set(true);
        self.lay_out();
        view.end_requests.update(|count| *count += 1);
    }

    /// Draws so much that the browser's own search finds what it is likely to be asked for.
    pub fn draw_whole(&self) {
        self.0.borrow_mut().screen.is_whole = true;
        self.lay_out();
    }

    /// Somebody wants to see what was said before the first message that is drawn.
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
        // An empty chat is laid out as it is: what lays out messages comes later.
        if !messages.is_empty() || !view.shell.transcript_is_empty.get_untracked() {
            self.lay_out_messages(messages);
        }
    }

    fn lay_out_messages(&self, messages: Vec<Message>) {
        let inner = self.0.borrow();
        let view = inner.view;
        let session = &inner.session;
        let speakers = speakers(&messages, &inner.profiles.asked);
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
            self.ask_profile(&who);
        }
    }
}

impl Inner {
    /// The part of the transcript that is drawn.
    fn drawn_messages(&mut self) -> Vec<Message> {
        let total = self.session.message_count();
        let first = self.screen.first.as_ref();
        let wish = Wish {
            per_screen: self.screen.capacity.unwrap_or(FIRST_SCREEN),
            first: first.and_then(|key| self.session.position_of(key)),
            at_end: self.view.is_at_end.get_untracked(),
            is_whole: self.screen.is_whole,
        };
        let span = virtual_list::span(total, wish);
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

/// Who speaks in these messages and was not asked about yet.
fn speakers(messages: &[Message], asked: &[ParticipantId]) -> Vec<ParticipantId> {
    let mut speakers: Vec<ParticipantId> = Vec::new();
    for message in messages {
        if let Sender::Agent(Some(who)) | Sender::Bot(Some(who)) = &message.sender
            && !asked.contains(who)
            && !speakers.contains(who)
        {
            speakers.push(who.clone());
        }
    }
    speakers
}
