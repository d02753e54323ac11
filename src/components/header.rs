//! The window's head: who is there, the menu, and the way out.

use super::avatar::avatar;
use super::element::{El, button, el};
use super::icon::{Icon, icon};
use super::menu::menu;
use crate::actions::Actions;
use crate::live::Live;
use crate::text;
use crate::view_state::ViewState;
use hailer_messaging::Connection;

/// Draws the header. `ask_end` asks before a conversation is ended.
pub fn header(state: ViewState, actions: Actions, ask_end: Live<bool>) -> El {
    let agent = move || state.conversation.with(|status| status.agent.clone());
    let words = el("div", "header__text")
        .child(el("h2", "header__title").live_text(move || state.title.get()))
        .child(
            el("p", "header__status")
                .child(el("span", "header__dot"))
                .live_text(move || status_sentence(state)),
        );
    let header = el("header", "header")
        .child(avatar(state, "avatar header__avatar", agent))
        .child(words);
    menu(header, state, actions, ask_end).child(
        button("icon-button")
            .attr("aria-label", text::MINIMIZE)
            .on("click", move |_| actions.minimize())
            .child(icon(Icon::ChevronDown)),
    )
}

fn status_sentence(state: ViewState) -> String {
    match state.connection.get() {
        Connection::Idle | Connection::Connecting => return text::CONNECTING.to_owned(),
        Connection::Online => {}
        _ => return text::NO_CONNECTION.to_owned(),
    }
    let status = state.conversation.get();
    match (status.is_open, status.agent) {
        (true, Some(agent)) => text::is_here(&state.agent_name(Some(&agent), text::AGENT)),
        (true, None) => text::WAITING_FOR_AGENT.to_owned(),
        (false, _) if status.id.is_some() => text::HAS_ENDED.to_owned(),
        (false, _) => text::USUALLY_REPLIES.to_owned(),
    }
}
