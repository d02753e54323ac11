//! The window's head: who is there, the menu, and the way out.

use super::avatar::avatar;
use super::element::{El, button, el};
use super::icon::{Icon, icon};
use super::menu::menu;
use crate::actions::Actions;
use crate::live::Live;
use crate::text::Sentence;
use crate::view_state::ViewState;
use hailer_messaging::Connection;
use web_sys::console;

/// Draws the header. `ask_end` asks before a conversation is ended.
pub fn header(state: ViewState, actions: Actions, ask_end: Live<bool>) -> El {
    let agent = move || state.conversation.with(|status| status.agent.clone());
    let words = el("div", "header__text").child(title(state)).child(
        el("p", "header__status")
            .child(el("span", "header__dot"))
            .live_sentence(move || status_sentence(state)),
    );
    // A face says more than a brand.
    let shown = move || {
        state
            .logo
            .get()
            .filter(|_| state.picture_of(agent().as_ref()).is_none())
    };
    let face = move |logo_url: &Option<String>| {
        Some(match logo_url {
            Some(url) => logo(state, "header__logo", url),
            None => avatar(state, "avatar header__avatar", agent),
        })
    };
    let header = el("header", "header").part(shown, face).child(words);
    menu(header, state, actions, ask_end).child(
        button("icon-button")
            .attr("aria-label", &state.text.get(Sentence::Minimize))
            .on("click", move |_| actions.minimize())
            .child(icon(Icon::ChevronDown)),
    )
}

/// The window's name, in the direction of its own words; whole where it is pointed at.
fn title(state: ViewState) -> El {
    el("h2", "header__title")
        .attr("dir", "auto")
        .live_attr("title", move || Some(state.title.get()))
        .live_text(move || state.title.get())
}

/// The brand's picture; one that cannot be shown makes way for the initial.
pub fn logo(state: ViewState, class: &str, url: &str) -> El {
    let complaint = format!("hailer: option \"logo\": no picture at {url}");
    el("img", class)
        .attr("alt", "")
        .attr("src", url)
        .on("error", move |_| {
            console::error_1(&complaint.as_str().into());
            state.logo.set(None);
        })
}

fn status_sentence(state: ViewState) -> String {
    let text = state.text;
    match state.connection.get() {
        Connection::Idle | Connection::Connecting => return text.get(Sentence::Connecting),
        Connection::Online => {}
        _ => return text.get(Sentence::NoConnection),
    }
    let status = state.conversation.get();
    match (status.is_open, status.agent) {
        (true, Some(agent)) => text.named(
            Sentence::IsHere,
            &state.name_or(Some(&agent), Sentence::Agent),
        ),
        (true, None) => text.get(Sentence::WaitingForAgent),
        (false, _) if status.id.is_some() => text.get(Sentence::HasEnded),
        (false, _) => text.get(Sentence::WeAreHere),
    }
}
