//! What survives a reload, under one key per account.

use super::Driver;
use crate::platform::storage;
use crate::text;
use hailer_messaging::{Session, SessionConfig};
use leptos::prelude::*;
use serde_json::{Value, json};

/// The layout of what is kept; a newer one is left alone.
const VERSION: i64 = 1;

/// What was kept, as far as it could be read.
#[derive(Default)]
pub struct Kept {
    pub token: Option<String>,
    pub draft: String,
    pub is_open: bool,
    pub had_conversation: bool,
    snapshot: Option<String>,
}

fn key(account: &str) -> String {
    format!("hailer:{account}")
}

/// Reads what is kept. Damage costs what is damaged and nothing else.
pub fn load(account: &str) -> Kept {
    let text = storage::load(&key(account)).unwrap_or_default();
    let kept: Value = serde_json::from_str(&text).unwrap_or_default();
    if kept["version"].as_i64() != Some(VERSION) {
        return Kept::default();
    }
    let session = kept.get("session").filter(|value| value.is_object());
    Kept {
        token: kept["token"].as_str().map(str::to_owned),
        draft: kept["draft"].as_str().unwrap_or_default().to_owned(),
        is_open: kept["open"].as_bool().unwrap_or_default(),
        had_conversation: session.is_some(),
        snapshot: session.map(Value::to_string),
    }
}

impl Kept {
    /// The session as it was, or a new one.
    pub fn session(&self, config: SessionConfig) -> Session {
        let snapshot = self.snapshot.as_deref();
        let restored = snapshot.and_then(|text| Session::restore(config.clone(), text).ok());
        restored.unwrap_or_else(|| Session::new(config))
    }
}

impl Driver {
    /// Keeps everything, or without the transcript where there is no room for it.
    pub(super) fn keep(&self) {
        let inner = self.0.borrow();
        if inner.is_stopped {
            return;
        }
        let keep = |with_transcript| {
            let snapshot = inner.session.snapshot(with_transcript);
            let snapshot: Value = serde_json::from_str(&snapshot).unwrap_or_default();
            let mut kept = json!({
                "version": VERSION,
                "draft": inner.view.draft.get_untracked(),
                "open": inner.view.is_open.get_untracked(),
                "session": snapshot,
            });
            if let Some(token) = inner.identity.token_to_keep() {
                kept["token"] = token.into();
            }
            storage::save(&key(&inner.options.account), &kept.to_string())
        };
        let is_kept = keep(true) || keep(false);
        let view = inner.view;
        let failed_before = inner.storage_failed;
        drop(inner);
        if !is_kept && !failed_before {
            self.0.borrow_mut().storage_failed = true;
            view.problem.set(Some(text::STORAGE_BLOCKED.to_owned()));
        }
    }
}
