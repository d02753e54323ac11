//! The typing indicator.

use super::avatar::{Avatar, AvatarProps};
use crate::components::dynamic::{dynamic, words};
use crate::components::erased::{Erase as _, ErasedView};
use crate::components::sentence::sentence;
use crate::conversation::view_state::ViewState;
use crate::text::Sentence;
use hailer_messaging::ParticipantId;
use leptos::html::{div, span};
use leptos::prelude::*;

/// An avatar and three dots, shown while an agent or a bot is typing.
#[component]
pub fn Typing(view: ViewState) -> impl IntoView {
    dynamic(move || view.typing.get().map(|who| dots(view, who)))
}

fn dots(view: ViewState, who: ParticipantId) -> ErasedView {
    let speaker = who.clone();
    let label = move || {
        let name = view.name_or(Some(&who), Sentence::Agent);
        view.text.named(Sentence::IsTyping, &name)
    };
    let dot = || span().class("typing__dot");
    div()
        .class("typing")
        .child((
            Avatar(AvatarProps {
                view,
                class: "avatar typing__avatar",
                who: Box::new(move || Some(speaker.clone())),
            }),
            span().class("typing__bubble").child((dot(), dot(), dot())),
            span()
                .class("typing__label visually-hidden")
                .child(sentence(words(label))),
        ))
        .erase()
}
