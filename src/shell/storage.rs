//! The keys in local storage, and the values that the shell itself stores:
//!
//! | key | value | owner |
//! |---|---|---|
//! | `hailer:<account>` | the session's snapshot, a cache of what the server has | all tabs; the last write wins |
//! | `hailer:<account>:token` | the token of the anonymous identity | all tabs; written under a lock |
//! | `hailer:<account>:open` | whether the window was open | all tabs |
//! | `hailer:<account>:notify` | the consumer's notification settings, written by `embed/notifier.js` | all tabs |
//! | `hailer:<account>:tab:<id>` | unsent text: draft and outbox | one loaded page |
//! | `hailer:<account>:tab:<id>:<author>` | the draft of a consumer who logged out while the page stayed open | none; its author adopts it |

use crate::platform::{object, random, storage};
use js_sys::{Array, JSON};
use wasm_bindgen::JsValue;

/// The storage keys of this page.
#[derive(Clone)]
pub struct Keys {
    account: String,
    page_id: u64,
}

/// The prefix of every key of an account.
pub fn account_key(account: &str) -> String {
    format!("hailer:{account}")
}

impl Keys {
    /// Creates the keys of a newly loaded page.
    pub fn new(account: &str) -> Self {
        Self {
            account: account_key(account),
            page_id: random::number(),
        }
    }

    /// A random number that identifies this loaded page.
    pub const fn page_id(&self) -> u64 {
        self.page_id
    }

    /// Whether this browser has a stored session.
    pub fn has_history(&self) -> bool {
        storage::load(&self.account).is_some()
    }

    /// Whether the window was open before the reload.
    pub fn was_open(&self) -> bool {
        storage::load(&self.open()).as_deref() == Some("yes")
    }

    /// Stores whether the window is open.
    pub fn store_open(&self, open: bool) {
        if open {
            storage::save(&self.open(), "yes");
        } else {
            storage::remove(&self.open());
        }
    }

    fn open(&self) -> String {
        format!("{}:open", self.account)
    }

    /// Removes every key of the account and tells the other tabs to do the same. The signal is
    /// an empty snapshot, which is never stored for another reason.
    pub fn forget(&self) {
        storage::save(&self.account, "");
        self.remove_all();
    }

    /// Removes every key of the account.
    pub fn remove_all(&self) {
        for rest in storage::keys_after(&self.account) {
            // The number of another account may begin with the number of this one.
            if rest.is_empty() || rest.starts_with(':') {
                storage::remove(&format!("{}{rest}", self.account));
            }
        }
    }

    /// Stores the text that exists nowhere else: the draft and the queued messages. Another page
    /// adopts it when this one is gone (`conversation/driver/persistence.rs`).
    pub fn store_unsent(&self, draft: &str, outgoing: &[String]) {
        let key = format!("{}:tab:{:x}", self.account, self.page_id);
        if draft.is_empty() && outgoing.is_empty() {
            return storage::remove(&key);
        }
        let outgoing: Array = outgoing
            .iter()
            .map(|text| JsValue::from(text.as_str()))
            .collect();
        let kept = object(&[
            ("draft", draft.into()),
            ("unsent", outgoing.into()),
            ("keptMs", js_sys::Date::now().into()),
        ]);
        if let Ok(kept) = JSON::stringify(&kept) {
            storage::save(&key, &String::from(kept));
        }
    }
}
