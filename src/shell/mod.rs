//! The shell: the first part of the module. It renders the window's frame, the greeting and
//! the message box. Until the conversation is loaded, it stores the draft and the messages
//! that were sent.
//!
//! The shell calls the conversation's code only through the trait [`Conversation`]. One direct
//! call would move that code into the first part.

mod composer;
mod header;
mod load;
mod storage;
mod transcript;
mod viewport;
mod window;

pub use header::brand;
pub use load::{Context, Conversation, ConversationHandle};
pub use storage::{Keys, account_key};
pub use transcript::{Greeting, GreetingProps};
pub use window::{Chat, ChatProps};

use crate::embed::options::Options;
use crate::platform::object;
use crate::signals::SetIfChanged as _;
use crate::text::{Sentence, Text};
use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::{HtmlTextAreaElement, ShadowRoot};

/// The state of the shell. Copies share it.
#[derive(Clone, Copy)]
pub struct Shell {
    /// The sentences in the current language.
    pub text: Text,
    /// Whether the window is open.
    pub is_open: RwSignal<bool>,
    /// The window's title.
    pub title: RwSignal<String>,
    /// The greeting before the first message.
    pub welcome: RwSignal<String>,
    /// The URL of the brand's logo. `None` after it could not be loaded.
    pub logo: RwSignal<Option<String>>,
    /// The text of the message box when it was last read.
    pub draft: RwSignal<String>,
    /// The message box, once it is mounted.
    field: StoredValue<Option<HtmlTextAreaElement>, LocalStorage>,
    /// Messages that were sent before the conversation was loaded.
    pub outgoing: RwSignal<Vec<String>>,
    /// The conversation, once it is loaded.
    pub conversation: RwSignal<Option<ConversationHandle>>,
    /// Whether the conversation could not be loaded.
    has_failed: RwSignal<bool>,
    /// Whether the current consumer has no messages.
    pub transcript_is_empty: RwSignal<bool>,
    /// Whether the notifier is loaded and has settings for the menu.
    pub can_notify: RwSignal<bool>,
    /// The error notice, until the next attempt.
    pub problem: RwSignal<Option<Sentence>>,
    /// Counts requests to focus the message box.
    pub focus_requests: RwSignal<u32>,
    /// Sentences that are not announced yet.
    announcements: RwSignal<Vec<String>>,
    page: StoredValue<Page, LocalStorage>,
}

/// What the shell needs from the page: the event callback, the options, and the storage keys.
struct Page {
    emit: Function,
    keys: Keys,
    options: Options,
    get_token: Option<Function>,
    root: ShadowRoot,
}

impl Shell {
    /// Creates a shell in `root` with the brand's options.
    pub fn new(
        root: ShadowRoot,
        options: &Options,
        emit: Function,
        get_token: Option<Function>,
    ) -> Self {
        let shell = Self {
            text: Text::new(options.speech.clone()),
            is_open: RwSignal::new(false),
            title: RwSignal::new(String::new()),
            welcome: RwSignal::new(String::new()),
            logo: RwSignal::new(None),
            draft: RwSignal::new(String::new()),
            field: StoredValue::new_local(None),
            outgoing: RwSignal::new(Vec::new()),
            conversation: RwSignal::new(None),
            has_failed: RwSignal::new(false),
            transcript_is_empty: RwSignal::new(true),
            can_notify: RwSignal::new(false),
            problem: RwSignal::new(None),
            focus_requests: RwSignal::new(0),
            announcements: RwSignal::new(Vec::new()),
            page: StoredValue::new_local(Page {
                emit,
                keys: Keys::new(&options.account),
                options: options.clone(),
                get_token,
                root,
            }),
        };
        shell.show_options(options);
        shell
    }

    /// Applies the options that may change while the widget runs.
    pub fn configure(&self, options: Options) {
        self.text.change(options.speech.clone());
        self.show_options(&options);
        self.with_conversation(|conversation| conversation.configure(&options));
        self.page.update_value(|page| page.options = options);
    }

    /// Identifies the consumer by the page's token provider.
    pub fn identify(&self, get_token: Function) {
        self.with_conversation(|conversation| conversation.identify(get_token.clone()));
        self.page
            .update_value(|page| page.get_token = Some(get_token));
    }

    /// Stops the conversation. If `forgets`, also deletes all stored data of the account.
    pub fn stop(&self, forgets: bool) {
        self.with_conversation(|conversation| conversation.stop(forgets));
        if forgets {
            self.keys().forget();
        }
    }

    /// Takes the draft and the unsent messages, in this order, for the widget that replaces
    /// this one. They are deleted here.
    pub fn take_unsent(&self) -> Vec<String> {
        self.keys().store_unsent("", &[]);
        let mut unsent = vec![self.read_draft()];
        unsent.append(&mut self.outgoing.write_untracked());
        unsent
    }

