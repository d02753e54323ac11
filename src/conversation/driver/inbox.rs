//! What a socket tells, in portions: however much comes at once, the screen is
//! painted in between, and what is pressed meanwhile is answered.

use super::Driver;
use crate::platform::socket::SocketEvent;
use crate::platform::timer::Timer;
use crate::platform::{clock, profile};
use hailer_messaging::{Duration, Input, Instant};
use std::collections::VecDeque;

/// So long frames are worked off at a stretch: less than half of what a screen's frame lasts.
const PORTION: Duration = Duration::from_ms(6);
/// After so long without a pause for others, a new stretch begins.
const FRAME: Duration = Duration::from_ms(16);

/// What came and was not handled yet.
#[derive(Default)]
pub struct Inbox {
    waiting: VecDeque<SocketEvent>,
    /// When the present stretch began.
    began: Instant,
    /// Goes on with the rest, once others had their turn.
    rest: Option<Timer>,
}

impl Inbox {
    /// Forgets what came by a socket that is given up.
    pub fn clear(&mut self) {
        self.waiting.clear();
    }
}

impl Driver {
    /// Handles what came at once, unless a lot of it came just before.
    pub(super) fn receive(&self, event: SocketEvent) {
        {
            let inbox = &mut self.0.borrow_mut().transport.inbox;
            inbox.waiting.push_back(event);
            if inbox.rest.is_some() {
                return;
            }
            let now = clock::instant();
            if now.since(inbox.began) >= FRAME {
                inbox.began = now;
            }
        }
        self.work_off();
    }

    fn work_off(&self) {
        while let Some(event) = self.next_event() {
            self.feed(match event {
                SocketEvent::Opened => Input::SocketOpened,
                SocketEvent::Frame(text) => Input::FrameReceived(text),
                SocketEvent::Closed(code) => Input::SocketClosed { code },
            });
        }
    }

    fn next_event(&self) -> Option<SocketEvent> {
        let inbox = &mut self.0.borrow_mut().transport.inbox;
        if inbox.waiting.is_empty() {
            return None;
        }
        let is_over = clock::instant().since(inbox.began) >= PORTION;
        // A hidden tab has nothing to paint, and its timers hardly run.
        if is_over && profile::is_tab_visible() {
            let driver = self.clone();
            inbox.rest = Some(Timer::after(0, move || driver.go_on()));
        }
        if inbox.rest.is_some() {
            return None;
        }
        inbox.waiting.pop_front()
    }

    fn go_on(&self) {
        {
            let inbox = &mut self.0.borrow_mut().transport.inbox;
            inbox.rest = None;
            inbox.began = clock::instant();
        }
        self.work_off();
    }
}
