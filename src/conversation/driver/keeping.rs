//! What survives a reload, a crash and a second tab, in local storage. The keys
//! are listed in `shell/storage.rs`.
//!
//! What belongs to a consumer whom the brand named says so, and is shown to them only:
//! the snapshot is `named`, messages and draft have an `author`. A page that adopts the
//! draft of another leaves it where it is. When a consumer is to be forgotten, every key
//! of the account goes, and an empty snapshot, which nobody keeps otherwise, tells the
//! other tabs before it goes, too.
//!
//! A page holds the lock named after its own key for as long as it lives.
//! Every other page waits for that lock, so whichever gets it first knows that
//! the owner is gone, and goes on in its stead: after a reload, after a crash,
//! or in another tab that is still open.

use super::{Driver, drafts};
use crate::platform::lock::Lock;
use crate::platform::{clock, panic, storage};
use crate::shell::{self, account_key};
use crate::text::Sentence;
use hailer_messaging::wire::text::{parse, to_text};
use hailer_messaging::wire::{Token, lenient};
use hailer_messaging::{Duration, ParticipantId, Session, SessionConfig, SnapshotError};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

/// Without locks nobody can tell whether a page still lives: what it left is
/// adopted at once when it said goodbye, and otherwise after this long.
const SILENT_MS: u64 = 60 * 60 * 1_000;

/// A page that is given a lock so soon did not wait for another page's end.
const BEGINNING: Duration = Duration::from_secs(1);

/// What a page keeps under its own key.
#[derive(Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TabText<'a> {
    #[serde(deserialize_with = "lenient::or_default")]
    pub draft: String,
    /// Whose draft it is, where the brand named the consumer.
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub author: Option<String>,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub kept_ms: Option<u64>,
    /// The page said that it goes.
    #[serde(deserialize_with = "lenient::or_default")]
    pub goodbye: bool,
    /// By a page that ended before its conversation was loaded.
    #[serde(deserialize_with = "lenient::list", skip_serializing)]
    pub unsent: Vec<String>,
    /// The session's, as it stands: read apart.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub outbox: Option<&'a Value>,
}

/// Where this page keeps what belongs to the session.
pub struct Keys {
    /// What the other keys begin with, and the shared snapshot's own.
    shared: String,
    /// This page's own.
    tab: String,
    /// The identity's: a token has no version, so every version shares it.
    token: String,
}

impl Keys {
    /// The keys of an account, and the session that goes on from what is kept under
    /// them, if anything is.
    ///
    /// What a newer version of the widget kept is left alone for its return,
    /// and this version keeps its own beside it.
    pub fn find(
        account: &str,
        page: &shell::Keys,
        config: &SessionConfig,
    ) -> (Self, Option<Session>) {
        let mut shared = account_key(account);
        let mut restored = restore(&shared, config);
        if matches!(restored, Some(Err(SnapshotError::NewerVersion { .. }))) {
            shared += ":v1";
            restored = restore(&shared, config);
        }
        let tab = format!("{shared}:tab:{:x}", page.page_id());
        let token = format!("hailer:{account}:token");
        (Self { shared, tab, token }, restored.and_then(Result::ok))
    }

    fn of(&self, what: &str) -> String {
        format!("{}:{what}", self.shared)
    }

    /// Where this page leaves a draft for somebody who is gone: an orphan from the start.
    pub fn left_for(&self, author: &ParticipantId) -> String {
        format!("{}:{author}", self.tab)
    }

    /// The anonymous identity's lock.
    pub fn identity_lock(&self) -> String {
        self.token.clone()
    }

    /// The anonymous identity, unless what is kept is damaged.
    pub fn token(&self) -> Option<String> {
        storage::load(&self.token).filter(|kept| Token::parse(kept).is_ok())
    }

    /// Keeps the anonymous identity.
    pub fn keep_token(&self, token: &str) {
        storage::save(&self.token, token);
    }
}

fn restore(key: &str, config: &SessionConfig) -> Option<Result<Session, SnapshotError>> {
    storage::load(key).map(|kept| Session::restore(config.clone(), &kept))
}

impl Driver {
    /// Keeps what the server could tell again, or less where there is no room.
    pub(super) fn keep_shared(&self) {
        let inner = self.0.borrow();
        if !inner.is_stopped && inner.session.is_in_use() {
            let keep = |with_transcript| {
                let snapshot = inner.session.snapshot(with_transcript);
                storage::save(&inner.keys.shared, &snapshot)
            };
            let _ = keep(true) || keep(false);
            // Somebody may have damaged it since it was kept.
            if let Some(token) = inner.identity.token_to_keep()
                && inner.keys.token().is_none()
            {
                inner.keys.keep_token(token);
            }
        }
    }

    /// Keeps what is known nowhere else. Where there is no room, the transcript
    /// makes some: the server has it.
    pub(super) fn keep_tab(&self, says_goodbye: bool) {
        let inner = self.0.borrow();
        if inner.is_stopped {
            return;
        }
        let Some(kept) = inner.tab_text(says_goodbye) else {
            return storage::remove(&inner.keys.tab);
        };
        let is_kept = storage::save(&inner.keys.tab, &kept) || {
            storage::save(&inner.keys.shared, &inner.session.snapshot(false));
            storage::save(&inner.keys.tab, &kept)
        };
        let view = inner.view;
        drop(inner);
        let sentence = Some(Sentence::StorageBlocked);
        let is_said = view.shell.problem.get_untracked() == sentence;
        if is_kept == is_said {
            view.shell.problem.set(sentence.filter(|_| !is_kept));
        }
    }

