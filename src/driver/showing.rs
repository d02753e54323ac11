//! From the session's messages to rows on the screen: bounded, and not more
//! often than a screen is painted.

use super::{Driver, Inner};
use crate::layout::{self, Row, RowKey};
use crate::platform::clock;
use crate::platform::timer::Timer;
use crate::view_state::Ending;
use hailer_messaging::{
    Duration, Instant, Message, MessageKey, ParticipantId, Sender, Session, SortedMap,
};

/// So many messages are drawn below the reader's first; more on demand.
const DRAWN: usize = 200;
/// What a reader who scrolled up keeps above a flood, at most.
const MOST_DRAWN: usize = 2_000;
/// A screen is painted about this often.
const FRAME: Duration = Duration::from_ms(16);

/// What of the session is on the screen.
#[derive(Default)]
pub struct Shown {
    /// Rows to lay out again, once the outputs are drained.
    pub layout_is_stale: bool,
    /// Single messages to look at again.
    pub stale_messages: Vec<MessageKey>,
    /// The first message that is drawn.
    first: Option<MessageKey>,
    drawn_at: Instant,
    next: Option<Timer>,
}

impl Driver {
    /// Brings the screen up to date: at once when it was for a while, and with
    /// the next frame when it just has been.
    pub(super) fn show(&self) {
        let now = clock::now().instant;
        {
            let mut inner = self.0.borrow_mut();
            let shown = &mut inner.shown;
            if !shown.layout_is_stale && shown.stale_messages.is_empty() {
                return;
            }
            let age = now.since(shown.drawn_at);
            if age < FRAME {
                if shown.next.is_none() {
                    let driver = self.clone();
                    let rest = FRAME.as_ms() - age.as_ms();
                    shown.next = Timer::after(rest, move || driver.show_now());
                }
                return;
            }
        }
        self.show_now();
    }

    fn show_now(&self) {
        let (view, is_stale, single) = {
            let mut inner = self.0.borrow_mut();
            if inner.is_stopped {
                return;
            }
            let view = inner.view;
            let shown = &mut inner.shown;
            shown.next = None;
            shown.drawn_at = clock::now().instant;
            let is_stale = core::mem::take(&mut shown.layout_is_stale);
            (view, is_stale, core::mem::take(&mut shown.stale_messages))
        };
        if is_stale {
            self.lay_out(0);
            return;
        }
        for key in single {
            let message = self.0.borrow().session.message(&key);
            let row = view.row(&RowKey::Message(key));
            if let (Some(message), Some(row)) = (message, row) {
                row.update(|row| {
                    if let Row::Message { message: shown, .. } = row {
                        *shown = message;
                    }
                });
            }
        }
    }

    /// Draws more of what was said before.
    pub fn show_earlier(&self) {
        self.lay_out(DRAWN);
    }

    fn lay_out(&self, earlier: usize) {
        let mut inner = self.0.borrow_mut();
        let view = inner.view;
        let messages = inner.drawn_messages(earlier);
        let session = &inner.session;
        let speakers = speakers(&messages, &inner.profiles_asked);
        let ended = |id: &_| {
            let known = session.conversation_details(id);
            known.is_some_and(|known| !known.is_open())
        };
        let rows = layout::rows(messages, clock::local_time, ended);
        let endings = endings(&rows, session);
        drop(inner);
        if view.endings.with_untracked(|shown| *shown != endings) {
            view.endings.set(endings);
        }
        view.show_rows(rows);
        for who in speakers {
            self.ask_profile(&who);
        }
    }
}

impl Inner {
    /// The newest messages, and whatever a reader who scrolled up has in view.
    fn drawn_messages(&mut self, earlier: usize) -> Vec<Message> {
        let mut backwards = self.session.messages().rev().peekable();
        let mut messages: Vec<Message> = backwards.by_ref().take(DRAWN).collect();
        if !self.view.is_at_end.get_untracked() || earlier > 0 {
            let first = self.shown.first.as_ref();
            let is_first = |message: &Message| Some(&message.key) == first;
            let mut is_reached = messages.iter().any(is_first);
            while !is_reached
                && messages.len() < MOST_DRAWN
                && let Some(message) = backwards.next()
            {
                is_reached = is_first(&message);
                messages.push(message);
            }
            messages.extend(backwards.by_ref().take(earlier));
        }
        let has_earlier = backwards.peek().is_some();
        drop(backwards);
        messages.reverse();
        self.shown.first = messages.first().map(|message| message.key.clone());
        if self.view.has_earlier.get_untracked() != has_earlier {
            self.view.has_earlier.set(has_earlier);
        }
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

fn endings(
    rows: &[(RowKey, Row)],
    session: &Session,
) -> SortedMap<hailer_messaging::ConversationId, Ending> {
    let endings = rows.iter().filter_map(|(key, _)| match key {
        RowKey::Ended(id) => {
            let details = session.conversation_details(id)?;
            let ending = Ending {
                reason: details.close_reason.clone(),
                agent: details.assigned_agent().cloned(),
                unix_ms: details.ended_unix_ms,
            };
            Some((id.clone(), ending))
        }
        _ => None,
    });
    endings.collect()
}
