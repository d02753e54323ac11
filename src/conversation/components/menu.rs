//! The menu with the actions for an open conversation and the notification settings.

use crate::components::dynamic::{dynamic, element_of, on_load, when, words};
use crate::components::erased::Erase as _;
use crate::components::icon::{Icon, icon};
use crate::conversation::actions::Actions;
use crate::conversation::view_state::ViewState;
use crate::platform::keys::is_composing;
use crate::text::Sentence;
use leptos::ev;
use leptos::html::{Button, Div, button, div, span};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, FocusEvent, HtmlElement, KeyboardEvent, Node};

/// The menu button and its menu, with the usual keys: arrow keys, Home and End move the focus;
/// Escape and Tab close the menu.
#[component]
pub fn Menu(
    view: ViewState,
    actions: Actions,
    /// Opens the dialog that confirms the end of the conversation.
    ask_end: RwSignal<bool>,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let opener = NodeRef::<Button>::new();
    let close = Callback::new(move |()| {
        is_open.set(false);
        if let Some(opener) = element_of(opener) {
            let _ = opener.focus();
        }
    });
    let items = move || {
        is_open.get().then(|| {
            Items(ItemsProps {
                view,
                actions,
                ask_end,
                is_open,
                close,
            })
            .erase()
        })
    };
    (button_of_menu(view, is_open, opener), dynamic(items))
}

fn button_of_menu(
    view: ViewState,
    is_open: RwSignal<bool>,
    opener: NodeRef<Button>,
) -> impl IntoView {
    let has_items =
        move || view.conversation.with(|status| status.is_open) || view.shell.can_notify.get();
    button()
        .node_ref(opener)
        .attr("type", "button")
        .class("icon-button")
        .attr("aria-label", view.text.of(Sentence::Menu))
        .attr("aria-haspopup", "menu")
        .attr("aria-expanded", words(move || is_open.get().to_string()))
        .prop("hidden", when(move || !has_items()))
        // Pressing this button would first close the menu by moving the focus. The click would
        // then open it again.
        .on(ev::mousedown, move |event| {
            if is_open.get_untracked() {
                event.prevent_default();
            }
        })
        .on(ev::click, move |_| is_open.update(|open| *open = !*open))
        .child(icon(Icon::Dots))
}

#[component]
fn Items(
    view: ViewState,
    actions: Actions,
    ask_end: RwSignal<bool>,
    is_open: RwSignal<bool>,
    close: Callback<()>,
) -> impl IntoView {
    let list = NodeRef::<Div>::new();
    on_load(list, move |list| {
        actions.offer_notifications(&list);
        focus_item(&list, 0);
    });
    let status = view.conversation.get_untracked();
    let for_open = status.is_open.then(|| {
        let is_urgent = status.is_urgent;
        let urgency = if is_urgent {
            Sentence::UnmarkUrgent
        } else {
            Sentence::MarkUrgent
        };
        (
            item(view, "menu__item", Icon::Flag, urgency).on(ev::click, move |_| {
                close.run(());
                actions.set_urgent(!is_urgent);
            }),
            item(
                view,
                "menu__item menu__item--danger",
                Icon::Leave,
                Sentence::EndConversation,
            )
            .on(ev::click, move |_| {
                close.run(());
                ask_end.set(true);
            }),
        )
    });
    div()
        .node_ref(list)
        .class("menu")
        .attr("role", "menu")
        .on(ev::keydown, move |event| on_key(&event, list, close))
        .on(ev::focusout, move |event| {
            if has_left(&event, list) {
                is_open.set(false);
            }
        })
        .child(for_open)
}

fn item(
    view: ViewState,
    class: &'static str,
    drawing: Icon,
    words: Sentence,
) -> leptos::html::HtmlElement<
    Button,
    impl leptos::tachys::html::attribute::Attribute,
    impl RenderHtml,
> {
    button()
        .attr("type", "button")
        .class(class)
        .attr("role", "menuitem")
        .attr("tabindex", "-1")
        .child((
            icon(drawing),
            span().prop("textContent", view.text.of(words)),
        ))
}

fn has_left(event: &FocusEvent, list: NodeRef<Div>) -> bool {
    let to = event.related_target().map(JsCast::unchecked_into::<Node>);
    element_of(list).is_some_and(|list| !list.contains(to.as_ref()))
}

fn on_key(event: &KeyboardEvent, list: NodeRef<Div>, close: Callback<()>) {
    let Some(list) = element_of(list).filter(|_| !is_composing(event)) else {
        return;
    };
    let items = list.children();
    let count = items.length();
    let focused = event.unchecked_ref::<Event>().target();
    let focused = focused.and_then(|target| target.dyn_into::<HtmlElement>().ok());
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
            return close.run(());
        }
        _ => return,
    };
    event.prevent_default();
    focus_item(&list, next);
}

fn focus_item(list: &HtmlElement, index: u32) {
    let item = list.children().item(index);
    if let Some(item) = item.and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        let _ = item.focus();
    }
}
