//! A picture of whoever speaks, or their initial.

use crate::components::dynamic::{dynamic, effect};
use crate::components::erased::Erase as _;
use crate::components::initial::initial;
use crate::conversation::view_state::ViewState;
use hailer_messaging::ParticipantId;
use leptos::html::{img, span};
use leptos::prelude::*;

/// The address of a picture, or else an initial.
pub type Picture = Result<String, String>;

/// Says whose picture is drawn.
pub type Who = Box<dyn Fn() -> Option<ParticipantId> + Send>;

/// Draws whoever `who` names; a brand without a name gets its title's initial. Hidden from
/// screen readers: words beside it say who it is.
#[component]
pub fn Avatar(
    view: ViewState,
    /// Its classes.
    class: &'static str,
    /// Whose picture.
    who: Who,
) -> impl IntoView {
    let mut shown = None;
    let drawn = RwSignal::new(Err(String::new()));
    effect(move || {
        let wanted = picture(view, who().as_ref());
        // A picture that is made anew is asked for anew.
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

/// What to show of somebody.
pub fn picture(view: ViewState, who: Option<&ParticipantId>) -> Picture {
    view.picture_of(who).ok_or_else(|| {
        let name = view.agent_name(who);
        initial(&name.unwrap_or_else(|| view.shell.title.get()))
    })
}
