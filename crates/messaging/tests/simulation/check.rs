//! The invariants: after every step, and at rest.

use super::page::Page;
use super::world::World;
use hailer_messaging::wire::Content;
use hailer_messaging::{
    ConversationStatus, DeliveryState, DialogId, FailureReason, Message, MessageKey, Sender,
    Sequence, Survey,
};
use std::collections::{BTreeMap, BTreeSet};

/// The most connection attempts of one page within a minute, despite repeated clicks and a
/// flapping network.
const MOST_ATTEMPTS: usize = 61;

impl World {
    /// Checks the invariants that must hold after every step.
    pub fn check_always(&mut self) -> Result<(), String> {
        self.offences.append(&mut self.server.offences);
        if let Some(offence) = self.offences.first() {
            return Err(offence.clone());
        }
        // What has not changed was checked before.
        let stored = self.server.dialogs().map(|dialog| dialog.events.len());
        let stored = stored.sum();
        if stored != self.events_checked {
            self.events_checked = stored;
            self.check_stored()?;
        }
        let has_forgotten = !self.server.forgotten.is_empty();
        for page in self.pages.iter_mut().flatten() {
            if core::mem::take(&mut page.is_touched) {
                check_page(page, has_forgotten)?;
            }
        }
        Ok(())
    }

    fn check_stored(&self) -> Result<(), String> {
        self.check_reads()?;
        self.check_order()?;
        self.check_clicks()?;
        for (text, stored) in &self.stored_counts() {
            let written = self.written.iter().filter(|written| written.text == *text);
            if *stored > written.count() {
                return Err(format!("{text:?} is stored {stored} times"));
            }
        }
        Ok(())
    }

    fn check_reads(&self) -> Result<(), String> {
        for (dialog, at) in self.server.read_by_consumer() {
            if !self.seen.contains(&(dialog.to_owned(), at)) {
                return Err(format!(
                    "{at} in {dialog} was called read and was on no screen"
                ));
            }
        }
        Ok(())
    }

    /// A visible message counts as read if its window is open and its tab visible, unless its
    /// conversation has ended and accepts no receipts.
    pub fn check_what_is_seen_is_read(&self) -> Result<(), String> {
        let read = self.server.read_by_consumer();
        let looking = self.pages.iter().flatten();
        let looking = looking.filter(|page| page.window_open && page.tab_visible);
        for (dialog, at) in looking.flat_map(|page| &page.on_screen) {
            let is_open = self.server.open_dialog() == Some(dialog.as_str());
            if is_open && !read.contains(&(dialog.as_str(), at.0)) {
                return Err(format!(
                    "{at} in {dialog} is seen and was never called read"
                ));
            }
        }
        Ok(())
    }

    /// The messages of one page are stored in the order in which they were written.
    fn check_order(&self) -> Result<(), String> {
        let mut last = BTreeMap::new();
        for text in self.stored_by_consumer() {
            // Messages with the same text cannot be distinguished, so any order of them is
            // accepted.
            let mut named = self.written.iter().enumerate();
            let found =
                named.find(|(_, written)| written.text == text && text.starts_with("message"));
            let Some((index, written)) = found.filter(|(_, written)| !written.was_retried) else {
                continue;
            };
            if last
                .insert(written.page, index)
                .is_some_and(|before| before > index)
            {
                return Err(format!("{text:?} was overtaken by a later message"));
            }
        }
        Ok(())
    }

    fn stored_by_consumer(&self) -> Vec<&str> {
        let said = self.server.transcript().into_iter();
        said.filter_map(|(is_mine, text)| is_mine.then_some(text))
            .collect()
    }

    fn stored_counts(&self) -> BTreeMap<&str, usize> {
        counts(self.stored_by_consumer().into_iter())
    }

    fn forgotten_counts(&self) -> BTreeMap<&str, usize> {
        let said = self.server.forgotten_transcript().into_iter();
        counts(said.filter_map(|(is_mine, text)| is_mine.then_some(text)))
    }

    /// Whether no work is left. The error says what is left.
    pub fn check_at_rest(&self) -> Result<(), String> {
        for (tab, page) in self.pages.iter().enumerate() {
            if let Some(page) = page {
                self.check_page_at_rest(page)
                    .map_err(|what| format!("tab {tab}: {what}"))?;
            }
        }
        self.check_clicks_at_rest()?;
        let failed = self.failed();
        let (counts, forgotten) = (self.stored_counts(), self.forgotten_counts());
        let texts: BTreeSet<&str> = self
            .written
            .iter()
            .map(|written| written.text.as_str())
            .collect();
        for text in texts {
            let of_it = self.written.iter().filter(|written| written.text == text);
            let wanted = of_it
                .filter(|written| !written.was_discarded && !failed.contains(written.id.as_str()))
                .count();
            let stored = counts.get(text).copied().unwrap_or_default();
            let lost = forgotten.get(text).copied().unwrap_or_default();
            let of_it = self.written.iter().filter(|written| written.text == text);
            let doubtful = of_it.filter(|written| written.was_doubtful).count();
            if !(wanted..=wanted + doubtful.min(lost)).contains(&(stored + lost)) {
                return Err(format!(
                    "{text:?} is stored {stored} times, and {lost} times where it was forgotten, instead of {wanted}"
                ));
            }
        }
        Ok(())
    }

    /// Messages that are shown to the consumer as failed.
    fn failed(&self) -> BTreeSet<String> {
        let pages = self.pages.iter().flatten();
        let shown = pages.flat_map(|page| page.session.messages());
        let failed = shown.filter(|message| matches!(message.state, DeliveryState::Failed(_)));
        let ids = failed.filter_map(|message| match message.key {
            MessageKey::Local(id) => Some(id.as_str().to_owned()),
            MessageKey::Stored(..) => None,
        });
        ids.collect()
    }

