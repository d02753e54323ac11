//! Announcements of new messages to screen readers, and the event `unread` for the page.

use super::Driver;
use crate::text::{Sentence, Text};
use leptos::prelude::*;

/// Announcements and events that are pending.
#[derive(Default)]
pub struct Announcements {
    /// New messages to announce. They are announced in the frame in which they are rendered,
    /// because an earlier announcement would cause a second layout.
    pending: Vec<NewMessage>,
    /// Whether something was announced a moment ago. A screen reader needs time to read it, so
    /// later messages are collected and announced together.
    is_throttled: bool,
    /// The number of unread messages that was last emitted to the page.
    unread_emitted: usize,
    /// Whether to emit the number of unread messages once they have been painted.
    unread_is_due: bool,
}

/// A message to be announced.
pub struct NewMessage {
    /// The name of the sender. Empty for the system.
    pub sender: String,
    /// The text of the message.
    pub text: String,
}

impl Announcements {
    /// Queues a message.
    pub fn push(&mut self, message: NewMessage) {
        self.pending.push(message);
    }

    /// Drops all pending messages: the consumer has changed, or the window was opened or closed.
    pub fn clear(&mut self) {
        self.pending.clear();
    }

    /// Whether messages must be announced in the next frame.
    pub const fn is_due(&self) -> bool {
        !self.is_throttled && !self.pending.is_empty()
    }

    /// Whether anything is pending, now or after the throttling.
    pub const fn has_pending(&self) -> bool {
        self.unread_is_due || !self.pending.is_empty()
    }

    /// Ends the throttling. Returns whether messages were collected in the meantime, which must
    /// now be announced.
    pub fn end_throttling(&mut self) -> bool {
        core::mem::take(&mut self.is_throttled) && !self.pending.is_empty()
    }

    /// The number of unread messages that was last emitted to the page.
    pub const fn unread_emitted(&self) -> usize {
        self.unread_emitted
    }

    /// Emits the number of unread messages after the next paint.
    pub const fn emit_unread_later(&mut self) {
        self.unread_is_due = true;
    }

    /// Whether the number of unread messages must be emitted after the next paint.
    pub const fn unread_is_due(&self) -> bool {
        self.unread_is_due
    }
}

impl Driver {
    /// Announces the pending messages. If the window is open, they are read out. Otherwise only
    /// the number of unread messages is announced.
    pub(super) fn announce_messages(&self) {
        let mut inner = self.0.borrow_mut();
        inner.announcements.is_throttled = true;
        let messages = core::mem::take(&mut inner.announcements.pending);
        let (view, unread) = (inner.view, inner.session.unread());
        drop(inner);
        if view.shell.is_open.get_untracked() {
            view.shell
                .announce(untrack(|| sentences(view.text, messages)));
        } else if unread > 0 {
            view.shell.announce(vec![untrack(|| {
                view.text.counted(Sentence::JumpToNew, unread)
            })]);
        }
    }

    /// Announces a sentence, after all pending messages.
    pub(super) fn announce(&self, which: Sentence) {
        if !self.0.borrow().announcements.pending.is_empty() {
            self.announce_messages();
        }
        let view = self.0.borrow().view;
        view.shell.announce(vec![untrack(|| view.text.get(which))]);
    }

    /// Emits the number of unread messages, unless the page already has it.
    pub(super) fn emit_unread_if_changed(&self) {
        let mut inner = self.0.borrow_mut();
        inner.announcements.unread_is_due = false;
        let count = inner.session.unread();
        let before = core::mem::replace(&mut inner.announcements.unread_emitted, count);
        let is_stopped = inner.is_stopped;
        drop(inner);
        if before != count && !is_stopped {
            self.emit_unread(count);
        }
    }
}

/// The sentences for a screen reader: each message with its sender.
fn sentences(text: Text, messages: Vec<NewMessage>) -> Vec<String> {
    let (mut sender, mut says) = (String::new(), String::new());
    let sentence = |message: NewMessage| {
        if sender != message.sender {
            says = text.named(Sentence::Says, &message.sender) + " ";
            sender = message.sender;
        }
        match sender.as_str() {
            "" => message.text,
            _ => format!("{says}{}", message.text),
        }
    };
    messages.into_iter().map(sentence).collect()
}
