//! A picture of whoever speaks, or their initial.

use crate::view_state::ViewState;
use hailer_messaging::ParticipantId;
use leptos::html::{img, span};
use leptos::prelude::*;

/// Draws whoever `who` names; a brand without a name gets its title's initial.
pub fn avatar(
    state: ViewState,
    class: &'static str,
    who: impl Fn() -> Option<ParticipantId> + Clone + Send + Sync + 'static,
) -> AnyView {
    let content = move || {
        let who = who();
        if let Some(url) = state.picture_of(who.as_ref()) {
            img()
                .class("avatar__image")
                .attr("alt", "")
                .attr("src", url)
                .into_any()
        } else {
            let name = state
                .agent_name(who.as_ref())
                .unwrap_or_else(|| state.title.get());
            span()
                .class("avatar__initials")
                .child(initial(&name))
                .into_any()
        }
    };
    span()
        .class(class)
        .attr("aria-hidden", "true")
        .child(content)
        .into_any()
}

fn initial(name: &str) -> String {
    let first = name.chars().find(|letter| letter.is_alphanumeric());
    first
        .map(|letter| letter.to_uppercase().collect())
        .unwrap_or_default()
}
