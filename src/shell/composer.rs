//! The box a message is written in.

use super::Shell;
use crate::components::dynamic::{self, effect, element_of, shown_while, when};
use crate::components::erased::Erase as _;
use crate::components::icon::{Icon, icon};
use crate::platform::frame;
use crate::platform::keys::is_composing;
use crate::text::Sentence;
use hailer_messaging::MAX_MESSAGE_CHARS;
use leptos::ev;
use leptos::html::{Textarea, button, form, span, textarea};
use leptos::prelude::*;

/// The counter appears when this much room is left.
const NEAR_LIMIT: usize = 500;
/// A screen reader tells of the room when so much is left: with every key would be too often.
const TOLD_AT: [usize; 6] = [NEAR_LIMIT, 100, 50, 20, 10, 0];
/// The counter's id, by which it describes the box.
const COUNTER: &str = "room";

/// Enter sends, Shift+Enter breaks the line; while an input method composes, Enter
/// belongs to it.
///
/// The text in the box is the browser's while it is edited. It is read when it changed and
/// when it is sent, and written only when it is changed from elsewhere: a value that is
/// written back moves the caret, and tears letters that arrive in halves.
#[component]
pub fn Composer(shell: Shell) -> impl IntoView {
    let field = NodeRef::<Textarea>::new();
    form()
        .class("composer")
        .attr("part", "composer")
        .on(ev::submit, move |event| {
            event.prevent_default();
            if send(shell) {
                shell.request_focus();
            }
        })
        .child((
            text_box(shell, field),
            shown_while(
                move || is_near_limit(shell),
                move || Counter(CounterProps { shell }).erase(),
            ),
            button()
                .attr("type", "submit")
                .class("composer__send")
                .attr("aria-label", shell.text.of(Sentence::Send))
                // Never `disabled`: a press sends also what a tool wrote, of which no event told.
                .attr("aria-disabled", unless_sendable(shell, "true"))
                .attr("tabindex", unless_sendable(shell, "-1"))
                .child(icon(Icon::Send)),
        ))
}

fn text_box(shell: Shell, field: NodeRef<Textarea>) -> impl IntoView {
    effect(move || {
        if let Some(field) = field.get() {
            field.set_value(&shell.draft.get_untracked());
            shell.field.set_value(Some(field));
        }
    });
    focus_on_request(shell, field);
    let read = move || {
        if element_of(field).is_some() {
            shell.typed();
        }
    };
    textarea()
        .node_ref(field)
        .class("composer__input")
        .attr("aria-label", shell.text.of(Sentence::Message))
        .attr("placeholder", shell.text.of(Sentence::MessageHint))
        .attr("rows", "1")
        .attr("aria-invalid", over_limit(shell, "true"))
        .attr("aria-describedby", over_limit(shell, COUNTER))
        .on(ev::input, move |_| read())
        // Text expanders and dictation put text into the box without an `input` event.
        .on(ev::change, move |_| read())
        .on(ev::keyup, move |_| read())
        .on(ev::blur, move |_| read())
        .on(ev::keydown, move |event| {
            if event.key() == "Enter" && !event.shift_key() && !is_composing(&event) {
                event.prevent_default();
                send(shell);
            }
        })
}

/// The focus moves in answer to a person only: a window that was restored open has no
/// request to answer.
fn focus_on_request(shell: Shell, field: NodeRef<Textarea>) {
    let mut answered = 0;
    effect(move || {
        let requests = shell.focus_requests.get();
        if !shell.is_open.get() || requests == answered {
            return;
        }
        answered = requests;
        // In the next frame the window is certain not to be hidden any more.
        frame::request(move || {
            if let Some(field) = element_of(field) {
                let _ = field.focus();
            }
        });
    });
}

/// Sends what the box shows. Whether there is anything to send.
fn send(shell: Shell) -> bool {
    let text = shell.read_draft();
    let is_sendable = is_sendable(&text);
    if is_sendable {
        shell.set_draft(String::new());
        shell.send(text);
    }
    is_sendable
}

/// Counts what is written, and says why it cannot be sent once it is too much.
#[component]
fn Counter(shell: Shell) -> impl IntoView {
    let words = move || {
        let used = used(shell);
        if used > MAX_MESSAGE_CHARS {
            shell
                .text
                .counted(Sentence::TooLong, used - MAX_MESSAGE_CHARS)
        } else {
            shell.text.of_limit(used, MAX_MESSAGE_CHARS)
        }
    };
    let mut told = None;
    effect(move || {
        let step = step(used(shell));
        if told.replace(step) != Some(step) && step > 0 {
            shell.announce(vec![untrack(words)]);
        }
    });
    span()
        .class("composer__counter")
        .class((
            "composer__counter--over",
            when(move || is_over_limit(shell)),
        ))
        .attr("id", COUNTER)
        .prop("textContent", dynamic::words(words))
}

/// How many of the places are passed at which a screen reader tells of the room.
fn step(used: usize) -> usize {
    let is_passed = |left: &&usize| used + **left >= MAX_MESSAGE_CHARS;
    TOLD_AT.iter().filter(is_passed).count() + usize::from(used > MAX_MESSAGE_CHARS)
}

fn used(shell: Shell) -> usize {
    shell.draft.with(|draft| draft.chars().count())
}

fn is_near_limit(shell: Shell) -> bool {
    used(shell) + NEAR_LIMIT >= MAX_MESSAGE_CHARS
}

fn is_over_limit(shell: Shell) -> bool {
    used(shell) > MAX_MESSAGE_CHARS
}

/// An attribute that is there while too much is written.
fn over_limit(shell: Shell, value: &'static str) -> impl Fn() -> Option<&'static str> {
    move || is_over_limit(shell).then_some(value)
}

/// An attribute that is there while there is nothing to send.
fn unless_sendable(shell: Shell, value: &'static str) -> impl Fn() -> Option<&'static str> {
    move || (!shell.draft.with(|draft| is_sendable(draft))).then_some(value)
}

fn is_sendable(draft: &str) -> bool {
    !draft.trim().is_empty() && draft.chars().count() <= MAX_MESSAGE_CHARS
}

#[cfg(test)]
mod tests {
    use super::{MAX_MESSAGE_CHARS, step};

    #[test]
    fn the_room_that_is_left_is_told_at_a_few_places_and_once_when_there_is_none() {
        let told = |used: usize| step(used) != step(used - 1);
        let places: Vec<_> = (7_000..9_000).filter(|used| told(*used)).collect();
        let left = |left: usize| MAX_MESSAGE_CHARS - left;
        let expected = [left(500), left(100), left(50), left(20), left(10), left(0)];
        assert_eq!(places[..6], expected);
        assert_eq!(places[6..], [MAX_MESSAGE_CHARS + 1]);
        assert_eq!(step(left(501)), 0);
    }
}
