//! The survey after a conversation (protocol §5.6).

use super::icon::{Icon, drawn};
use crate::actions::Actions;
use crate::text::{Sentence, Text};
use crate::view_state::ViewState;
use hailer_messaging::Survey;
use leptos::ev;
use leptos::html::{button, div, fieldset, form, input, label, legend, p, span};
use leptos::prelude::*;

/// Asks, waits, and says thanks.
pub fn survey_form(state: ViewState, actions: Actions) -> AnyView {
    let shown = move || match state.survey.get() {
        Survey::None => None,
        Survey::Asked(_) => Some(questions(state.text, actions).into_any()),
        Survey::Sending(_) => Some(line(state.text.get(Sentence::SendingRating))),
        Survey::Answered(_) => Some(line(state.text.get(Sentence::Thanks))),
    };
    shown.into_any()
}

fn line(words: String) -> AnyView {
    p().class("survey__thanks")
        .attr("role", "status")
        .child(words)
        .into_any()
}

fn questions(text: Text, actions: Actions) -> impl IntoView {
    let stars = RwSignal::new(0_u8);
    let resolved = RwSignal::new(None::<bool>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if stars.get_untracked() > 0 {
            actions.rate(
                stars.get_untracked(),
                resolved.get_untracked().unwrap_or_default(),
            );
        }
    };
    form()
        .class("survey")
        .attr("part", "survey")
        .on(ev::submit, submit)
        .child((
            fieldset().class("survey__group").child((
                legend()
                    .class("survey__legend")
                    .child(text.get(Sentence::RateQuestion)),
                div()
                    .class("survey__stars")
                    .child((1..=5).map(|count| star(text, count, stars)).collect_view()),
            )),
            fieldset().class("survey__group").child((
                legend()
                    .class("survey__legend")
                    .child(text.get(Sentence::ResolvedQuestion)),
                div().class("survey__choices").child((
                    choice(text.get(Sentence::Yes), true, resolved),
                    choice(text.get(Sentence::No), false, resolved),
                )),
            )),
            div().class("survey__actions").child((
                button()
                    .class("button button--quiet")
                    .attr("type", "button")
                    .on(ev::click, move |_| actions.skip_survey())
                    .child(text.get(Sentence::Skip)),
                button()
                    .class("button")
                    .attr("type", "submit")
                    .prop("disabled", move || stars.get() == 0)
                    .child(text.get(Sentence::Submit)),
            )),
        ))
}

fn star(text: Text, count: u8, stars: RwSignal<u8>) -> impl IntoView {
    label().class("star").child((
        input()
            .class("star__input")
            .attr("type", "radio")
            .attr("name", "rating")
            .attr("aria-label", text.counted(Sentence::Stars, count.into()))
            .on(ev::change, move |_| stars.set(count)),
        drawn(Icon::Star, "icon star__icon"),
    ))
}

fn choice(words: String, answer: bool, resolved: RwSignal<Option<bool>>) -> impl IntoView {
    label().class("choice").child((
        input()
            .class("choice__input")
            .attr("type", "radio")
            .attr("name", "resolved")
            .on(ev::change, move |_| resolved.set(Some(answer))),
        span().class("choice__label").child(words),
    ))
}
