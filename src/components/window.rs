//! The chat window.

use super::announcer::announcer;
use super::composer::composer;
use super::confirm::confirm;
use super::element::{El, el, next_frame};
use super::header::header;
use super::notice::notice;
use super::survey_form::survey_form;
use super::transcript::transcript;
use super::viewport::stay_visible;
use crate::actions::Actions;
use crate::driver::connection_word;
use crate::live::Live;
use crate::text::Sentence;
use crate::view_state::ViewState;
use leptos::prelude::document;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, KeyboardEvent, UiEvent};

/// The key that searches, whatever it writes: `F` with Caps Lock, `כ` on a keyboard in Hebrew.
const KEY_F: u32 = 70;

/// The window, and beside it what a screen reader is told, also while that is closed.
pub fn chat(state: ViewState, actions: Actions) -> El {
    el("div", "")
        .child(window(state, actions))
        .child(announcer(state))
}

/// A dialog that is not modal, unless it covers the screen (`embed/manners.js`): the page
/// behind it stays usable.
fn window(state: ViewState, actions: Actions) -> El {
    let ask_end = Live::new(false);
    let window = el("section", "window")
        .attr("part", "window")
        .attr("role", "dialog")
        .live_attr("aria-label", move || Some(state.title.get()))
        .live_attr("data-connection", move || {
            Some(connection_word(state.connection.get()).to_owned())
        })
        .live_flag("hidden", move || !state.is_open.get())
        .on("keydown", move |event| {
            let event: KeyboardEvent = event.unchecked_into();
            if event.key() == "Escape" && !event.is_composing() {
                actions.minimize();
            } else if event.key_code() == KEY_F && (event.ctrl_key() || event.meta_key()) {
                // The browser's search sees only what is drawn.
                actions.draw_whole();
            }
        })
        .on("click", move |event| catch_focus(state, &event))
        .on("error", move |event| state.forget_picture(&event))
        // By the script that tells of messages beside the window: it is there, and the browser refused it.
        .on("offered", move |_| state.can_notify.set(true))
        .on("refused", move |_| {
            state.problem.set(Some(Sentence::NotifyRefused));
        })
        .child(header(state, actions, ask_end))
        .child(notice(state, actions));
    stay_visible(&window);
    let window = transcript(window, state, actions);
    let window = survey_form(window, state, actions).child(composer(state, actions));
    let window = confirm(window, state, actions, ask_end);
    state.text.speech().manners(&window);
    window
}

/// What was pressed may be gone now, and the focus with it: the message box
/// takes it. Only where a key pressed it, as elsewhere a phone would show its
/// keyboard.
fn catch_focus(state: ViewState, event: &Event) {
    if event.unchecked_ref::<UiEvent>().detail() == 0 {
        next_frame(move || {
            let focused = document().active_element();
            if focused.is_none_or(|focused| focused.tag_name() == "BODY") {
                state.focus_wishes.update(|count| *count += 1);
            }
        });
    }
}