    /// Goes on in the stead of pages that are gone, now and as they go.
    pub(super) fn adopt_orphans(&self) {
        let (prefix, own) = {
            let keys = &self.0.borrow().keys;
            (keys.of("tab:"), keys.tab.clone())
        };
        for id in storage::keys_after(&prefix) {
            let key = format!("{prefix}{id}");
            if key == own {
                continue;
            }
            self.adopt_when_gone(key, true);
        }
    }

    /// Holds the lock that says that this page lives.
    pub(super) fn hold_own_lock(&self) {
        let driver = self.clone();
        let key = self.0.borrow().keys.tab.clone();
        spawn_local(async move {
            let lock = Lock::acquire(&key).await;
            driver.0.borrow_mut().own_lock = lock;
        });
    }

    /// Another tab kept something.
    pub(super) fn on_kept_elsewhere(&self, key: String, text: Option<&str>) {
        if text == Some("") && key == self.account_key() {
            return self.forget();
        }
        let (is_shared, is_tab) = {
            let keys = &self.0.borrow().keys;
            (key == keys.shared, key.starts_with(&keys.of("tab:")))
        };
        match text {
            Some(snapshot) if is_shared => {
                // A snapshot that cannot be read is for its own tab to mend.
                let _ = (self.0.borrow_mut().session).read_elsewhere(clock::now(), snapshot);
                self.drain();
            }
            Some(_) if is_tab => self.adopt_when_gone(key, false),
            _ => {}
        }
    }

    /// Goes on in the stead of the page that kept this under `key`, once it is gone. Its
    /// messages are sent by whoever is there; its draft is for a page that begins, as the
    /// same page does when it is reloaded.
    fn adopt_when_gone(&self, key: String, begins: bool) {
        {
            let mut inner = self.0.borrow_mut();
            if inner.awaited_orphans.contains(&key) {
                return;
            }
            inner.awaited_orphans.push(key.clone());
        }
        let driver = self.clone();
        let asked = clock::instant();
        spawn_local(async move {
            let lock = Lock::acquire(&key).await;
            let takes_draft = begins && clock::instant().since(asked) < BEGINNING;
            if panic::is_broken() || driver.0.borrow().is_stopped {
                return;
            }
            driver
                .0
                .borrow_mut()
                .awaited_orphans
                .retain(|one| *one != key);
            let kept = storage::load(&key).unwrap_or_default();
            let told = parse(&kept).unwrap_or_default();
            let kept: TabText<'_> = lenient::read(&told).unwrap_or_default();
            if lock.is_some() || is_silent(&kept) {
                let outbox = lenient::present(&told, "outbox");
                driver.adopt(&key, TabText { outbox, ..kept }, takes_draft);
            }
            // Held until here, so that nobody else adopts the same.
            drop(lock);
        });
    }

    fn adopt(&self, key: &str, kept: TabText<'_>, takes_draft: bool) {
        if let Some(outbox) = kept.outbox.map(to_text) {
            // Damage costs what is damaged and nothing else.
            let _ = (self.0.borrow_mut().session).adopt_outbox(clock::now(), &outbox);
            self.drain();
            self.command(hailer_messaging::Command::Connect);
        }
        for text in kept.unsent {
            self.send(text);
        }
        let author = kept.author.as_deref();
        let (here, view) = {
            let inner = self.0.borrow();
            (inner.draft_of.clone(), inner.view)
        };
        let is_anothers =
            author.is_some_and(|author| here.is_none_or(|here| here.as_str() != author));
        let has_room = takes_draft && view.shell.draft.with_untracked(String::is_empty);
        if !kept.draft.is_empty() {
            if is_anothers || !has_room {
                return drafts::leave(key, kept.draft, kept.author);
            }
            view.shell.set_draft(kept.draft);
        }
        self.keep_tab(false);
        storage::remove(key);
    }

    fn account_key(&self) -> String {
        account_key(&self.0.borrow().options.account)
    }
}

/// Whether the page that kept this is gone, as far as can be told without locks.
fn is_silent(kept: &TabText<'_>) -> bool {
    let kept_ms = kept.kept_ms.unwrap_or_default();
    kept.goodbye || clock::now().unix_ms.saturating_sub(kept_ms) > SILENT_MS
}

impl super::Inner {
    fn tab_text(&self, says_goodbye: bool) -> Option<String> {
        let outbox = self.session.outbox_snapshot();
        let mut draft = self.view.shell.read_draft();
        let mut author = self.draft_of.as_ref();
        if let Some((who, aside)) = self.draft_aside.as_ref().filter(|_| draft.is_empty()) {
            draft.clone_from(aside);
            author = Some(who);
        }
        if outbox.is_none() && draft.is_empty() {
            return None;
        }
        let outbox = outbox.and_then(|outbox| parse(&outbox).ok());
        Some(to_text(&TabText {
            draft,
            author: author.map(|author| author.as_str().to_owned()),
            kept_ms: Some(clock::now().unix_ms),
            goodbye: says_goodbye,
            unsent: Vec::new(),
            outbox: outbox.as_ref(),
        }))
    }
}
