//! The window's head: who is there, the menu, and the way out.

use super::avatar::avatar;
use super::icon::{Icon, icon};
use super::menu::menu;
use crate::actions::Actions;
use crate::text::Sentence;
use crate::view_state::ViewState;
use hailer_messaging::Connection;
use leptos::ev;
use leptos::html::{button, div, h2, header as header_element, img, p, span};
use leptos::prelude::*;
use web_sys::console;

/// Draws the header. `ask_end` asks before a conversation is ended.
pub fn header(state: ViewState, actions: Actions, ask_end: WriteSignal<bool>) -> AnyView {
    let agent = move || state.conversation.get().agent;
    header_element()
        .class("header")
        .child((
            move || match state.logo.get() {
                // A face says more than a brand.
                Some(url) if state.picture_of(agent().as_ref()).is_none() => logo(state, url),
                _ => avatar(state, "avatar header__avatar", agent),
            },
            div().class("header__text").child((
                h2().class("header__title").child(move || state.title.get()),
                p().class("header__status")
                    .child((span().class("header__dot"), move || status_sentence(state))),
            )),
            menu(state, actions, ask_end),
            button()
                .class("icon-button")
                .attr("type", "button")
                .attr("aria-label", state.text.get(Sentence::Minimize))
                .on(ev::click, move |_| actions.minimize())
                .child(icon(Icon::ChevronDown)),
        ))
        .into_any()
}

/// The brand's picture; one that cannot be shown makes way for the initial.
fn logo(state: ViewState, url: String) -> AnyView {
    let complaint = format!("hailer: option \"logo\": no picture at {url}");
    img()
        .class("header__logo")
        .attr("alt", "")
        .attr("src", url)
        .on(ev::error, move |_| {
            console::error_1(&complaint.as_str().into());
            state.logo.set(None);
        })
        .into_any()
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
