//! The keys of local storage, and what the shell itself keeps under them:
//!
//! | key | what | whose |
//! |---|---|---|
//! | `hailer:<account>` | the session's snapshot, which the server could tell again | all tabs', the last to write wins |
//! | `hailer:<account>:token` | the anonymous identity | all tabs', written under a lock |
//! | `hailer:<account>:open` | whether the window was open | all tabs' |
//! | `hailer:<account>:notify` | how the consumer wants to be told of messages, kept by `embed/notifier.js` | all tabs' |
//! | `hailer:<account>:tab:<id>` | what was written and not sent: draft, outbox | one loaded page's |
//! | `hailer:<account>:tab:<id>:<author>` | the draft of somebody who left while the page stayed | nobody's |

use crate::platform::{object, random, storage};
use js_sys::{Array, JSON};
use wasm_bindgen::JsValue;

/// Where this page keeps things.
#[derive(Clone)]
pub struct Keys {
    account: String,
    page_id: u64,
}

/// What every key of an account begins with.
pub fn account_key(account: &str) -> String {
    format!("hailer:{account}")
}

impl Keys {
    /// The keys of a page that was just loaded.
    pub fn new(account: &str) -> Self {
        Self {
            account: account_key(account),
            page_id: random::number(),
        }
    }

    /// A number that no other loaded page has.
    pub const fn page_id(&self) -> u64 {
        self.page_id
    }

    /// Whether anything was said on this browser before.
    pub fn has_history(&self) -> bool {
        storage::load(&self.account).is_some()
    }

    /// Whether the window was open.
    pub fn was_open(&self) -> bool {
        storage::load(&self.open()).as_deref() == Some("yes")
    }

    /// Keeps whether the window is open.
    pub fn keep_open(&self, open: bool) {
        if open {
            storage::save(&self.open(), "yes");
        } else {
            storage::remove(&self.open());
        }
    }

    fn open(&self) -> String {
        format!("{}:open", self.account)
    }

    /// Removes every key of the account, and tells the other tabs to forget, too: by an
    /// empty snapshot, which nobody keeps otherwise.
    pub fn forget(&self) {
        storage::save(&self.account, "");
        self.remove_all();
    }

    /// Removes every key of the account.
    pub fn remove_all(&self) {
        for rest in storage::keys_after(&self.account) {
            // Another account's number may begin with this one's.
            if rest.is_empty() || rest.starts_with(':') {
                storage::remove(&format!("{}{rest}", self.account));
            }
        }
    }

    /// Keeps what is known nowhere else. The next page that adopts it goes on with it
    /// (`conversation/driver/persistence.rs`).
    pub fn keep_unsent(&self, draft: &str, outgoing: &[String]) {
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
