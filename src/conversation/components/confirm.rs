//! The question before a conversation is ended.

use crate::components::dynamic::{dynamic, element_of, on_load};
use crate::components::erased::Erase as _;
use crate::conversation::actions::Actions;
use crate::conversation::view_state::ViewState;
use crate::platform::keys::is_composing;
use crate::text::Sentence;
use leptos::ev;
use leptos::html::{Button, button, div, h3, p};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, ShadowRoot};

/// A small dialog over the window. It is no `<dialog>`: `showModal` would make the brand's
/// page inert and cover it, and `show` brings neither a focus trap nor Escape. It holds the focus until it is answered, and gives it
/// back to where it came from.
#[component]
pub fn Confirm(
    view: ViewState,
    actions: Actions,
    /// Whether the question is asked.
    is_asked: RwSignal<bool>,
) -> impl IntoView {
    dynamic(move || {
        is_asked.get().then(|| {
            Question(QuestionProps {
                view,
                actions,
                is_asked,
            })
            .erase()
        })
    })
}

#[component]
fn Question(view: ViewState, actions: Actions, is_asked: RwSignal<bool>) -> impl IntoView {
    let text = view.text;
    let (keep, end) = (NodeRef::<Button>::new(), NodeRef::<Button>::new());
    let came_from = StoredValue::<Option<HtmlElement>, _>::new_local(None);
    on_load(keep, move |keep| {
        let root = keep.get_root_node().dyn_into::<ShadowRoot>().ok();
        let focused = root.and_then(|root| root.active_element());
        came_from.set_value(focused.and_then(|element| element.dyn_into().ok()));
        let _ = keep.focus();
    });
    let cancel = move || {
        let came_from = came_from.get_value();
        is_asked.set(false);
        if let Some(element) = came_from {
            let _ = element.focus();
        }
    };
    let on_end = move |_| {
        is_asked.set(false);
        actions.end_conversation();
        // The menu goes with the conversation; the message box stays.
        view.shell.request_focus();
    };
    let action = |node, class, words| {
        button()
            .node_ref(node)
            .attr("type", "button")
            .class(class)
            .prop("textContent", text.of(words))
    };
    let buttons = div().class("confirm__actions").child((
        action(keep, "button button--quiet", Sentence::KeepChatting)
            .on(ev::click, move |_| cancel()),
        action(end, "button button--danger", Sentence::EndConversation).on(ev::click, on_end),
    ));
    let panel = div()
        .class("confirm__panel")
        .attr("role", "alertdialog")
        .attr("aria-modal", "true")
        .attr("aria-labelledby", "confirm-title")
        .attr("aria-describedby", "confirm-text")
        .child((
            h3().class("confirm__title")
                .attr("id", "confirm-title")
                .prop("textContent", text.of(Sentence::EndQuestion)),
            p().class("confirm__text")
                .attr("id", "confirm-text")
                .prop("textContent", text.of(Sentence::EndExplanation)),
            buttons,
        ));
    div()
        .class("confirm")
        .on(ev::keydown, move |event| {
            if is_composing(&event) {
                return;
            }
            match event.key().as_str() {
                "Escape" => {
                    event.stop_propagation();
                    cancel();
                }
                // Two stops only, so the trap is: to the other one.
                "Tab" => {
                    event.prevent_default();
                    focus_other(keep, end);
                }
                _ => {}
            }
        })
        .child(panel)
}

fn focus_other(one: NodeRef<Button>, other: NodeRef<Button>) {
    if let (Some(one), Some(other)) = (element_of(one), element_of(other)) {
        let is_on_one = one.matches(":focus").unwrap_or_default();
        let _ = if is_on_one { &other } else { &one }.focus();
    }
}
