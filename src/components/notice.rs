//! What the consumer should know about the connection, and what they can do.

use super::element::{El, button, el};
use super::icon::{Icon, icon};
use crate::actions::Actions;
use crate::text::Sentence;
use crate::view_state::ViewState;
use hailer_messaging::Connection;

/// A line under the header, while there is something to say.
pub fn notice(state: ViewState, actions: Actions) -> El {
    let said = move || {
        Some(match state.connection.get() {
            Connection::Offline => ("offline", Sentence::Offline, false),
            Connection::Waiting { .. } => ("waiting", Sentence::Waiting, true),
            Connection::Ended(_) => ("error", Sentence::Refused, true),
            _ => ("error", state.problem.get()?, false),
        })
    };
    // The region stays; what it says comes and goes, and is read when it comes.
    el("div", "")
        .attr("role", "status")
        .part(said, move |said| {
            let (kind, which, can_retry) = (*said)?;
            let line = el("div", &format!("notice notice--{kind}"))
                .child(icon(match kind {
                    "error" => Icon::Exclamation,
                    _ => Icon::CloudOff,
                }))
                .child(el("span", "notice__text").text(&state.text.get(which)));
            Some(if can_retry {
                line.child(
                    button("notice__action")
                        .text(&state.text.get(Sentence::TryAgain))
                        .on("click", move |_| actions.connect()),
                )
            } else {
                line
            })
        })
}
