//! The chat window.

use super::announcer::announcer;
use super::composer::composer;
use super::confirm::confirm;
use super::header::header;
use super::notice::notice;
use super::survey_form::survey_form;
use super::transcript::transcript;
use crate::actions::Actions;
use crate::driver::connection_word;
use crate::view_state::ViewState;
use leptos::ev;
use leptos::html::section;
use leptos::prelude::*;

/// A dialog that is not modal: the page behind it stays usable.
pub fn window(state: ViewState, actions: Actions) -> AnyView {
    let ask_end = RwSignal::new(false);
    section()
        .class("window")
        .attr("part", "window")
        .attr("role", "dialog")
        .attr("aria-label", move || state.title.get())
        .attr("data-connection", move || {
            connection_word(state.connection.get())
        })
        .prop("hidden", move || !state.is_open.get())
        .on(ev::keydown, move |event| {
            if event.key() == "Escape" && !event.is_composing() {
                actions.minimize();
            }
        })
        .child((
            header(state, actions, ask_end.write_only()),
            notice(state, actions),
            transcript(state, actions),
            survey_form(state, actions),
            composer(state, actions),
            confirm(state, actions, ask_end),
            announcer(state),
        ))
        .into_any()
}
