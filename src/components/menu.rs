//! The menu: what can be done with an open conversation.

use super::icon::{Icon, icon};
use crate::actions::Actions;
use crate::text::Sentence;
use crate::view_state::ViewState;
use leptos::ev;
use leptos::html::{button, div};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};

/// The button and the menu it opens, which keeps the keys a menu has: arrows
/// move, Escape and Tab leave.
pub fn menu(state: ViewState, actions: Actions, ask_end: WriteSignal<bool>) -> AnyView {
    let is_open = RwSignal::new(false);
    let opener = NodeRef::<leptos::html::Button>::new();
    let has_conversation = move || state.conversation.with(|status| status.is_open);
    let close = move || {
        is_open.set(false);
        if let Some(opener) = opener.get_untracked() {
            let _ = opener.focus();
        }
    };
    let items = move || {
        is_open.get().then(|| {
            let list = NodeRef::<leptos::html::Div>::new();
            Effect::new(move |_| {
                if let Some(list) = list.get() {
                    focus_item(&list, 0);
                }
            });
            div()
                .class("menu")
                .attr("role", "menu")
                .node_ref(list)
                .on(ev::keydown, move |event| on_key(&event, list, close))
                .on(ev::focusout, move |event| {
                    let to = event.related_target().and_then(|to| to.dyn_into().ok());
                    let stays = list
                        .get_untracked()
                        .is_some_and(|list| list.contains(to.as_ref()));
                    if !stays {
                        is_open.set(false);
                    }
                })
                .child((
                    urgency_item(state, actions, close),
                    button()
                        .class("menu__item menu__item--danger")
                        .attr("type", "button")
                        .attr("role", "menuitem")
                        .attr("tabindex", "-1")
                        .on(ev::click, move |_| {
                            close();
                            ask_end.set(true);
                        })
                        .child((icon(Icon::Leave), state.text.get(Sentence::EndConversation))),
                ))
        })
    };
    let opener_button = button()
        .class("icon-button")
        .attr("type", "button")
        .attr("aria-label", state.text.get(Sentence::Menu))
        .attr("aria-haspopup", "menu")
        .attr("aria-expanded", move || is_open.get().to_string())
        .prop("hidden", move || !has_conversation())
        .node_ref(opener)
        // The menu closes when it loses the focus, which pressing this button does first.
        .on(ev::mousedown, move |event| {
            if is_open.get_untracked() {
                event.prevent_default();
            }
        })
        .on(ev::click, move |_| is_open.update(|open| *open = !*open))
        .child(icon(Icon::Dots));
    (opener_button, items).into_any()
}

fn urgency_item(state: ViewState, actions: Actions, close: impl Fn() + 'static) -> impl IntoView {
    let is_urgent = state.conversation.with_untracked(|status| status.is_urgent);
    let words = if is_urgent {
        Sentence::UnmarkUrgent
    } else {
        Sentence::MarkUrgent
    };
    button()
        .class("menu__item")
        .attr("type", "button")
        .attr("role", "menuitem")
        .attr("tabindex", "-1")
        .on(ev::click, move |_| {
            close();
            actions.set_urgent(!is_urgent);
        })
        .child((icon(Icon::Flag), state.text.get(words)))
}

fn on_key(event: &KeyboardEvent, list: NodeRef<leptos::html::Div>, close: impl Fn()) {
    let Some(list) = list.get_untracked() else {
        return;
    };
    let items = list.children();
    let count = items.length();
    let focused = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let at = (0..count)
        .find(|&index| items.item(index).as_ref() == focused.as_deref())
        .unwrap_or_default();
    let next = match event.key().as_str() {
        "ArrowDown" => (at + 1) % count,
        "ArrowUp" => (at + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        "Escape" => {
            event.stop_propagation();
            return close();
        }
        _ => return,
    };
    event.prevent_default();
    focus_item(&list, next);
}

fn focus_item(list: &web_sys::HtmlDivElement, index: u32) {
    let item = list.children().item(index);
    if let Some(item) = item.and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        let _ = item.focus();
    }
}
