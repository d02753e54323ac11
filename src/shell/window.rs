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

/// The key that searches, whatever it writes: `F` with Caps Lock, `כ` on a Hebrew keyboard.
const KEY_F: u32 = 70;

/// The window, and beside it the live region of screen readers, which speaks also while
/// the window is closed.
#[component]
pub fn Chat(shell: Shell) -> impl IntoView {
    div().child((window(shell), Announcer(AnnouncerProps { shell })))
}

/// A dialog that is not modal, unless it covers the screen (`embed/interactions.js`): the page
/// behind it stays usable.
fn window(shell: Shell) -> impl IntoView {
    let node = NodeRef::<Section>::new();
    on_load(node, move |window| {
        stay_visible(&window);
        untrack(|| shell.text.speech()).interactions(&window);
        effect(move || {
            // For that script, which is told of no other language. Setting it cannot fail.
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
        // By embed/interactions.js: somebody dropped or pasted a file.
        .on(ev::Custom::<Event>::new("files"), move |_| {
            shell.problem.set(Some(Sentence::NoFiles));
        })
        .on(ev::capture(ev::error), move |event| {
            shell.with_conversation(|conversation| conversation.picture_failed(&event));
        })
        // By embed/notifier.js: it is there, and the browser refused a notification.
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

/// A view of the conversation, once it is loaded.
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

/// A region that stays; what it says comes and goes, and is read out when it comes.
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
        // The browser's search sees only what is drawn.
        shell.with_conversation(|conversation| conversation.draw_whole());
    }
}

/// What was pressed may be gone now, and the focus with it: the message box takes it. Only
/// where a key pressed it, as elsewhere a phone would show its keyboard.
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
