//! Listens for events of the browser: network changes, storage changes by other tabs, and
//! visibility.

use super::Driver;
use crate::platform::listener::Listener;
use crate::platform::profile;
use hailer_messaging::{Attention, Command, Input};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{PageTransitionEvent, StorageEvent};

impl Driver {
    pub(super) fn listen(&self) {
        let Some(window) = web_sys::window() else {
            return;
        };
        let mut listeners = Vec::new();
        for (event, online) in [("online", true), ("offline", false)] {
            let driver = self.clone();
            listeners.push(Listener::new(&window, event, move |_| {
                driver.feed(Input::NetworkChanged { online });
            }));
        }
        let driver = self.clone();
        listeners.push(Listener::new(&window, "pagehide", move |event| {
            driver.command(Command::PageHides);
            driver.store_snapshot();
            // A page in the back/forward cache may return.
            let may_return = event.unchecked_ref::<PageTransitionEvent>().persisted();
            driver.store_tab(!may_return);
        }));
        let driver = self.clone();
        listeners.push(Listener::new(&window, "storage", move |event| {
            let event = event.unchecked_ref::<StorageEvent>();
            if let Some(key) = event.key() {
                driver.on_storage_event(key, event.new_value().as_deref());
            }
        }));
        if let Some(document) = window.document() {
            let driver = self.clone();
            listeners.push(Listener::new(&document, "visibilitychange", move |_| {
                driver.report_attention();
                driver.store_snapshot();
                // A phone may kill a hidden page without another event.
                driver.store_tab(false);
            }));
        }
        self.0.borrow_mut().page.listeners = listeners;
    }

    pub(super) fn report_attention(&self) {
        self.feed(Input::Command(Command::Attention(self.attention())));
    }

    fn attention(&self) -> Attention {
        Attention {
            window_open: self.0.borrow().view.shell.is_open.get_untracked(),
            tab_visible: profile::is_tab_visible(),
        }
    }

    /// Whether the window is open, the tab is visible, and the page is painted.
    pub fn is_looking(&self) -> bool {
        self.attention().is_reading() && !self.0.borrow().screen.is_asleep()
    }
}
