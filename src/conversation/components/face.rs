//! Who speaks for the brand, and what the header says of it.

use super::avatar::{Avatar, AvatarProps};
use crate::components::dynamic::{dynamic, effect};
use crate::conversation::view_state::ViewState;
use crate::shell::brand;
use crate::signals::SetIfChanged as _;
use crate::text::Sentence;
use hailer_messaging::Connection;
use leptos::prelude::*;

/// The agent's picture; a face says more than a brand.
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
            brand(view.shell, "header__logo", "avatar header__avatar").into_any()
        } else {
            let who = Box::new(agent);
            Avatar(AvatarProps {
                view,
                class: "avatar header__avatar",
                who,
            })
            .into_any()
        })
    })
}

/// What the header says below the title.
pub fn status(view: ViewState) -> String {
    let text = view.text;
    match view.connection.get() {
        Connection::Idle | Connection::Connecting => return text.get(Sentence::Connecting),
        Connection::Online => {}
        _ => return text.get(Sentence::NoConnection),
    }
    let status = view.conversation.get();
    match (status.is_open, status.agent) {
        (true, Some(agent)) => {
            let name = view.name_or(Some(&agent), Sentence::Agent);
            text.named(Sentence::IsHere, &name)
        }
        (true, None) => text.get(Sentence::WaitingForAgent),
        (false, _) if status.id.is_some() => text.get(Sentence::HasEnded),
        (false, _) => text.get(Sentence::WeAreHere),
    }
}
