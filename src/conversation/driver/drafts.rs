//! Drafts of identified consumers. Like their messages, a draft is shown only to its author. It
//! is removed from the message box as soon as the consumer may have changed, and stored until
//! its author returns.

use super::Driver;
use super::persistence::TabRecord;
use crate::platform::storage;
use hailer_messaging::ParticipantId;
use hailer_messaging::wire::text::to_text;
use leptos::prelude::*;

/// The authors of this page's drafts.
#[derive(Default)]
pub struct Drafts {
    /// The author of the text in the message box, if the consumer is identified.
    pub author: Option<ParticipantId>,
    /// The previous consumer's draft, held until the current consumer is identified.
    pub held: Option<(ParticipantId, String)>,
}

impl Driver {
    /// Removes the draft from the message box and holds it, because the consumer may have changed.
    pub(super) fn hold_draft(&self) {
        let mut inner = self.0.borrow_mut();
        let draft = inner.view.shell.read_draft();
        if let Some(author) = inner.drafts.author.take().filter(|_| !draft.is_empty()) {
            inner.drafts.held = Some((author, draft));
            let view = inner.view;
            drop(inner);
            view.shell.set_draft(String::new());
        }
    }

    /// Called after a token was obtained. Restores the current consumer's drafts, and stores the
    /// drafts of others for them.
    pub(super) fn assign_drafts(&self) {
        let inner = self.0.borrow();
        let here = inner.session.author().cloned();
        if here.is_none() || here == inner.drafts.author {
            return;
        }
        let had_author = inner.drafts.author.is_some() || inner.drafts.held.is_some();
        drop(inner);
        if had_author {
            self.release_draft();
        }
        self.0.borrow_mut().drafts.author = here;
        self.store_tab(false);
        self.adopt_orphans();
    }

    /// Restores the held draft if the current consumer is its author. Otherwise stores it.
    fn release_draft(&self) {
        self.hold_draft();
        let mut inner = self.0.borrow_mut();
        let Some((author, mut draft)) = inner.drafts.held.take() else {
            return;
        };
        if inner.session.author() == Some(&author) {
            let view = inner.view;
            drop(inner);
            // The consumer may have typed more in the meantime.
            view.shell
                .draft
                .with_untracked(|words| draft.push_str(words));
            view.shell.set_draft(draft);
        } else {
            let key = inner.tab.keys.draft_of(&author);
            store(&key, draft, Some(author.as_str().to_owned()));
        }
    }
}

/// Stores a draft for its author, or for the next page that is loaded.
pub(super) fn store(key: &str, draft: String, author: Option<String>) {
    let kept = TabRecord {
        draft,
        author,
        goodbye: true,
        ..TabRecord::default()
    };
    // Without storage, the draft is lost, as it would be when the page is closed.
    let _ = storage::save(key, &to_text(&kept));
}
