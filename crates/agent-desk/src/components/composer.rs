//! The message box and its buttons.

use super::insert::{CannedReplies, RichContent};
use crate::actions::Actions;
use crate::ask::Audience;
use crate::canned;
use crate::keys::is_for_input_method;
use gloo_timers::callback::Timeout;
use hailer_messaging::wire::{ChatState, MessagingEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlInputElement, KeyboardEvent};

/// The shortest interval between two typing notifications.
const TYPING_EVERY_MS: u64 = 3_000;
/// After this pause, the agent is no longer typing.
const TYPING_ENDS_MS: u32 = 6_000;

/// The draft of a conversation. Copies share the same state.
#[derive(Clone, Copy)]
pub struct Draft {
    actions: Actions,
    /// The conversation's id.
    pub id: StoredValue<String>,
    /// The text.
    pub text: RwSignal<String>,
    /// Whether only colleagues will see it.
    pub is_private: RwSignal<bool>,
    field: NodeRef<html::Textarea>,
    typing_sent_at_ms: StoredValue<u64>,
    end: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Draft {
    fn new(actions: Actions, id: StoredValue<String>) -> Self {
        let kept = actions.desk.with_untracked(|desk| {
            desk.talks
                .get(&id.get_value())
                .map(|talk| talk.draft.clone())
        });
        Self {
            actions,
            id,
            text: RwSignal::new(kept.unwrap_or_default()),
            is_private: RwSignal::new(false),
            field: NodeRef::new(),
            typing_sent_at_ms: StoredValue::new(0),
            end: StoredValue::new_local(None),
        }
    }

    /// Replaces the text and focuses the box.
    pub fn put(self, text: &str) {
        self.set(text.to_owned());
        if let Some(field) = self.field.get_untracked() {
            // `focus` cannot fail, because the field is in the page.
            let _ = field.focus();
        }
    }

    /// Focuses the box if this conversation was just selected.
    fn focus_if_requested(self) {
        let is_sought = self.actions.focus_request.get() == Some(self.id.get_value());
        if let Some(field) = self.field.get().filter(|_| is_sought) {
            let _ = field.focus();
            self.actions.focus_request.set(None);
        }
    }

    /// Writes the text into the box if it differs. Writing it on every input would move the caret,
    /// and break a surrogate pair of which only one half has arrived.
    fn shows(self) {
        let text = self.text.get();
        let field = self.field.get();
        if let Some(field) = field.filter(|field| field.value() != text) {
            field.set_value(&text);
        }
    }

    /// Reads the text from the box, because some tools change it without an input event.
    fn read(self) {
        let shown = self.field.get_untracked().map(|field| field.value());
        if let Some(shown) = shown.filter(|shown| *shown != self.text.get_untracked()) {
            self.set(shown);
        }
    }

    fn set(self, text: String) {
        self.actions.desk.update_untracked(|desk| {
            if let Some(talk) = desk.talks.get_mut(&self.id.get_value()) {
                talk.draft.clone_from(&text);
            }
        });
        self.text.set(text);
    }

    fn types(self, text: String) {
        let is_empty = text.is_empty();
        self.set(text);
        if self.is_private.get_untracked() {
            return;
        }
        if is_empty {
            return self.stops();
        }
        let now = self.actions.now.get_untracked();
        if now.saturating_sub(self.typing_sent_at_ms.get_value()) >= TYPING_EVERY_MS {
            self.typing_sent_at_ms.set_value(now);
            self.actions
                .send_chat_state(&self.id.get_value(), ChatState::Composing);
        }
        self.end
            .set_value(Some(Timeout::new(TYPING_ENDS_MS, move || self.stops())));
    }

    fn stops(self) {
        self.end.set_value(None);
        if self.typing_sent_at_ms.get_value() != 0 {
            self.typing_sent_at_ms.set_value(0);
            self.actions
                .send_chat_state(&self.id.get_value(), ChatState::Active);
        }
    }

    fn send(self) {
        self.read();
        let text = self.text.get_untracked();
        if text.trim().is_empty() {
            return;
        }
        let audience = if self.is_private.get_untracked() {
            Audience::Colleagues
        } else {
            Audience::Everybody
        };
        self.set(String::new());
        spawn_local(async move {
            let event = MessagingEvent::text(text.clone());
            let outcome = self
                .actions
                .publish(&self.id.get_value(), &event, audience)
                .await;
            // Restores the text of a failed message, unless a new draft was begun.
            if outcome.is_err() && self.text.get_untracked().is_empty() {
                self.set(text);
            }
            self.stops();
        });
    }
}

/// The message box with its buttons.
#[component]
pub fn Composer(id: StoredValue<String>) -> impl IntoView {
    let actions = Actions::here();
    let draft = Draft::new(actions, id);
    Effect::new(move |_| draft.focus_if_requested());
    Effect::new(move |_| draft.shows());
    let (has_canned, has_rich) = (RwSignal::new(false), RwSignal::new(false));
    let meant = Memo::new(move |_| {
        draft.text.with(|text| {
            canned::matching(text)
                .iter()
                .map(|one| one.name)
                .collect::<Vec<_>>()
        })
    });
    let press = move |event: KeyboardEvent| {
        if event.key() != "Enter" || event.shift_key() || is_for_input_method(&event) {
            return;
        }
        event.prevent_default();
        draft.read();
        let first = draft
            .text
            .with_untracked(|text| canned::matching(text).first().map(|one| one.text));
        match first {
            Some(text) => draft.put(text),
            None => draft.send(),
        }
    };
    let share = move |event: web_sys::Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(input) = input else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            spawn_local(async move { actions.share(&id.get_value(), file).await });
        }
        input.set_value("");
    };
    let placeholder = move || {
        if draft.is_private.get() {
            "Write to colleagues; the consumer does not see it"
        } else {
            "Write a message, or / for a canned reply"
        }
    };
    view! {
        <div class="composer" class:composer--private=move || draft.is_private.get()>
            <p class="meant" aria-live="polite">
                {move || meant.with(|names| (!names.is_empty()).then(|| format!("Enter inserts /{}", names.join(", /"))))}
            </p>
            <textarea
                class="composer__field"
                rows="2"
                aria-label="Message"
                placeholder=placeholder
                node_ref=draft.field
                on:input=move |event| draft.types(event_target_value(&event))
                on:change=move |_| draft.read()
                on:keydown=press
            ></textarea>
            <div class="composer__tools">
                <button class="button" on:click=move |_| has_canned.set(true)>"Canned reply"</button>
                <button class="button" on:click=move |_| has_rich.set(true)>"Rich content"</button>
                <label class="button file-choice">"File"<input class="unseen" type="file" on:change=share/></label>
                {move || actions.has_forms().then(|| view! {
                    <button class="button" on:click=move |_| actions.invite(id.get_value())>"Secure form"</button>
                })}
                <label class="switch"><input type="checkbox" bind:checked=draft.is_private/>"Colleagues only"</label>
                <button class="button button--main" on:click=move |_| draft.send()>"Send"</button>
            </div>
            <CannedReplies is_open=has_canned draft/>
            <RichContent is_open=has_rich id/>
        </div>
    }
}
