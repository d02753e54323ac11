//! Somebody is typing.

use super::avatar::avatar;
use super::element::{El, el};
use crate::text::Sentence;
use crate::view_state::ViewState;
use hailer_messaging::ParticipantId;

/// Three dots beside a face, while somebody of the other side types.
pub fn typing(place: El, state: ViewState) -> El {
    place.part(
        move || state.typing.get(),
        move |who| who.clone().map(|who| dots(state, who)),
    )
}

fn dots(state: ViewState, who: ParticipantId) -> El {
    let face = who.clone();
    let bubble = (0..3).fold(el("span", "typing__bubble"), |bubble, _| {
        bubble.child(el("span", "typing__dot"))
    });
    el("div", "typing")
        .child(avatar(state, "avatar typing__avatar", move || {
            Some(face.clone())
        }))
        .child(bubble)
        .child(
            el("span", "typing__label visually-hidden").live_text(move || {
                state.text.named(
                    Sentence::IsTyping,
                    &state.name_or(Some(&who), Sentence::Agent),
                )
            }),
        )
}
