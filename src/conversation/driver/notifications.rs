//! Whoever is not looking is told of messages in ways the brand allows and the
//! consumer chose: by a script of its own (`embed/notifier.js`), as most pages
//! want none of it.

use super::Driver;
use leptos::prelude::*;
use web_sys::HtmlElement;

impl Driver {
    /// Has the script fetched, where the brand allows anything. What it allowed before is over.
    pub fn fetch_notifier(&self) {
        let mut inner = self.0.borrow_mut();
        if let Some(before) = inner.page.notifier.take() {
            before.end();
            inner.view.shell.can_notify.set(false);
        }
        let speech = untrack(|| inner.view.text.speech());
        let options = &inner.page.options;
        let made = (options.notify.as_ref())
            .map(|allowed| speech.notifier(&inner.page.root, &options.account, allowed));
        inner.page.notifier = made;
    }

    /// Puts what the consumer may choose into the menu.
    pub fn notify_items(&self, menu: &HtmlElement) {
        let inner = self.0.borrow();
        if let Some(notifier) = &inner.page.notifier {
            notifier.items(menu, &untrack(|| inner.view.text.speech()));
        }
    }

    /// Somebody wrote, and nobody is looking. What was written is told to nobody.
    pub(super) fn notify(&self, name: &str) {
        let inner = self.0.borrow();
        if let Some(notifier) = &inner.page.notifier {
            notifier.arrived(name, &untrack(|| inner.view.text.speech()));
        }
    }
}
