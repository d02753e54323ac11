//! Who is told of messages beside those who see them: screen readers, and the page.

use super::Driver;
use crate::text::{Sentence, Text};
use leptos::prelude::*;

/// What waits to be told.
#[derive(Default)]
pub struct Announcements {
    /// What a screen reader is told of new messages in the frame in which they are drawn: put
    /// into the page earlier, it would be laid out twice.
    said: Vec<Said>,
    /// It was told something a moment ago, and takes a while to read that out: what came
    /// since is told together.
    has_told: bool,
    /// How many unseen messages the page was told of last.
    unread_told: usize,
    /// It will be told of those that came while somebody reads along, should they stay unseen.
    unread_is_due: bool,
}

/// A message to be read out.
pub struct Said {
    /// Who said it; nobody, where the service did.
    pub name: String,
    /// What was said.
    pub words: String,
}

impl Announcements {
    /// A message is to be read out.
    pub fn note(&mut self, message: Said) {
        self.said.push(message);
    }

    /// What was said to somebody who is gone is not read out to whoever comes next, and what
    /// came before the window did is seen in it.
    pub fn forget(&mut self) {
        self.said.clear();
    }

    /// A screen reader is to be told something now.
    pub const fn is_due(&self) -> bool {
        !self.has_told && !self.said.is_empty()
    }

    /// Something is to be told now or later.
    pub const fn waits(&self) -> bool {
        self.unread_is_due || !self.said.is_empty()
    }

    /// The moment is over; whether something came in it, which now goes with the next frame.
    pub fn end_moment(&mut self) -> bool {
        core::mem::take(&mut self.has_told) && !self.said.is_empty()
    }

    /// How many unseen messages the page was told of.
    pub const fn unread_told(&self) -> usize {
        self.unread_told
    }

    /// The page is told of unseen messages later.
    pub const fn tell_unread_later(&mut self) {
        self.unread_is_due = true;
    }

    /// Whether the page is to be told of messages that nobody saw as soon as they were painted.
    pub const fn unread_is_due(&self) -> bool {
        self.unread_is_due
    }
}

impl Driver {
    /// Tells a screen reader what came: what was said is read out to who has the chat before
    /// them, others hear how much there is.
    pub(super) fn say(&self) {
        let mut inner = self.0.borrow_mut();
        inner.announcements.has_told = true;
        let said = core::mem::take(&mut inner.announcements.said);
        let (view, unread) = (inner.view, inner.session.unread());
        drop(inner);
        if view.shell.is_open.get_untracked() {
            view.shell.announce(untrack(|| read_out(view.text, said)));
        } else if unread > 0 {
            view.shell.announce(vec![untrack(|| {
                view.text.counted(Sentence::JumpToNew, unread)
            })]);
        }
    }

    /// Tells a screen reader something else, after all that was said before.
    pub(super) fn announce(&self, which: Sentence) {
        if !self.0.borrow().announcements.said.is_empty() {
            self.say();
        }
        let view = self.0.borrow().view;
        view.shell.announce(vec![untrack(|| view.text.get(which))]);
    }

    pub(super) fn tell_unread(&self) {
        let mut inner = self.0.borrow_mut();
        inner.announcements.unread_is_due = false;
        let count = inner.session.unread();
        let is_told = core::mem::replace(&mut inner.announcements.unread_told, count) == count;
        let is_stopped = inner.is_stopped;
        drop(inner);
        if !is_told && !is_stopped {
            self.emit_unread(count);
        }
    }
}

/// Each message with its sender.
fn read_out(text: Text, said: Vec<Said>) -> Vec<String> {
    let (mut speaker, mut says) = (String::new(), String::new());
    let sentence = |message: Said| {
        if speaker != message.name {
            says = text.named(Sentence::Says, &message.name) + " ";
            speaker = message.name;
        }
        match speaker.as_str() {
            "" => message.words,
            _ => format!("{says}{}", message.words),
        }
    };
    said.into_iter().map(sentence).collect()
}
