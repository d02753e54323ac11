//! What the consumer writes, clicks and sees.

use super::step::Words;
use super::world::{Click, World, Written};
use hailer_messaging::{
    Command, DeliveryState, DialogId, Input, LocalId, MessageKey, Sender, Sequence, Sight,
};
use serde_json::json;

/// The most messages one schedule writes: more than the session shows could not be compared.
const MOST_MESSAGES: usize = 14;

impl World {
    pub fn write(&mut self, tab: usize, words: Words) {
        if self.written.len() >= MOST_MESSAGES {
            return;
        }
        let page = self.page(tab).number;
        let text = match words {
            Words::New => format!("message {}", self.written.len()),
            // If two tabs send the same text at once, nobody can distinguish the messages.
            Words::Same => format!("the same from page {page}"),
        };
        self.input(tab, Input::Command(Command::Send { text: text.clone() }));
        self.note_written(tab, text);
    }

    /// The consumer clicks in the newest message of the other side.
    pub fn click(&mut self, tab: usize, has_text: bool) {
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

    /// The consumer retries or discards the first failed message of a tab.
    pub fn settle_failed(&mut self, tab: usize, again: bool) {
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

    /// The newest message of the other side appears on the screen.
    pub fn see(&mut self, tab: usize) {
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

    /// Notes which visible messages count as seen: the window is open and the tab visible.
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
