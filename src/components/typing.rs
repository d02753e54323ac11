//! Somebody is typing.

use super::avatar::avatar;
use crate::text::Sentence;
use crate::view_state::ViewState;
use leptos::html::{div, span};
use leptos::prelude::*;

/// Three dots beside a face, while somebody of the other side types.
pub fn typing(state: ViewState) -> AnyView {
    let dots = move || {
        state.typing.get().map(|who| {
            let name = state.name_or(Some(&who), Sentence::Agent);
            let dot = || span().class("typing__dot");
            div().class("typing").child((
                avatar(state, "avatar typing__avatar", move || Some(who.clone())),
                span().class("typing__bubble").child((dot(), dot(), dot())),
                span()
                    .class("typing__label visually-hidden")
                    .child(state.text.named(Sentence::IsTyping, &name)),
            ))
        })
    };
    dots.into_any()
}
