//! What is wrong with the connection, or went wrong, above the transcript.

use crate::components::dynamic::{dynamic, effect};
use crate::components::icon::{Icon, icon};
use crate::conversation::actions::Actions;
use crate::conversation::view_state::ViewState;
use crate::signals::SetIfChanged as _;
use crate::text::Sentence;
use hailer_messaging::Connection;
use leptos::ev;
use leptos::html::{button, div, span};
use leptos::prelude::*;

/// The line, which comes and goes in the shell's `role="status"`.
#[component]
pub fn Notice(view: ViewState, actions: Actions) -> impl IntoView {
    let said = RwSignal::new(None);
    let wanted = move || match view.connection.get() {
        Connection::Offline => Some(("offline", Sentence::Offline, false)),
        Connection::Waiting { .. } => Some(("waiting", Sentence::Waiting, true)),
        Connection::Ended(_) => Some(("error", Sentence::Refused, true)),
        _ => Some(("error", view.shell.problem.get()?, false)),
    };
    // The same notice once more would be read out once more.
    effect(move || said.set_if_changed(wanted()));
    dynamic(move || {
        said.get()
            .map(|(kind, sentence, can_retry)| line(view, actions, kind, sentence, can_retry))
    })
}

fn line(
    view: ViewState,
    actions: Actions,
    kind: &'static str,
    sentence: Sentence,
    can_retry: bool,
) -> AnyView {
    let drawing = if kind == "error" {
        Icon::Exclamation
    } else {
        Icon::CloudOff
    };
    let retry = can_retry.then(|| {
        button()
            .attr("type", "button")
            .class("notice__action")
            .prop("textContent", view.text.of(Sentence::TryAgain))
            .on(ev::click, move |_| actions.connect())
    });
    div()
        .class(format!("notice notice--{kind}"))
        .child((
            icon(drawing),
            span()
                .class("notice__text")
                .prop("textContent", view.text.of(sentence)),
            retry,
        ))
        .into_any()
}
