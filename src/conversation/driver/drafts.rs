//! The draft of a consumer whom the brand named is theirs alone, like their messages:
//! it leaves the message box as soon as somebody else may be here, and waits for its author.

use super::Driver;
use super::keeping::TabText;
use crate::platform::storage;
use hailer_messaging::wire::text::to_text;
use leptos::prelude::*;

impl Driver {
    /// Takes the draft out of the message box, as its author may be gone.
    pub(super) fn put_draft_aside(&self) {
        let mut inner = self.0.borrow_mut();
        let draft = inner.view.shell.read_draft();
        if let Some(author) = inner.draft_of.take().filter(|_| !draft.is_empty()) {
            inner.draft_aside = Some((author, draft));
            let view = inner.view;
            drop(inner);
            view.shell.set_draft(String::new());
        }
    }

    /// A token came: drafts of whoever is here now come back, and those of others are
    /// left for them.
    pub(super) fn sort_drafts(&self) {
        let inner = self.0.borrow();
        let here = inner.session.author().cloned();
        if here.is_none() || here == inner.draft_of {
            return;
        }
        let is_another = inner.draft_of.is_some() || inner.draft_aside.is_some();
        drop(inner);
        if is_another {
            self.part_drafts();
        }
        self.0.borrow_mut().draft_of = here;
        self.keep_tab(false);
        self.adopt_orphans();
    }

    fn part_drafts(&self) {
        self.put_draft_aside();
        let mut inner = self.0.borrow_mut();
        let Some((author, mut draft)) = inner.draft_aside.take() else {
            return;
        };
        if inner.session.author() == Some(&author) {
            let view = inner.view;
            drop(inner);
            // In the meantime somebody may have typed on.
            view.shell
                .draft
                .with_untracked(|words| draft.push_str(words));
            view.shell.set_draft(draft);
        } else {
            let key = inner.keys.left_for(&author);
            leave(&key, draft, Some(author.as_str().to_owned()));
        }
    }
}

/// Keeps a draft for its author, who is not here, or for the next page that begins.
pub(super) fn leave(key: &str, draft: String, author: Option<String>) {
    let kept = TabText {
        draft,
        author,
        goodbye: true,
        ..TabText::default()
    };
    // Where nothing can be kept, it is lost, as it would be with the page.
    let _ = storage::save(key, &to_text(&kept));
}
