//! A picture of whoever speaks, or their initial.

use super::element::{El, el};
use crate::view_state::ViewState;
use hailer_messaging::ParticipantId;
use js_sys::JsString;

/// Draws whoever `who` names; a brand without a name gets its title's initial.
pub fn avatar(
    state: ViewState,
    class: &str,
    who: impl Fn() -> Option<ParticipantId> + 'static,
) -> El {
    let shown = move || {
        let who = who();
        let picture = state.picture_of(who.as_ref());
        picture.ok_or_else(|| {
            let name = state.agent_name(who.as_ref());
            initial(&name.unwrap_or_else(|| state.title.get()))
        })
    };
    el("span", class)
        .attr("aria-hidden", "true")
        .part(shown, |shown| {
            Some(match shown {
                Ok(url) => el("img", "avatar__image").attr("alt", "").attr("src", url),
                Err(initial) => el("span", "avatar__initials").text(initial),
            })
        })
}

/// The browser knows how a letter is written large; a table of our own weighs 12 KB.
fn initial(name: &str) -> String {
    let is_letter = |letter: &char| !letter.is_whitespace() && !letter.is_ascii_punctuation();
    let first = name.chars().find(is_letter);
    let first = first.map(|letter| JsString::from(letter.to_string()));
    first.map_or_else(String::new, |letter| letter.to_upper_case().into())
}
