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
/// A screen reader tells of the room when so much is left: with every key would be too often.
const TOLD_AT: [usize; 6] = [NEAR_LIMIT, 100, 50, 20, 10, 0];
/// The counter, for what it describes.
const COUNTER: &str = "room";

/// Enter sends, Shift+Enter breaks the line; while an input method composes,
/// Enter belongs to it.
pub fn composer(state: ViewState, actions: Actions) -> El {
    // What is written stays in the box until it can be sent.
    let send = move || {
        let words = state.draft.get_untracked();
        rest::when_here(move || send(state, actions, &words));
    };
    let field = field(state, actions, send);
    let counted = field.clone();
    el("form", "composer")
        .attr("part", "composer")
        .on("submit", move |event| {
            event.prevent_default();
            send();
            state.focus_wishes.update(|count| *count += 1);
        })
        .child(field)
        .part(
            move || used(state) + NEAR_LIMIT >= MAX_MESSAGE_CHARS,
            move |is_near| {
                mark(&counted, false);
                is_near.then(|| counter(state, counted.clone()))
            },
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

/// Counts what is written, and says why it cannot be sent once it is too much.
fn counter(state: ViewState, field: El) -> El {
    let counter = el("span", "composer__counter").attr("id", COUNTER);
    let shown = counter.clone();
    let mut told = None;
    live(move || {
        let used = used(state);
        let is_over = used > MAX_MESSAGE_CHARS;
        let words = if is_over {
            let too_many = used - MAX_MESSAGE_CHARS;
            state.text.counted(Sentence::TooLong, too_many)
        } else {
            state.text.of_limit(used, MAX_MESSAGE_CHARS)
        };
        mark(&field, is_over);
        shown.set_class("composer__counter--over", is_over);
        shown.set_text_content(Some(&words));
        let step = step(used);
        if told.replace(step) != Some(step) && step > 0 {
            state.announce(vec![words]);
        }
    });
    counter
}

/// How many of the places are passed at which a screen reader tells of the room.
fn step(used: usize) -> usize {
    let is_passed = |left: &&usize| used + **left >= MAX_MESSAGE_CHARS;
    TOLD_AT.iter().filter(is_passed).count() + usize::from(used > MAX_MESSAGE_CHARS)
}

/// Tells what reads the message box aloud that it holds too much, and where it says so.
fn mark(field: &El, is_over: bool) {
    for (name, value) in [("aria-invalid", "true"), ("aria-describedby", COUNTER)] {
        // Fails only for a name that is none.
        let _ = if is_over {
            field.set_attribute(name, value)
        } else {
            field.remove_attribute(name)
        };
    }
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

#[cfg(test)]
mod tests {
    use super::{MAX_MESSAGE_CHARS, step};

    #[test]
    fn the_room_that_is_left_is_told_at_a_few_places_and_once_when_there_is_none() {
        let told = |used: usize| step(used) != step(used - 1);
        let places: Vec<_> = (7_000..9_000).filter(|used| told(*used)).collect();
        let left = |left: usize| MAX_MESSAGE_CHARS - left;
        let expected = [left(500), left(100), left(50), left(20), left(10), left(0)];
        assert_eq!(places[..6], expected);
        assert_eq!(places[6..], [MAX_MESSAGE_CHARS + 1]);
        assert_eq!(step(left(501)), 0);
    }
}
