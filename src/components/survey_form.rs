//! The survey after a conversation (protocol §5.6).

use super::element::{El, button, el};
use super::icon::{Icon, drawn};
use crate::actions::Actions;
use crate::live::Live;
use crate::text::{Sentence, Text};
use crate::view_state::ViewState;
use hailer_messaging::Survey;
use std::cell::Cell;
use std::rc::Rc;

/// Asks, waits, and says thanks.
pub fn survey_form(window: El, state: ViewState, actions: Actions) -> El {
    window.part(
        move || state.survey.get(),
        move |survey| match survey {
            Survey::None => None,
            Survey::Asked(_) => Some(questions(state.text, actions)),
            Survey::Sending(_) => Some(line(&state.text.get(Sentence::SendingRating))),
            Survey::Answered(_) => Some(line(&state.text.get(Sentence::Thanks))),
        },
    )
}

fn line(words: &str) -> El {
    el("p", "survey__thanks").attr("role", "status").text(words)
}

fn questions(text: Text, actions: Actions) -> El {
    let stars = Live::new(0_u8);
    // A question that nobody answers has no answer.
    let resolved = Rc::new(Cell::new(None));
    let answer = resolved.clone();
    let all_stars = (1..=5).fold(el("div", "survey__stars"), |all, count| {
        all.child(star(text, count, stars))
    });
    let choices = el("div", "survey__choices")
        .child(choice(&text.get(Sentence::Yes), true, resolved.clone()))
        .child(choice(&text.get(Sentence::No), false, resolved));
    let skip = button("button button--quiet")
        .text(&text.get(Sentence::Skip))
        .on("click", move |_| actions.skip_survey());
    let submit = el("button", "button")
        .attr("type", "submit")
        .live_flag("disabled", move || stars.get() == 0)
        .text(&text.get(Sentence::Submit));
    el("form", "survey")
        .attr("part", "survey")
        .on("submit", move |event| {
            event.prevent_default();
            let stars = stars.get_untracked();
            if stars > 0 {
                actions.rate(stars, answer.get());
            }
        })
        .child(group(&text.get(Sentence::RateQuestion), all_stars))
        .child(group(&text.get(Sentence::ResolvedQuestion), choices))
        .child(el("div", "survey__actions").child(skip).child(submit))
}

fn group(question: &str, answers: El) -> El {
    el("fieldset", "survey__group")
        .child(el("legend", "survey__legend").text(question))
        .child(answers)
}

fn star(text: Text, count: u8, stars: Live<u8>) -> El {
    let input = radio("star__input", "rating")
        .attr("aria-label", &text.counted(Sentence::Stars, count.into()))
        .on("change", move |_| stars.set(count));
    el("label", "star")
        .child(input)
        .child(drawn(Icon::Star, "icon star__icon"))
}

fn choice(words: &str, answer: bool, resolved: Rc<Cell<Option<bool>>>) -> El {
    let input =
        radio("choice__input", "resolved").on("change", move |_| resolved.set(Some(answer)));
    el("label", "choice")
        .child(input)
        .child(el("span", "choice__label").text(words))
}

fn radio(class: &str, name: &str) -> El {
    el("input", class).attr("type", "radio").attr("name", name)
}
