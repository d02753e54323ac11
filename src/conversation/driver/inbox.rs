//! Handles socket events in time slices, so that a flood of frames blocks neither painting nor
//! input events.

use super::Driver;
use crate::platform::socket::SocketEvent;
use crate::platform::timer::Timer;
use crate::platform::{clock, profile};
use hailer_messaging::{Duration, Input, Instant};
use std::collections::VecDeque;

/// The length of a time slice: less than half of an animation frame.
const TIME_SLICE: Duration = Duration::from_ms(6);
/// The length of an animation frame. An event after a longer pause begins a new time slice.
const FRAME: Duration = Duration::from_ms(16);

/// The queue of socket events that are not handled yet.
#[derive(Default)]
pub struct Inbox {
    queue: VecDeque<SocketEvent>,
    /// When the current time slice began.
    slice_start: Instant,
    /// Begins the next time slice. Set while events have to wait for it.
    next_slice: Option<Timer>,
}

impl Inbox {
    /// Drops the events of a socket that was replaced.
    pub fn clear(&mut self) {
        self.queue.clear();
    }
}

impl Driver {
    /// Handles an event at once, or in the next time slice if this one is used up.
    pub(super) fn receive(&self, event: SocketEvent) {
        {
            let inbox = &mut self.0.borrow_mut().transport.inbox;
            inbox.queue.push_back(event);
            if inbox.next_slice.is_some() {
                return;
            }
            let now = clock::instant();
            if now.since(inbox.slice_start) >= FRAME {
                inbox.slice_start = now;
            }
        }
        self.handle_queue();
    }

    fn handle_queue(&self) {
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
        if inbox.queue.is_empty() {
            return None;
        }
        let is_over = clock::instant().since(inbox.slice_start) >= TIME_SLICE;
        // A hidden tab paints nothing, and its timers are throttled.
        if is_over && profile::is_tab_visible() {
            let driver = self.clone();
            inbox.next_slice = Some(Timer::after(0, move || driver.begin_slice()));
        }
        if inbox.next_slice.is_some() {
            return None;
        }
        inbox.queue.pop_front()
    }

    fn begin_slice(&self) {
        {
            let inbox = &mut self.0.borrow_mut().transport.inbox;
            inbox.next_slice = None;
            inbox.slice_start = clock::instant();
        }
        self.handle_queue();
    }
}
