//! The place of the transcript. Until the conversation is loaded, it shows the greeting and the
//! queued messages.

use super::Shell;
use super::header::brand;
use crate::components::dynamic::{dynamic, when, words};
use crate::components::erased::Erase as _;
use crate::text::Sentence;
use leptos::html::{article, div, p};
use leptos::prelude::*;

/// The conversation's transcript, or its placeholder.
pub fn transcript(shell: Shell) -> impl IntoView {
    dynamic(move || {
        Some(match shell.conversation.get() {
            Some(conversation) => untrack(|| conversation.transcript()),
            None => Placeholder(PlaceholderProps { shell }).erase(),
        })
    })
}

/// The placeholder until the conversation is loaded.
#[component]
fn Placeholder(shell: Shell) -> impl IntoView {
    // A stored session will show its messages, so there is no greeting.
    let has_history = shell.keys().has_history();
    let is_empty = move || shell.outgoing.with(Vec::is_empty) && !has_history;
    let queued = move || {
        let outgoing = shell.outgoing.get();
        Some(
            outgoing
                .into_iter()
                .map(queued_message)
                .collect_view()
                .erase(),
        )
    };
    log(shell).child(
        div()
            .class("transcript__inner")
            .class(("transcript__inner--empty", when(is_empty)))
            .child((
                dynamic(move || is_empty().then(|| Greeting(GreetingProps { shell }).erase())),
                dynamic(queued),
            )),
    )
}

/// The scroll container. It is not a live region, because a screen reader would then read the
/// history as it loads. The announcer announces new messages.
pub fn log(
    shell: Shell,
) -> leptos::html::HtmlElement<leptos::html::Div, impl leptos::tachys::html::attribute::Attribute, ()>
{
    div()
        .class("transcript")
        .attr("part", "transcript")
        .attr("role", "log")
        .attr("aria-label", shell.text.of(Sentence::Conversation))
        .attr("aria-live", "off")
        .attr("tabindex", "0")
}

/// The brand's greeting, shown before the first message.
#[component]
pub fn Greeting(shell: Shell) -> impl IntoView {
    div().class("welcome").child((
        brand(shell, "welcome__logo", "avatar welcome__avatar"),
        p().class("welcome__text")
            .attr("dir", "auto")
            .prop("textContent", words(move || shell.welcome.get())),
    ))
}

fn queued_message(text: String) -> impl IntoView {
    let bubble = div().class("message__bubble").child(
        p().class("message__text")
            .attr("dir", "auto")
            .prop("textContent", text),
    );
    article()
        .class("message message--consumer message--first message--last")
        .attr("part", "message")
        .attr("data-from", "consumer")
        .attr("data-state", "queued")
        .child(div().class("message__body").child(bubble))
}
