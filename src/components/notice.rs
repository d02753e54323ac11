//! What the consumer should know about the connection, and what they can do.

use super::icon::{Icon, icon};
use crate::actions::Actions;
use crate::text::Sentence;
use crate::view_state::ViewState;
use hailer_messaging::Connection;
use leptos::ev;
use leptos::html::{button, div, span};
use leptos::prelude::*;

/// A line under the header, while there is something to say.
pub fn notice(state: ViewState, actions: Actions) -> AnyView {
    let line = move || {
        let (kind, which, can_retry) = match state.connection.get() {
            Connection::Offline => ("offline", Sentence::Offline, false),
            Connection::Waiting { .. } => ("waiting", Sentence::Waiting, true),
            Connection::Ended(_) => ("error", Sentence::Refused, true),
            _ => ("error", state.problem.get()?, false),
        };
        let class = format!("notice notice--{kind}");
        let again = can_retry.then(|| {
            button()
                .class("notice__action")
                .attr("type", "button")
                .on(ev::click, move |_| actions.connect())
                .child(state.text.get(Sentence::TryAgain))
        });
        Some(div().class(class).child((
            icon(Icon::CloudOff),
            span().class("notice__text").child(state.text.get(which)),
            again,
        )))
    };
    // The region stays; what it says comes and goes, and is read when it comes.
    div().attr("role", "status").child(line).into_any()
}
