//! The box a message is written in.

use super::icon::{Icon, icon};
use crate::actions::Actions;
use crate::text::Sentence;
use crate::view_state::ViewState;
use hailer_messaging::MAX_MESSAGE_CHARS;
use leptos::ev;
use leptos::html::{button, form, span, textarea};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// The counter appears when this much room is left.
const NEAR_LIMIT: usize = 500;

/// Enter sends, Shift+Enter breaks the line; while an input method composes,
/// Enter belongs to it.
pub fn composer(state: ViewState, actions: Actions) -> AnyView {
    let field = NodeRef::<leptos::html::Textarea>::new();
    // The focus moves in answer to a person only: a window that was restored
    // open has no wish to fulfil.
    Effect::new(move |fulfilled: Option<u32>| {
        let fulfilled = fulfilled.unwrap_or_default();
        let wishes = state.focus_wishes.get();
        if !state.is_open.get() || wishes == fulfilled {
            return fulfilled;
        }
        // In the next frame the window is certain not to be hidden any more.
        request_animation_frame(move || {
            if let Some(field) = field.try_get_untracked().flatten() {
                let _ = field.focus();
            }
        });
        wishes
    });
    let length = Memo::new(move |_| state.draft.with(|draft| draft.chars().count()));
    let can_send = move || {
        length.get() <= MAX_MESSAGE_CHARS && state.draft.with(|draft| !draft.trim().is_empty())
    };
    let send = move || {
        if untrack(can_send) {
            let words = state.draft.get_untracked();
            state.draft.set(String::new());
            actions.send(words);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        // Safari ends a composition with a key of code 229 that says it does not compose.
        let composes = event.is_composing() || event.key_code() == 229;
        if event.key() == "Enter" && !event.shift_key() && !composes {
            event.prevent_default();
            send();
        }
    };
    form()
        .class("composer")
        .attr("part", "composer")
        .on(ev::submit, move |event| {
            event.prevent_default();
            send();
            state.focus_wishes.update(|count| *count += 1);
        })
        .child((
            textarea()
                .class("composer__input")
                .attr("aria-label", state.text.get(Sentence::Message))
                .attr("placeholder", state.text.get(Sentence::MessageHint))
                .attr("rows", "1")
                .node_ref(field)
                .prop("value", move || state.draft.get())
                .on(ev::input, move |event| {
                    let words = event_target_value(&event);
                    let has_text = !words.trim().is_empty();
                    state.draft.set(words);
                    actions.typed(has_text);
                })
                .on(ev::keydown, on_key),
            move || {
                let used = length.get();
                (used + NEAR_LIMIT > MAX_MESSAGE_CHARS).then(|| {
                    let is_over = used > MAX_MESSAGE_CHARS;
                    span()
                        .class("composer__counter")
                        .class(("composer__counter--over", is_over))
                        .attr("role", "status")
                        .child(state.text.of_limit(used, MAX_MESSAGE_CHARS))
                })
            },
            button()
                .class("composer__send")
                .attr("aria-label", state.text.get(Sentence::Send))
                .attr("type", "submit")
                .prop("disabled", move || !can_send())
                .child(icon(Icon::Send)),
        ))
        .into_any()
}
