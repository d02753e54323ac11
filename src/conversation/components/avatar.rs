//! Avatars: the sender's picture, or an initial.

use crate::components::dynamic::{dynamic, effect};
use crate::components::erased::Erase as _;
use crate::components::initial::initial;
use crate::conversation::view_state::ViewState;
use hailer_messaging::ParticipantId;
use leptos::html::{img, span};
use leptos::prelude::*;

/// `Ok` is the URL of a picture, `Err` is an initial.
pub type Picture = Result<String, String>;

/// Selects whose picture is rendered; tracked.
pub type Who = Box<dyn Fn() -> Option<ParticipantId> + Send>;

/// Renders the avatar of `who`, or the title's initial if there is no name. It is hidden from
/// screen readers, because the text beside it names the sender.
#[component]
pub fn Avatar(
    view: ViewState,
    /// The classes of the element.
    class: &'static str,
    /// The participant to show.
    who: Who,
) -> impl IntoView {
    let mut shown = None;
    let drawn = RwSignal::new(Err(String::new()));
    effect(move || {
        let wanted = picture(view, who().as_ref());
        // A new `<img>` would fetch the picture again.
        if shown.as_ref() != Some(&wanted) {
            shown = Some(wanted.clone());
            drawn.set(wanted);
        }
    });
    span()
        .class(class)
        .attr("aria-hidden", "true")
        .child(dynamic(move || {
            Some(match drawn.get() {
                Ok(url) => img()
                    .class("avatar__image")
                    .attr("alt", "")
                    .attr("src", url)
                    .erase(),
                Err(letter) => span()
                    .class("avatar__initials")
                    .prop("textContent", letter)
                    .erase(),
            })
        }))
}

/// The picture of a participant, or the initial of their name or the title.
pub fn picture(view: ViewState, who: Option<&ParticipantId>) -> Picture {
    view.picture_of(who).ok_or_else(|| {
        let name = view.agent_name(who);
        initial(&name.unwrap_or_else(|| view.shell.title.get()))
    })
}
