//! The chat window.

use super::Shell;
use super::composer::{Composer, ComposerProps};
use super::header::{Header, HeaderProps};
use super::transcript::transcript;
use super::viewport::stay_visible;
use crate::components::announcer::{Announcer, AnnouncerProps};
use crate::components::dynamic::{dynamic, effect, on_load, when, words};
use crate::components::erased::{Erase as _, ErasedView};
use crate::components::icon::{Icon, icon};
use crate::platform::keys::is_composing;
use crate::text::Sentence;
use js_sys::Reflect;
use leptos::ev;
use leptos::html::{Section, button, div, section, span};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, KeyboardEvent, UiEvent};

/// The key code of the F key, whatever character it types (`כ` on a Hebrew keyboard).
const KEY_F: u32 = 70;

/// The window, and the live region beside it. The live region is outside, because it must also
/// work while the window is closed.
#[component]
pub fn Chat(shell: Shell) -> impl IntoView {
    div().child((window(shell), Announcer(AnnouncerProps { shell })))
}

/// A non-modal dialog: the page behind it stays usable. If it covers the screen,
/// `embed/interactions.js` makes it modal.
fn window(shell: Shell) -> impl IntoView {
    let node = NodeRef::<Section>::new();
    on_load(node, move |window| {
        stay_visible(&window);
        untrack(|| shell.text.speech()).interactions(&window);
        effect(move || {
            // `embed/interactions.js` reads the current language here. Setting it cannot fail.
            let _ = Reflect::set(&window, &"speech".into(), &shell.text.speech());
        });
    });
    section()
        .node_ref(node)
        .class("window")
        .attr("part", "window")
        .attr("role", "dialog")
        .attr("aria-label", words(move || shell.title.get()))
        .attr(
            "data-connection",
            words(move || connection(shell).to_owned()),
        )
        .prop("hidden", when(move || !shell.is_open.get()))
        .on(ev::keydown, move |event| on_key(shell, &event))
        .on(ev::click, move |event| catch_focus(shell, &event))
        // Dispatched by `embed/interactions.js` when a file was dropped or pasted.
        .on(ev::Custom::<Event>::new("files"), move |_| {
            shell.problem.set(Some(Sentence::NoFiles));
        })
        .on(ev::capture(ev::error), move |event| {
            shell.with_conversation(|conversation| conversation.picture_failed(&event));
        })
        // Dispatched by `embed/notifier.js`: "offered" when it is loaded, "refused" when the
        // browser refused the permission.
        .on(ev::Custom::<Event>::new("offered"), move |_| {
            shell.can_notify.set(true);
        })
        .on(ev::Custom::<Event>::new("refused"), move |_| {
            shell.problem.set(Some(Sentence::NotifyRefused));
        })
        .child((
            Header(HeaderProps { shell }),
            notice(shell),
            transcript(shell),
            part(shell, |conversation| conversation.survey()),
            Composer(ComposerProps { shell }),
            part(shell, |conversation| conversation.overlay()),
        ))
}

/// A view of the conversation, or nothing until it is loaded.
pub(super) fn part(
    shell: Shell,
    view: impl Fn(&dyn super::Conversation) -> ErasedView + Send + 'static,
) -> impl IntoView {
    dynamic(move || {
        let conversation = shell.conversation.get();
        conversation.map(|conversation| untrack(|| view(&*conversation)))
    })
}

fn connection(shell: Shell) -> &'static str {
    let conversation = shell.conversation.get();
    conversation.map_or("connecting", |conversation| conversation.connection())
}

/// The live region for notices. It is always mounted, so that a screen reader announces each
/// notice that appears in it.
fn notice(shell: Shell) -> impl IntoView {
    let failed = move || shell.has_failed.get().then(|| not_loaded(shell));
    div().attr("role", "status").child((
        dynamic(failed),
        part(shell, |conversation| conversation.notice()),
    ))
}

fn not_loaded(shell: Shell) -> ErasedView {
    let retry = button()
        .attr("type", "button")
        .class("notice__action")
        .prop("textContent", shell.text.of(Sentence::TryAgain))
        .on(ev::click, move |_| shell.load());
    let words = span()
        .class("notice__text")
        .prop("textContent", shell.text.of(Sentence::NotLoaded));
    div()
        .class("notice notice--error")
        .child((icon(Icon::Exclamation), words, retry))
        .erase()
}

fn on_key(shell: Shell, event: &KeyboardEvent) {
    if is_composing(event) {
        return;
    }
    if event.key() == "Escape" {
        shell.set_open(false);
    } else if event.key_code() == KEY_F && (event.ctrl_key() || event.meta_key()) {
        // The browser's search finds only messages that are rendered.
        shell.with_conversation(|conversation| conversation.draw_whole());
    }
}

/// Focuses the message box if the pressed button disappeared and the focus was lost. Only after
/// a press by keyboard (`detail` is 0), because a phone would show its on-screen keyboard.
fn catch_focus(shell: Shell, event: &ev::MouseEvent) {
    if event.unchecked_ref::<UiEvent>().detail() != 0 {
        return;
    }
    crate::platform::frame::request(move || {
        let focused = document().active_element();
        if focused.is_none_or(|focused| focused.tag_name() == "BODY") {
            shell.request_focus();
        }
    });
}
