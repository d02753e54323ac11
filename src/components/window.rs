//! The chat window.

use super::announcer::announcer;
use super::composer::composer;
use super::confirm::confirm;
use super::element::{El, el};
use super::header::header;
use super::notice::notice;
use super::survey_form::survey_form;
use super::transcript::transcript;
use super::viewport::stay_visible;
use crate::actions::Actions;
use crate::driver::connection_word;
use crate::live::Live;
use crate::view_state::ViewState;
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;

/// A dialog that is not modal: the page behind it stays usable.
pub fn window(state: ViewState, actions: Actions) -> El {
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
            } else if event.key() == "f" && (event.ctrl_key() || event.meta_key()) {
                // The browser's search sees only what is drawn.
                actions.draw_whole();
            }
        })
        .child(header(state, actions, ask_end))
        .child(notice(state, actions));
    stay_visible(&window);
    let window = transcript(window, state, actions);
    let window = survey_form(window, state, actions).child(composer(state, actions));
    confirm(window, state, actions, ask_end).child(announcer(state))
}
