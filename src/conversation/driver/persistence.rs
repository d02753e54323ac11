//! Persists the session in local storage across reloads, crashes and tabs. `shell/storage.rs`
//! lists the keys.
//!
//! - **Ownership.** Data of an identified consumer is marked and shown only to them: the
//!   snapshot is `named`; messages and drafts have an `author`. A page does not adopt the draft
//!   of another author, but leaves it in storage.
//! - **Deletion.** When a consumer is forgotten, every key of the account is removed. Before
//!   that, an empty snapshot is stored, which tells the other tabs to forget, too. An empty
//!   snapshot is never stored for another reason.
//! - **Adoption.** A page holds a lock, named after its own key, until it is closed. The other
//!   pages wait for that lock. The page that gets it knows that the owner is gone, and adopts
//!   its unsent text: after a reload, after a crash, or in another open tab.

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

/// Without locks, a page cannot tell whether another one is still open. It adopts a record that
/// is marked as `goodbye` at once, and any other record when it is this old, in milliseconds.
const ABANDONED_AFTER_MS: u64 = 60 * 60 * 1_000;

/// If a lock is granted within this time, the other page was already gone.
const GRANTED_AT_ONCE: Duration = Duration::from_secs(1);

/// The storage of this page, and the records of other pages that it may adopt.
pub struct Tab {
    /// The storage keys.
    pub keys: Keys,
    /// The lock that shows the other pages that this one is open.
    pub own_lock: Option<Lock>,
    /// The keys of other pages for whose lock this page is waiting.
    awaited_orphans: Vec<String>,
}

impl Tab {
    /// Creates the state of a newly loaded page.
    pub const fn new(keys: Keys) -> Self {
        Self {
            keys,
            own_lock: None,
            awaited_orphans: Vec::new(),
        }
    }
}

/// The record that a page stores under its own key.
#[derive(Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TabRecord<'a> {
    #[serde(deserialize_with = "lenient::or_default")]
    pub draft: String,
    /// The author of the draft, if the consumer is identified.
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
    /// Whether the page was closed after storing this.
    #[serde(deserialize_with = "lenient::or_default")]
    pub goodbye: bool,
    /// Messages of a page that was closed before its conversation was loaded. The shell writes
    /// them.
    #[serde(deserialize_with = "lenient::list", skip_serializing)]
    pub unsent: Vec<String>,
    /// The session's outbox. It is deserialised separately.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub outbox: Option<&'a Value>,
}

/// The storage keys of the session.
pub struct Keys {
    /// The key of the shared snapshot. It is also the prefix of the tabs' keys.
    shared: String,
    /// The key of this page's record.
    tab: String,
    /// The key of the anonymous token. All versions share it, because a token has no version.
    token: String,
}

impl Keys {
    /// Finds the keys of an account, and restores the session that is stored there, if any.
    ///
    /// A snapshot of a newer widget version is not changed, because that version may return. This
    /// version then uses separate keys.
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

    /// The key under which this page stores the draft of an author who has left. Any page may
    /// adopt it.
    pub fn draft_of(&self, author: &ParticipantId) -> String {
        format!("{}:{author}", self.tab)
    }

    /// The name of the lock for the anonymous identity.
    pub fn identity_lock(&self) -> String {
        self.token.clone()
    }

    /// The stored token of the anonymous identity, unless it is damaged.
    pub fn token(&self) -> Option<String> {
        storage::load(&self.token).filter(|kept| Token::parse(kept).is_ok())
    }

    /// Stores the token of the anonymous identity.
    pub fn store_token(&self, token: &str) {
        storage::save(&self.token, token);
    }
}

fn restore(key: &str, config: &SessionConfig) -> Option<Result<Session, SnapshotError>> {
    storage::load(key).map(|kept| Session::restore(config.clone(), &kept))
}

impl Driver {
    /// Stores the snapshot, without the transcript if storage is full. The server has all of it.
    pub(super) fn store_snapshot(&self) {
        let inner = self.0.borrow();
        if !inner.is_stopped && inner.session.is_in_use() {
            let store = |with_transcript| {
                let snapshot = inner.session.snapshot(with_transcript);
                storage::save(&inner.tab.keys.shared, &snapshot)
            };
            let _ = store(true) || store(false);
            // The stored token may have been deleted or damaged.
            if let Some(token) = inner.identity.anonymous_token()
                && inner.tab.keys.token().is_none()
            {
                inner.tab.keys.store_token(token);
            }
        }
    }

    /// Stores the draft and the outbox, which exist nowhere else. If storage is full, the stored
    /// transcript is dropped, because the server has it.
    pub(super) fn store_tab(&self, says_goodbye: bool) {
        let inner = self.0.borrow();
        if inner.is_stopped {
            return;
        }
        let Some(record) = inner.tab_record(says_goodbye) else {
            return storage::remove(&inner.tab.keys.tab);
        };
        let is_stored = storage::save(&inner.tab.keys.tab, &record) || {
            storage::save(&inner.tab.keys.shared, &inner.session.snapshot(false));
            storage::save(&inner.tab.keys.tab, &record)
        };
        let view = inner.view;
        drop(inner);
        let sentence = Some(Sentence::StorageBlocked);
        let is_shown = view.shell.problem.get_untracked() == sentence;
        if is_stored == is_shown {
            view.shell.problem.set(sentence.filter(|_| !is_stored));
        }
    }

