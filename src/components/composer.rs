//! The box a message is written in.

use super::element::{El, el, live, next_frame};
use super::icon::{Icon, icon};
use crate::actions::Actions;
use crate::platform::rest;
use crate::text::Sentence;
use crate::view_state::ViewState;
use hailer_messaging::MAX_MESSAGE_CHARS;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

/// The counter appears when this much room is left.
const NEAR_LIMIT: usize = 500;

/// Enter sends, Shift+Enter breaks the line; while an input method composes,
/// Enter belongs to it.
pub fn composer(state: ViewState, actions: Actions) -> El {
    // What is written stays in the box until it can be sent.
    let send = move || {
        let words = state.draft.get_untracked();
        rest::when_here(move || send(state, actions, &words));
    };
    el("form", "composer")
        .attr("part", "composer")
        .on("submit", move |event| {
            event.prevent_default();
            send();
            state.focus_wishes.update(|count| *count += 1);
        })
        .child(field(state, actions, send))
        .part(
            move || used(state) + NEAR_LIMIT > MAX_MESSAGE_CHARS,
            move |is_near| is_near.then(|| counter(state)),
        )
        .child(
            el("button", "composer__send")
                .attr("aria-label", &state.text.get(Sentence::Send))
                .attr("type", "submit")
                .live_flag("disabled", move || !can_send(state))
                .child(icon(Icon::Send)),
        )
}

fn field(state: ViewState, actions: Actions, send: impl Fn() + 'static) -> El {
    let field = el("textarea", "composer__input")
        .attr("aria-label", &state.text.get(Sentence::Message))
        .attr("placeholder", &state.text.get(Sentence::MessageHint))
        .attr("rows", "1");
    let written: HtmlTextAreaElement = (**field).clone().unchecked_into();
    let shown = written.clone();
    live(move || shown.set_value(&state.draft.get()));
    focus_when_wished(state, field.clone());
    field
        .on("input", move |_| {
            let words = written.value();
            let has_text = !words.trim().is_empty();
            state.draft.set(words);
            actions.typed(has_text);
        })
        .on("keydown", move |event| {
            let event: KeyboardEvent = event.unchecked_into();
            // Safari ends a composition with a key of code 229 that says it does not compose.
            let composes = event.is_composing() || event.key_code() == 229;
            if event.key() == "Enter" && !event.shift_key() && !composes {
                event.prevent_default();
                send();
            }
        })
}

/// The focus moves in answer to a person only: a window that was restored
/// open has no wish to fulfil.
fn focus_when_wished(state: ViewState, field: El) {
    let mut fulfilled = 0;
    live(move || {
        let wishes = state.focus_wishes.get();
        if state.is_open.get() && wishes != fulfilled {
            fulfilled = wishes;
            let field = field.clone();
            // In the next frame the window is certain not to be hidden any more.
            next_frame(move || {
                let _ = field.focus();
            });
        }
    });
}

/// Sends what was written when it was wished, unless the window is gone by now, or
/// it was changed. What was written since stays in the box.
fn send(state: ViewState, actions: Actions, words: &str) {
    let mut since = None;
    state.draft.update_untracked(|draft| {
        if is_sendable(words) {
            since = draft.strip_prefix(words).map(str::to_owned);
        }
    });
    if let Some(since) = since {
        state.draft.set(since);
        actions.send(words.to_owned());
    }
}

fn counter(state: ViewState) -> El {
    el("span", "composer__counter")
        .attr("role", "status")
        .live_class("composer__counter--over", move || {
            used(state) > MAX_MESSAGE_CHARS
        })
        .live_text(move || state.text.of_limit(used(state), MAX_MESSAGE_CHARS))
}

fn used(state: ViewState) -> usize {
    state.draft.with(|draft| draft.chars().count())
}

fn can_send(state: ViewState) -> bool {
    state.draft.with(|draft| is_sendable(draft))
}

fn is_sendable(draft: &str) -> bool {
    !draft.trim().is_empty() && draft.chars().count() <= MAX_MESSAGE_CHARS
}
