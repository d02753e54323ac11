//! What is wrong with the connection, or went wrong, above the transcript.

use crate::components::dynamic::{dynamic, effect};
use crate::components::erased::{Erase as _, ErasedView};
use crate::components::icon::{Icon, icon};
use crate::conversation::actions::Actions;
use crate::conversation::presenter;
use crate::conversation::view_state::ViewState;
use crate::signals::SetIfChanged as _;
use crate::text::Sentence;
use leptos::ev;
use leptos::html::{button, div, span};
use leptos::prelude::*;

/// The line, which comes and goes in the shell's `role="status"`.
#[component]
pub fn Notice(view: ViewState, actions: Actions) -> impl IntoView {
    let said = RwSignal::new(None);
    // The same notice once more would be read out once more.
    effect(move || {
        let problem = view.shell.problem.get();
        said.set_if_changed(presenter::notice(view.connection.get(), problem));
    });
    dynamic(move || said.get().map(|notice| line(view, actions, notice)))
}

fn line(view: ViewState, actions: Actions, notice: presenter::Notice) -> ErasedView {
    let drawing = if notice.kind == "error" {
        Icon::Exclamation
    } else {
        Icon::CloudOff
    };
    let retry = notice.can_retry.then(|| {
        button()
            .attr("type", "button")
            .class("notice__action")
            .prop("textContent", view.text.of(Sentence::TryAgain))
            .on(ev::click, move |_| actions.connect())
    });
    div()
        .class(format!("notice notice--{}", notice.kind))
        .child((
            icon(drawing),
            span()
                .class("notice__text")
                .prop("textContent", view.text.of(notice.sentence)),
            retry,
        ))
        .erase()
}
