//! The window's header: picture, title, status, menu, and minimize button.

use super::Shell;
use super::window::part;
use crate::components::dynamic::{dynamic, words};
use crate::components::erased::{Erase as _, ErasedView};
use crate::components::icon::{Icon, icon};
use crate::components::initial::{Logo, LogoProps, initial};
use crate::components::sentence::sentence;
use crate::text::Sentence;
use leptos::ev;
use leptos::html::{button, div, h2, header, p, span};
use leptos::prelude::*;

/// The header. Its picture, status and menu come from the conversation once that is loaded.
#[component]
pub fn Header(shell: Shell) -> impl IntoView {
    let minimize = button()
        .attr("type", "button")
        .class("icon-button")
        .attr("aria-label", shell.text.of(Sentence::Minimize))
        .on(ev::click, move |_| shell.set_open(false))
        .child(icon(Icon::ChevronDown));
    let text = div().class("header__text").child((
        h2().class("header__title")
            .attr("dir", "auto")
            .attr("title", words(move || shell.title.get()))
            .prop("textContent", words(move || shell.title.get())),
        p().class("header__status").child((
            span().class("header__dot"),
            sentence(words(move || status(shell))),
        )),
    ));
    header().class("header").child((
        dynamic(move || Some(face(shell))),
        text,
        part(shell, |conversation| conversation.menu()),
        minimize,
    ))
}

fn status(shell: Shell) -> String {
    match shell.conversation.get() {
        Some(conversation) => conversation.status(),
        None => shell.text.get(Sentence::Connecting),
    }
}

/// The agent's picture. Until the conversation is loaded, the brand's logo or initial.
fn face(shell: Shell) -> ErasedView {
    match shell.conversation.get() {
        Some(conversation) => untrack(|| conversation.face()),
        None => brand(shell, "header__logo", "avatar header__avatar").erase(),
    }
}

/// The brand's logo, or its title's initial.
pub fn brand(shell: Shell, logo: &'static str, avatar: &'static str) -> impl IntoView {
    dynamic(move || {
        Some(match shell.logo.get() {
            Some(url) => Logo(LogoProps {
                shell,
                class: logo,
                url,
            })
            .erase(),
            None => span()
                .class(avatar)
                .attr("aria-hidden", "true")
                .child(
                    span()
                        .class("avatar__initials")
                        .prop("textContent", words(move || initial(&shell.title.get()))),
                )
                .erase(),
        })
    })
}
