//! What a screen reader is told: each new message once, with its sender, and
//! never the history. The transcript itself is a silent log, as a live one
//! would read older messages while they load.

use crate::view_state::ViewState;
use leptos::html::{div, p};
use leptos::prelude::*;

/// An invisible live region. Each sentence is an element of its own, as the
/// same words twice in one text node would be heard once.
pub fn announcer(state: ViewState) -> AnyView {
    let sentences = For(ForProps::builder()
        .each(move || state.announcements.get())
        .key(|(number, _)| *number)
        .children(|(_, sentence)| p().child(sentence))
        .build());
    div()
        .class("announcer visually-hidden")
        .attr("aria-live", "polite")
        .child(sentences)
        .into_any()
}
