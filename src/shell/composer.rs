//! The message box with its send button and character counter.

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

/// The counter appears when this many characters are left.
const NEAR_LIMIT: usize = 500;
/// The numbers of remaining characters that are announced. After every key would be too often.
const ANNOUNCED_AT: [usize; 6] = [NEAR_LIMIT, 100, 50, 20, 10, 0];
/// The counter's id. The message box refers to it with `aria-describedby`.
const COUNTER: &str = "room";

/// The message box. Enter sends, and Shift+Enter inserts a line break. While an input method
/// composes, Enter belongs to the input method.
///
/// The browser owns the text while the consumer edits it. It is read after changes and before
/// sending. It is written only when other code changes the draft: writing the value back would
/// move the caret and break letters that arrive as two surrogates.
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
                // Never `disabled`, because a tool may have written text without an event.
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

/// Focuses the message box when something requests it. A window that is restored after a
/// reload does not take the focus, because nobody requested it.
fn focus_on_request(shell: Shell, field: NodeRef<Textarea>) {
    let mut handled = 0;
    effect(move || {
        let requests = shell.focus_requests.get();
        if !shell.is_open.get() || requests == handled {
            return;
        }
        handled = requests;
        // In the next frame, the window is no longer hidden.
        frame::request(move || {
            if let Some(field) = element_of(field) {
                let _ = field.focus();
            }
        });
    });
}

/// Sends the text of the message box. Returns false if it cannot be sent.
fn send(shell: Shell) -> bool {
    let text = shell.read_draft();
    let is_sendable = is_sendable(&text);
    if is_sendable {
        shell.set_draft(String::new());
        shell.send(text);
    }
    is_sendable
}

/// The character counter. It says by how much a message is too long.
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
    let mut announced = None;
    effect(move || {
        let step = step(used(shell));
        if announced.replace(step) != Some(step) && step > 0 {
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

/// The number of thresholds that are reached. The limit itself is the last threshold.
fn step(used: usize) -> usize {
    let is_passed = |left: &&usize| used + **left >= MAX_MESSAGE_CHARS;
    ANNOUNCED_AT.iter().filter(is_passed).count() + usize::from(used > MAX_MESSAGE_CHARS)
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

/// An attribute that is present while the text is too long.
fn over_limit(shell: Shell, value: &'static str) -> impl Fn() -> Option<&'static str> {
    move || is_over_limit(shell).then_some(value)
}

/// An attribute that is present while the text cannot be sent.
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
    fn the_remaining_characters_are_announced_at_each_threshold_and_once_over_the_limit() {
        let is_announced = |used: usize| step(used) != step(used - 1);
        let announced: Vec<_> = (7_000..9_000).filter(|used| is_announced(*used)).collect();
        let left = |left: usize| MAX_MESSAGE_CHARS - left;
        let expected = [left(500), left(100), left(50), left(20), left(10), left(0)];
        assert_eq!(announced[..6], expected);
        assert_eq!(announced[6..], [MAX_MESSAGE_CHARS + 1]);
        assert_eq!(step(left(501)), 0);
    }
}
