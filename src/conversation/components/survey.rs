//! The survey after a conversation (protocol §5.6).

use crate::components::dynamic::{dynamic, when, words};
use crate::components::erased::{Erase as _, ErasedView};
use crate::components::icon::{Icon, icon_of_class};
use crate::conversation::actions::Actions;
use crate::conversation::view_state::ViewState;
use crate::text::{Sentence, Text};
use hailer_messaging::Survey as State;
use leptos::ev;
use leptos::html::{button, div, fieldset, form, input, label, legend, p, span};
use leptos::prelude::*;

/// The survey: the questions, then a progress message, then the thanks.
#[component]
pub fn Survey(view: ViewState, actions: Actions) -> impl IntoView {
    let text = view.text;
    dynamic(move || match view.survey.get() {
        State::None => None,
        State::Asked(_) => Some(Questions(QuestionsProps { text, actions }).erase()),
        State::Sending(_) => Some(line(text, Sentence::SendingRating)),
        State::Answered(_) => Some(line(text, Sentence::Thanks)),
    })
}

fn line(text: Text, sentence: Sentence) -> ErasedView {
    p().class("survey__thanks")
        .attr("role", "status")
        .prop("textContent", text.of(sentence))
        .erase()
}

#[component]
fn Questions(text: Text, actions: Actions) -> impl IntoView {
    let stars = RwSignal::new(0_u8);
    // `None` if the consumer does not answer the second question.
    let resolved = RwSignal::new(None);
    let all_stars: Vec<_> = (1..=5).map(|count| star(text, count, stars)).collect();
    let choices = (
        choice(text, Sentence::Yes, true, resolved),
        choice(text, Sentence::No, false, resolved),
    );
    let skip = button()
        .attr("type", "button")
        .class("button button--quiet")
        .prop("textContent", text.of(Sentence::Skip))
        .on(ev::click, move |_| actions.skip_survey());
    let submit = button()
        .attr("type", "submit")
        .class("button")
        .prop("disabled", when(move || stars.get() == 0))
        .prop("textContent", text.of(Sentence::Submit));
    form()
        .class("survey")
        .attr("part", "survey")
        .on(ev::submit, move |event| {
            event.prevent_default();
            let stars = stars.get_untracked();
            if stars > 0 {
                actions.rate(stars, resolved.get_untracked());
            }
        })
        .child((
            group(
                text,
                Sentence::RateQuestion,
                div().class("survey__stars").child(all_stars).erase(),
            ),
            group(
                text,
                Sentence::ResolvedQuestion,
                div().class("survey__choices").child(choices).erase(),
            ),
            div().class("survey__actions").child((skip, submit)),
        ))
}

fn group(text: Text, question: Sentence, answers: ErasedView) -> impl IntoView {
    fieldset().class("survey__group").child((
        legend()
            .class("survey__legend")
            .prop("textContent", text.of(question)),
        answers,
    ))
}

fn star(text: Text, count: u8, stars: RwSignal<u8>) -> impl IntoView {
    let input = input()
        .attr("type", "radio")
        .attr("name", "rating")
        .class("star__input")
        .attr(
            "aria-label",
            words(move || text.counted(Sentence::Stars, count.into())),
        )
        .on(ev::change, move |_| stars.set(count));
    label()
        .class("star")
        .child((input, icon_of_class(Icon::Star, "icon star__icon")))
}

fn choice(
    text: Text,
    words: Sentence,
    answer: bool,
    resolved: RwSignal<Option<bool>>,
) -> impl IntoView {
    let input = input()
        .attr("type", "radio")
        .attr("name", "resolved")
        .class("choice__input")
        .on(ev::change, move |_| resolved.set(Some(answer)));
    label().class("choice").child((
        input,
        span()
            .class("choice__label")
            .prop("textContent", text.of(words)),
    ))
}
