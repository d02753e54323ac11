//! The shell: the first part of the module. It draws the window's frame, the
//! greeting and the message box, and keeps what is written until the
//! conversation, which is a part of its own, is loaded.
//!
//! The shell never calls into the conversation's code except through the trait
//! [`Conversation`]: one direct call would pull that code into the first part.

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

/// What the shell shows and keeps. Copies are the same shell.
#[derive(Clone, Copy)]
pub struct Shell {
    /// The language. Reading a sentence in a view follows it.
    pub text: Text,
    /// Whether the window is open.
    pub is_open: RwSignal<bool>,
    /// The window's name.
    pub title: RwSignal<String>,
    /// The greeting before anything was said.
    pub welcome: RwSignal<String>,
    /// Address of the brand's picture, as long as it can be shown.
    pub logo: RwSignal<Option<String>>,
    /// What stood in the message box when it was read last.
    pub draft: RwSignal<String>,
    /// The message box.
    field: StoredValue<Option<HtmlTextAreaElement>, LocalStorage>,
    /// Messages that were sent before the conversation was loaded.
    pub outgoing: RwSignal<Vec<String>>,
    /// The conversation, once it is loaded.
    pub conversation: RwSignal<Option<ConversationHandle>>,
    /// Whether it could not be loaded.
    has_failed: RwSignal<bool>,
    /// Whether nothing was said, or what was said is somebody else's.
    pub transcript_is_empty: RwSignal<bool>,
    /// Whether there is a way to tell of messages beside the window.
    pub can_notify: RwSignal<bool>,
    /// What went wrong, until the next attempt.
    pub problem: RwSignal<Option<Sentence>>,
    /// Counts requests to move the focus into the message box.
    pub focus_requests: RwSignal<u32>,
    /// Sentences a screen reader has not been told yet.
    announcements: RwSignal<Vec<String>>,
    page: StoredValue<Page, LocalStorage>,
}

/// The page's side of the border, and where this page keeps things.
struct Page {
    emit: Function,
    keys: Keys,
    options: Options,
    get_token: Option<Function>,
    root: ShadowRoot,
}

impl Shell {
    /// A shell in `root` that shows the brand's options and nothing else yet.
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

    /// Takes over the options that may change while the widget runs.
    pub fn configure(&self, options: Options) {
        self.text.change(options.speech.clone());
        self.show_options(&options);
        self.with_conversation(|conversation| conversation.configure(&options));
        self.page.update_value(|page| page.options = options);
    }

    /// Names the consumer.
    pub fn identify(&self, get_token: Function) {
        self.with_conversation(|conversation| conversation.identify(get_token.clone()));
        self.page
            .update_value(|page| page.get_token = Some(get_token));
    }

    /// Ends the conversation's part of the widget; nothing of a consumer who is to be
    /// forgotten stays in this browser.
    pub fn stop(&self, forgets: bool) {
        self.with_conversation(|conversation| conversation.stop(forgets));
        if forgets {
            self.keys().forget();
        }
    }

    /// What was written and not sent, the draft first, for a widget that goes on in the
    /// stead of this one. It is kept here no longer.
    pub fn take_unsent(&self) -> Vec<String> {
        self.keys().keep_unsent("", &[]);
        let mut unsent = vec![self.read_draft()];
        unsent.append(&mut self.outgoing.write_untracked());
        unsent
    }

    /// Goes on with what another widget did not send.
    pub fn resume(&self, unsent: Vec<String>) {
        let mut unsent = unsent.into_iter();
        if let Some(draft) = unsent.next().filter(|draft| !draft.is_empty()) {
            self.set_draft(draft);
        }
        unsent.for_each(|text| self.send(text));
    }

    /// Shows what the brand says itself, or what the catalogue says for it.
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

    /// The keys under which this page keeps things.
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

    /// Opens the window of a page on which it was open before; the focus stays where it is.
    pub fn restore_open(&self) {
        if self.keys().was_open() {
            self.show_open(true);
        }
    }

    fn show_open(&self, open: bool) {
        self.is_open.set(open);
        self.keys().keep_open(open);
        self.with_conversation(|conversation| conversation.window_toggled(open));
        self.emit(if open { "open" } else { "minimize" }, &[]);
    }

    /// Moves the focus into the message box, in answer to a person.
    pub fn request_focus(&self) {
        self.focus_requests.update(|count| *count += 1);
    }

    /// Sends a message, as soon as the conversation is loaded.
    pub fn send(&self, text: String) {
        let mut text = Some(text);
        self.with_conversation(|conversation| {
            if let Some(text) = text.take() {
                conversation.send(text);
            }
        });
        if let Some(text) = text {
            self.outgoing.update(|outgoing| outgoing.push(text));
            self.keep_unsent();
        }
    }

    /// Reads the message box: dictation and text expanders change it without an event.
    pub fn read_draft(&self) -> String {
        let field = self.field.try_get_value().flatten();
        if let Some(text) = field.map(|field| field.value())
            && self.draft.with_untracked(|draft| *draft != text)
        {
            self.draft.set(text);
        }
        self.draft.get_untracked()
    }

    /// The consumer changed what stands in the message box.
    fn typed(&self) {
        let before = self.draft.get_untracked();
        let text = self.read_draft();
        if text == before {
            return;
        }
        let has_text = !text.trim().is_empty();
        if self.conversation.with_untracked(Option::is_none) {
            return self.keep_unsent();
        }
        self.with_conversation(|conversation| conversation.typed(has_text));
    }

    /// Puts another text into the message box, which is not written to otherwise.
    pub fn set_draft(&self, text: String) {
        if let Some(field) = self.field.try_get_value().flatten() {
            field.set_value(&text);
        }
        self.draft.set(text);
    }

    /// Keeps what was written while there is no conversation that would.
    fn keep_unsent(&self) {
        let draft = self.read_draft();
        let outgoing = self.outgoing.get_untracked();
        self.keys().keep_unsent(&draft, &outgoing);
    }

    /// Does something with the conversation, if it is loaded.
    pub fn with_conversation(&self, then: impl FnOnce(&dyn Conversation)) {
        // Not while the signal is borrowed: the conversation may change the shell.
        let conversation = self.conversation.try_get_untracked().flatten();
        if let Some(conversation) = conversation {
            then(&*conversation);
        }
    }

    /// Tells the page of an event of the public contract.
    pub fn emit(&self, name: &str, detail: &[(&str, JsValue)]) {
        let Some(emit) = self.page.try_with_value(|page| page.emit.clone()) else {
            return;
        };
        // A page's handler that throws is reported by `hailer.js`, and must not stop us.
        let _ = emit.call2(&JsValue::UNDEFINED, &name.into(), &object(detail));
    }

    /// Says sentences to a screen reader, also when one is the same as the last.
    pub fn announce(&self, sentences: Vec<String>) {
        self.announcements
            .update(|waiting| waiting.extend(sentences));
    }

    /// The sentences that wait; tracked, so that the next one is noticed.
    pub fn take_announcements(&self) -> Vec<String> {
        self.announcements.track();
        let mut taken = Vec::new();
        self.announcements
            .update_untracked(|waiting| taken.append(waiting));
        taken
    }
}