    /// Restores the draft and sends the messages that another widget did not send.
    pub fn resume(&self, unsent: Vec<String>) {
        let mut unsent = unsent.into_iter();
        if let Some(draft) = unsent.next().filter(|draft| !draft.is_empty()) {
            self.set_draft(draft);
        }
        unsent.for_each(|text| self.send(text));
    }

    /// Shows the brand's title, greeting and logo. The catalogue has the default sentences.
    fn show_options(&self, options: &Options) {
        let or_sentence = |own: &Option<String>, sentence| {
            own.clone()
                .unwrap_or_else(|| untrack(|| self.text.get(sentence)))
        };
        self.title
            .set_if_changed(or_sentence(&options.title, Sentence::Title));
        (self.welcome).set_if_changed(or_sentence(&options.welcome, Sentence::Welcome));
        self.logo.set_if_changed(options.logo.clone());
    }

    /// The storage keys of this page.
    pub fn keys(&self) -> Keys {
        self.page.with_value(|page| page.keys.clone())
    }

    /// Opens or minimizes the window.
    pub fn set_open(&self, open: bool) {
        if open {
            self.request_focus();
        }
        if self.is_open.get_untracked() != open {
            self.show_open(open);
        }
    }

    /// Opens the window if it was open before the reload. The focus does not move.
    pub fn restore_open(&self) {
        if self.keys().was_open() {
            self.show_open(true);
        }
    }

    fn show_open(&self, open: bool) {
        self.is_open.set(open);
        self.keys().store_open(open);
        self.with_conversation(|conversation| conversation.window_toggled(open));
        self.emit(if open { "open" } else { "minimize" }, &[]);
    }

    /// Moves the focus into the message box. Only called in response to an action of the user.
    pub fn request_focus(&self) {
        self.focus_requests.update(|count| *count += 1);
    }

    /// Sends a message, or queues it until the conversation is loaded.
    pub fn send(&self, text: String) {
        let mut text = Some(text);
        self.with_conversation(|conversation| {
            if let Some(text) = text.take() {
                conversation.send(text);
            }
        });
        if let Some(text) = text {
            self.outgoing.update(|outgoing| outgoing.push(text));
            self.store_unsent();
        }
    }

    /// Reads the draft from the message box, because dictation and text expanders change it
    /// without an event.
    pub fn read_draft(&self) -> String {
        let field = self.field.try_get_value().flatten();
        if let Some(text) = field.map(|field| field.value())
            && self.draft.with_untracked(|draft| *draft != text)
        {
            self.draft.set(text);
        }
        self.draft.get_untracked()
    }

    /// The text of the message box may have changed.
    fn typed(&self) {
        let before = self.draft.get_untracked();
        let text = self.read_draft();
        if text == before {
            return;
        }
        let has_text = !text.trim().is_empty();
        if self.conversation.with_untracked(Option::is_none) {
            return self.store_unsent();
        }
        self.with_conversation(|conversation| conversation.typed(has_text));
    }

    /// Replaces the text of the message box. Nothing else writes to it once it is mounted.
    pub fn set_draft(&self, text: String) {
        if let Some(field) = self.field.try_get_value().flatten() {
            field.set_value(&text);
        }
        self.draft.set(text);
    }

    /// Stores the draft and the queued messages until the conversation takes over.
    fn store_unsent(&self) {
        let draft = self.read_draft();
        let outgoing = self.outgoing.get_untracked();
        self.keys().store_unsent(&draft, &outgoing);
    }

    /// Calls back with the conversation, if it is loaded.
    pub fn with_conversation(&self, then: impl FnOnce(&dyn Conversation)) {
        // The signal must not be borrowed here, because the conversation may change the shell.
        let conversation = self.conversation.try_get_untracked().flatten();
        if let Some(conversation) = conversation {
            then(&*conversation);
        }
    }

    /// Emits an event of the public API.
    pub fn emit(&self, name: &str, detail: &[(&str, JsValue)]) {
        let Some(emit) = self.page.try_with_value(|page| page.emit.clone()) else {
            return;
        };
        // `hailer.js` reports an exception of the page's handler. It must not stop the widget.
        let _ = emit.call2(&JsValue::UNDEFINED, &name.into(), &object(detail));
    }

    /// Announces sentences to a screen reader, even if one repeats the previous one.
    pub fn announce(&self, sentences: Vec<String>) {
        self.announcements
            .update(|waiting| waiting.extend(sentences));
    }

    /// Takes the pending announcements. Tracked, so that the caller runs again for new ones.
    pub fn take_announcements(&self) -> Vec<String> {
        self.announcements.track();
        let mut taken = Vec::new();
        self.announcements
            .update_untracked(|waiting| taken.append(waiting));
        taken
    }
}
