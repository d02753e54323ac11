//! Notifications outside the window. The brand allows kinds of notifications and the consumer
//! enables them. `embed/notifier.js` implements them in a separate script, because most pages do
//! not use them.

use super::Driver;
use leptos::prelude::*;
use web_sys::HtmlElement;

impl Driver {
    /// Disposes the previous notifier. Fetches the script again if the option `notify` is set.
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

    /// Adds the notification settings to the menu.
    pub fn add_notification_items(&self, menu: &HtmlElement) {
        let inner = self.0.borrow();
        if let Some(notifier) = &inner.page.notifier {
            notifier.items(menu, &untrack(|| inner.view.text.speech()));
        }
    }

    /// Notifies of a message from `name` while the consumer is away. The text of the message is
    /// not part of the notification, because others may see the screen.
    pub(super) fn notify(&self, name: &str) {
        let inner = self.0.borrow();
        if let Some(notifier) = &inner.page.notifier {
            notifier.arrived(name, &untrack(|| inner.view.text.speech()));
        }
    }
}