    /// Adopts the records of pages that are gone, and later those of the other pages when they
    /// are closed.
    pub(super) fn adopt_orphans(&self) {
        let (prefix, own) = {
            let keys = &self.0.borrow().tab.keys;
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

    /// Acquires the lock that shows the other pages that this one is open.
    pub(super) fn hold_own_lock(&self) {
        let driver = self.clone();
        let key = self.0.borrow().tab.keys.tab.clone();
        spawn_local(async move {
            let lock = Lock::acquire(&key).await;
            let mut inner = driver.0.borrow_mut();
            // A stopped widget releases the lock at once.
            if !inner.is_stopped {
                inner.tab.own_lock = lock;
            }
        });
    }

    /// Called when another tab changed a key in local storage.
    pub(super) fn on_storage_event(&self, key: String, text: Option<&str>) {
        if text == Some("") && key == self.account_key() {
            return self.forget();
        }
        let (is_shared, is_tab) = {
            let keys = &self.0.borrow().tab.keys;
            (key == keys.shared, key.starts_with(&keys.of("tab:")))
        };
        match text {
            Some(snapshot) if is_shared => {
                // An invalid snapshot is ignored. The tab that wrote it will write another one.
                let _ = (self.0.borrow_mut().session).read_elsewhere(clock::now(), snapshot);
                self.drain();
            }
            Some(_) if is_tab => self.adopt_when_gone(key, false),
            _ => {}
        }
    }

    /// Adopts the record under `key` when its page is gone. Any page may send its messages. Only a
    /// page that is loading (`is_loading`) takes the draft, as the same page does after a reload.
    fn adopt_when_gone(&self, key: String, is_loading: bool) {
        {
            let mut inner = self.0.borrow_mut();
            if inner.tab.awaited_orphans.contains(&key) {
                return;
            }
            inner.tab.awaited_orphans.push(key.clone());
        }
        let driver = self.clone();
        let requested_at = clock::instant();
        spawn_local(async move {
            let lock = Lock::acquire(&key).await;
            let takes_draft = is_loading && clock::instant().since(requested_at) < GRANTED_AT_ONCE;
            if panic::is_broken() || driver.0.borrow().is_stopped {
                return;
            }
            driver
                .0
                .borrow_mut()
                .tab
                .awaited_orphans
                .retain(|one| *one != key);
            let text = storage::load(&key).unwrap_or_default();
            let json = parse(&text).unwrap_or_default();
            let record: TabRecord<'_> = lenient::read(&json).unwrap_or_default();
            if lock.is_some() || is_abandoned(&record) {
                let outbox = lenient::present(&json, "outbox");
                driver.adopt(&key, TabRecord { outbox, ..record }, takes_draft);
            }
            // The lock is held until here, so that no other page adopts the same record.
            drop(lock);
        });
    }

    fn adopt(&self, key: &str, record: TabRecord<'_>, takes_draft: bool) {
        if let Some(outbox) = record.outbox.map(to_text) {
            // Invalid entries are ignored. The others are adopted.
            let _ = (self.0.borrow_mut().session).adopt_outbox(clock::now(), &outbox);
            self.drain();
            self.command(hailer_messaging::Command::Connect);
        }
        for text in record.unsent {
            self.send(text);
        }
        let author = record.author.as_deref();
        let (here, view) = {
            let inner = self.0.borrow();
            (inner.drafts.author.clone(), inner.view)
        };
        let has_other_author =
            author.is_some_and(|author| here.is_none_or(|here| here.as_str() != author));
        let can_take_draft = takes_draft && view.shell.draft.with_untracked(String::is_empty);
        if !record.draft.is_empty() {
            if has_other_author || !can_take_draft {
                return drafts::store(key, record.draft, record.author);
            }
            view.shell.set_draft(record.draft);
        }
        self.store_tab(false);
        storage::remove(key);
    }

    fn account_key(&self) -> String {
        account_key(&self.0.borrow().page.options.account)
    }
}

/// Whether the page that stored this is probably gone. Used if there are no locks.
fn is_abandoned(record: &TabRecord<'_>) -> bool {
    let stored_at_ms = record.kept_ms.unwrap_or_default();
    record.goodbye || clock::now().unix_ms.saturating_sub(stored_at_ms) > ABANDONED_AFTER_MS
}

impl super::Inner {
    /// The record of this page as JSON. `None` if there is nothing to store.
    fn tab_record(&self, says_goodbye: bool) -> Option<String> {
        let outbox = self.session.outbox_snapshot();
        let mut draft = self.view.shell.read_draft();
        let mut author = self.drafts.author.as_ref();
        if let Some((who, held)) = self.drafts.held.as_ref().filter(|_| draft.is_empty()) {
            draft.clone_from(held);
            author = Some(who);
        }
        if outbox.is_none() && draft.is_empty() {
            return None;
        }
        let outbox = outbox.and_then(|outbox| parse(&outbox).ok());
        Some(to_text(&TabRecord {
            draft,
            author: author.map(|author| author.as_str().to_owned()),
            kept_ms: Some(clock::now().unix_ms),
            goodbye: says_goodbye,
            unsent: Vec::new(),
            outbox: outbox.as_ref(),
        }))
    }
}
