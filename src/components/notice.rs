//! What the consumer should know about the connection, and what they can do.

use super::element::{El, button, el};
use super::icon::{Icon, icon};
use crate::actions::Actions;
use crate::text;
use crate::view_state::ViewState;
use hailer_messaging::Connection;

/// A line under the header, while there is something to say.
pub fn notice(state: ViewState, actions: Actions) -> El {
    let said = move || {
        Some(match state.connection.get() {
            Connection::Offline => ("offline", text::OFFLINE.to_owned(), false),
            Connection::Waiting { .. } => ("waiting", text::WAITING.to_owned(), true),
            Connection::Ended(_) => ("error", text::REFUSED.to_owned(), true),
            _ => ("error", state.problem.get()?, false),
        })
    };
    // The region stays; what it says comes and goes, and is read when it comes.
    el("div", "")
        .attr("role", "status")
        .part(said, move |said| {
            let (kind, sentence, can_retry) = said.as_ref()?;
            let line = el("div", &format!("notice notice--{kind}"))
                .child(icon(Icon::CloudOff))
                .child(el("span", "notice__text").text(sentence));
            Some(if *can_retry {
                line.child(
                    button("notice__action")
                        .text(text::TRY_AGAIN)
                        .on("click", move |_| actions.connect()),
                )
            } else {
                line
            })
        })
}
