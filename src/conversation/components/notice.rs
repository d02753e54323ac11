//! The notice above the transcript: a lost connection, or a failed command.

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

/// The notice. The shell mounts it in an element with `role="status"`.
#[component]
pub fn Notice(view: ViewState, actions: Actions) -> impl IntoView {
    let shown = RwSignal::new(None);
    // Rendering the same notice again would make a screen reader announce it again.
    effect(move || {
        let problem = view.shell.problem.get();
        shown.set_if_changed(presenter::notice(view.connection.get(), problem));
    });
    dynamic(move || shown.get().map(|notice| line(view, actions, notice)))
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
