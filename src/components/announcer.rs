//! What a screen reader is told: each new message once, with its sender, and
//! never the history. The transcript itself is a silent log, as a live one
//! would read older messages while they load.

use crate::view_state::ViewState;
use leptos::html::div;
use leptos::prelude::*;

/// An invisible live region.
pub fn announcer(state: ViewState) -> AnyView {
    div()
        .class("announcer visually-hidden")
        .attr("aria-live", "polite")
        .child(move || state.announcement.get())
        .into_any()
}
