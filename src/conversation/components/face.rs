//! The conversation's parts of the header: the picture and the status line.

use super::avatar::{Avatar, AvatarProps};
use crate::components::dynamic::{dynamic, effect};
use crate::components::erased::Erase as _;
use crate::conversation::presenter::{self, Header};
use crate::conversation::view_state::ViewState;
use crate::shell::brand;
use crate::signals::SetIfChanged as _;
use crate::text::Sentence;
use leptos::prelude::*;

/// The header's picture: the agent's picture, else the brand's logo, else an initial.
#[component]
pub fn Face(view: ViewState) -> impl IntoView {
    let agent = move || view.conversation.with(|status| status.agent.clone());
    let has_logo = RwSignal::new(false);
    effect(move || {
        let has_picture = view.picture_of(agent().as_ref()).is_some();
        has_logo.set_if_changed(view.shell.logo.with(Option::is_some) && !has_picture);
    });
    dynamic(move || {
        Some(if has_logo.get() {
            brand(view.shell, "header__logo", "avatar header__avatar").erase()
        } else {
            let who = Box::new(agent);
            Avatar(AvatarProps {
                view,
                class: "avatar header__avatar",
                who,
            })
            .erase()
        })
    })
}

/// The status line below the title; tracked.
pub fn status(view: ViewState) -> String {
    let connection = view.connection.get();
    let header = (view.conversation).with(|status| presenter::header(connection, status));
    match header {
        Header::Sentence(sentence) => view.text.get(sentence),
        Header::AgentIsHere(agent) => {
            let name = view.name_or(Some(&agent), Sentence::Agent);
            view.text.named(Sentence::IsHere, &name)
        }
    }
}
