//! The menu: what can be done with an open conversation.

use super::element::{El, button, el, soon};
use super::icon::{Icon, icon};
use crate::actions::Actions;
use crate::live::Live;
use crate::text::Sentence;
use crate::view_state::ViewState;
use wasm_bindgen::JsCast;
use web_sys::{Event, FocusEvent, HtmlElement, KeyboardEvent, Node};

/// The button and the menu it opens, which keeps the keys a menu has: arrows
/// move, Escape and Tab leave.
pub fn menu(header: El, state: ViewState, actions: Actions, ask_end: Live<bool>) -> El {
    let is_open = Live::new(false);
    let opener = opener(state, is_open);
    let focus = opener.clone();
    let close = move || {
        is_open.set(false);
        let _ = focus.focus();
    };
    header.child(opener).part(
        move || is_open.get(),
        move |is_open_now| {
            is_open_now.then(|| {
                let list = items(state, actions, ask_end, close.clone());
                leave_with_focus(list, is_open)
            })
        },
    )
}

fn opener(state: ViewState, is_open: Live<bool>) -> El {
    let has_items =
        move || state.conversation.with(|status| status.is_open) || state.can_notify.get();
    button("icon-button")
        .attr("aria-label", &state.text.get(Sentence::Menu))
        .attr("aria-haspopup", "menu")
        .live_attr("aria-expanded", move || {
            Some(if is_open.get() { "true" } else { "false" }.to_owned())
        })
        .live_flag("hidden", move || !has_items())
        // The menu closes when it loses the focus, which pressing this button does first.
        .on("mousedown", move |event| {
            if is_open.get_untracked() {
                event.prevent_default();
            }
        })
        .on("click", move |_| is_open.update(|open| *open = !*open))
        .child(icon(Icon::Dots))
}

fn items(
    state: ViewState,
    actions: Actions,
    ask_end: Live<bool>,
    close: impl Fn() + Clone + 'static,
) -> El {
    let list = el("div", "menu").attr("role", "menu");
    actions.offer_notifications(&list);
    let keys = list.clone();
    let on_close = close.clone();
    let list = list.on("keydown", move |event| on_key(event, &keys, &on_close));
    let status = state.conversation.get();
    if !status.is_open {
        return list;
    }
    let is_urgent = status.is_urgent;
    let urgency = if is_urgent {
        Sentence::UnmarkUrgent
    } else {
        Sentence::MarkUrgent
    };
    let on_end = close.clone();
    list.child(
        item("menu__item", Icon::Flag, &state.text.get(urgency)).on("click", move |_| {
            close();
            actions.set_urgent(!is_urgent);
        }),
    )
    .child(
        item(
            "menu__item menu__item--danger",
            Icon::Leave,
            &state.text.get(Sentence::EndConversation),
        )
        .on("click", move |_| {
            on_end();
            ask_end.set(true);
        }),
    )
}

fn item(class: &str, which: Icon, words: &str) -> El {
    button(class)
        .attr("role", "menuitem")
        .attr("tabindex", "-1")
        .child(icon(which))
        .text(words)
}

/// The first item gets the focus, and the menu closes when that goes elsewhere.
fn leave_with_focus(list: El, is_open: Live<bool>) -> El {
    let (first, whole) = (list.clone(), list.clone());
    soon(move || focus_item(&first, 0));
    list.on("focusout", move |event| {
        let to = event.unchecked_into::<FocusEvent>().related_target();
        if !whole.contains(to.map(JsCast::unchecked_into::<Node>).as_ref()) {
            is_open.set(false);
        }
    })
}

fn on_key(event: Event, list: &El, close: &impl Fn()) {
    let event: KeyboardEvent = event.unchecked_into();
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
    focus_item(list, next);
}

fn focus_item(list: &El, index: u32) {
    let item = list.children().item(index);
    if let Some(item) = item.and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        let _ = item.focus();
    }
}