    fn check_page_at_rest(&self, page: &Page) -> Result<(), String> {
        if !page.session.state().is_ready() {
            return Err(format!("not ready: {:?}", page.session));
        }
        let messages: Vec<Message> = page.session.messages().collect();
        let on_its_way = messages.iter().find(|message| {
            message.sequence.is_none() && !matches!(message.state, DeliveryState::Failed(_))
        });
        if let Some(message) = on_its_way {
            return Err(format!("still on its way: {:?}", message.key));
        }
        let shown: Vec<_> = messages
            .iter()
            .filter(|message| message.sequence.is_some() && !self.is_forgotten(message))
            .filter_map(said)
            .collect();
        let stored = self.server.transcript();
        if shown != stored {
            return Err(format!("shows {shown:?}; the server holds {stored:?}"));
        }
        self.check_marks(&messages)
    }

    fn is_forgotten(&self, message: &Message) -> bool {
        let home = message.conversation.as_ref();
        home.is_some_and(|home| self.server.is_forgotten(home.as_str()))
    }

    /// Every delivery state equals what the agent's client has acknowledged.
    fn check_marks(&self, messages: &[Message]) -> Result<(), String> {
        for (dialog, status, upto) in self.server.agent_receipts() {
            let wanted = if status == "READ" {
                DeliveryState::Read
            } else {
                DeliveryState::Delivered
            };
            let behind = messages.iter().find(|message| {
                let stored = matches!(&message.key, MessageKey::Stored(home, at)
                    if home.as_str() == dialog && at.0 <= upto);
                stored && message.sender == Sender::Consumer && message.state < wanted
            });
            if let Some(message) = behind {
                return Err(format!(
                    "{:?} is {:?}, and the agent's client said {status}",
                    message.key, message.state
                ));
            }
        }
        Ok(())
    }
}

fn counts<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_insert(0) += 1;
    }
    counts
}

fn said(message: &Message) -> Option<(bool, &str)> {
    match &message.content {
        Content::Text(text) => Some((message.sender == Sender::Consumer, text)),
        _ => None,
    }
}

/// Nothing of a consumer is shown before a token tells who is here.
fn check_privacy(page: &Page) -> Result<(), String> {
    let session = &page.session;
    let is_stored = |message: Message| matches!(message.key, MessageKey::Stored(..));
    let is_shown = session.unread() > 0
        || session.conversation_status() != ConversationStatus::default()
        || *session.survey() != Survey::None
        || session.messages().any(is_stored);
    if is_shown && !page.is_known {
        return Err("something of a consumer is shown to whoever it may be".to_owned());
    }
    Ok(())
}

/// Checks the order, the uniqueness and the delivery states of the messages of one page.
fn check_page(page: &mut Page, has_forgotten: bool) -> Result<(), String> {
    check_privacy(page)?;
    if page.most_attempts_a_minute() > MOST_ATTEMPTS {
        return Err(format!(
            "{} attempts within a minute",
            page.most_attempts_a_minute()
        ));
    }
    let messages: Vec<Message> = page.session.messages().collect();
    check_forgotten(page, &messages)?;
    if let Some(offering) = page.session.quick_replies_shown()
        && messages.last().is_none_or(|last| last.key != offering)
    {
        return Err(format!(
            "{offering:?} offers quick replies and is not the last"
        ));
    }
    let mut keys = BTreeSet::new();
    let mut places: BTreeMap<_, Sequence> = BTreeMap::new();
    let mut progress: BTreeMap<MessageKey, DeliveryState> = BTreeMap::new();
    for message in messages {
        if !keys.insert(message.key.clone()) {
            return Err(format!("{:?} is shown twice", message.key));
        }
        if let (MessageKey::Stored(dialog, at), Some(_)) = (&message.key, message.sequence) {
            check_place(&mut places, dialog, *at)?;
        }
        let before = page.progress.get(&message.key);
        // A message that was acknowledged but has no copy is sent again.
        let may_go_back = has_forgotten
            && before == Some(&DeliveryState::Sent)
            && matches!(message.key, MessageKey::Local(_));
        let went_back =
            |before: &DeliveryState| *before >= DeliveryState::Sent && message.state < *before;
        if before.is_some_and(went_back) && !may_go_back {
            return Err(format!(
                "{:?} went back from {before:?} to {:?}",
                message.key, message.state
            ));
        }
        progress.insert(message.key, message.state);
    }
    page.progress = progress;
    Ok(())
}

/// The messages of a forgotten conversation stay readable, and none fails because of it.
fn check_forgotten(page: &Page, messages: &[Message]) -> Result<(), String> {
    for (home, count) in &page.readable {
        let is_there = |message: &&Message| {
            let of = message.conversation.as_ref();
            of.is_some_and(|of| of.as_str() == home)
        };
        let shown = messages.iter().filter(is_there).count();
        if shown < *count {
            return Err(format!("{shown} of {count} messages of {home} are shown"));
        }
    }
    let unknown = DeliveryState::Failed(FailureReason::Refused { code: 404 });
    match messages.iter().find(|message| message.state == unknown) {
        Some(message) => Err(format!(
            "{:?} failed as its conversation is unknown",
            message.key
        )),
        None => Ok(()),
    }
}

fn check_place(
    places: &mut BTreeMap<DialogId, Sequence>,
    dialog: &DialogId,
    at: Sequence,
) -> Result<(), String> {
    match places.insert(dialog.clone(), at) {
        Some(before) if before >= at => Err(format!("{at:?} is shown after {before:?}")),
        _ => Ok(()),
    }
}
