//! Somebody is typing.

use super::avatar::avatar;
use crate::text;
use crate::view_state::ViewState;
use leptos::html::{div, span};
use leptos::prelude::*;

/// Three dots beside a face, while somebody of the other side types.
pub fn typing(state: ViewState) -> AnyView {
    let dots = move || {
        state.typing.get().map(|who| {
            let name = state.agent_name(Some(&who), text::AGENT);
            let dot = || span().class("typing__dot");
            div().class("typing").child((
                avatar(state, "avatar typing__avatar", move || Some(who.clone())),
                span().class("typing__bubble").child((dot(), dot(), dot())),
                span()
                    .class("typing__label visually-hidden")
                    .child(text::is_typing(&name)),
            ))
        })
    };
    dots.into_any()
}
