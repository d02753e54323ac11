//! The draft of a consumer whom the brand named is theirs alone, like their messages:
//! it leaves the message box as soon as somebody else may be here, and waits for its author.

use super::Driver;
use super::persistence::TabRecord;
use crate::platform::storage;
use hailer_messaging::ParticipantId;
use hailer_messaging::wire::text::to_text;
use leptos::prelude::*;

/// Whose the drafts of this page are.
#[derive(Default)]
pub struct Drafts {
    /// Who wrote what stands in the message box, where the brand named them.
    pub author: Option<ParticipantId>,
    /// The draft of somebody who may be gone, until it is known who is here.
    pub put_aside: Option<(ParticipantId, String)>,
}

impl Driver {
    /// Takes the draft out of the message box, as its author may be gone.
    pub(super) fn put_draft_aside(&self) {
        let mut inner = self.0.borrow_mut();
        let draft = inner.view.shell.read_draft();
        if let Some(author) = inner.drafts.author.take().filter(|_| !draft.is_empty()) {
            inner.drafts.put_aside = Some((author, draft));
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
        if here.is_none() || here == inner.drafts.author {
            return;
        }
        let is_another = inner.drafts.author.is_some() || inner.drafts.put_aside.is_some();
        drop(inner);
        if is_another {
            self.part_drafts();
        }
        self.0.borrow_mut().drafts.author = here;
        self.keep_tab(false);
        self.adopt_orphans();
    }

    fn part_drafts(&self) {
        self.put_draft_aside();
        let mut inner = self.0.borrow_mut();
        let Some((author, mut draft)) = inner.drafts.put_aside.take() else {
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
            let key = inner.tab.keys.left_for(&author);
            leave(&key, draft, Some(author.as_str().to_owned()));
        }
    }
}

/// Keeps a draft for its author, who is not here, or for the next page that begins.
pub(super) fn leave(key: &str, draft: String, author: Option<String>) {
    let kept = TabRecord {
        draft,
        author,
        goodbye: true,
        ..TabRecord::default()
    };
    // Where nothing can be kept, it is lost, as it would be with the page.
    let _ = storage::save(key, &to_text(&kept));
}
