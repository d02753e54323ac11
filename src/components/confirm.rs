//! The question before a conversation is ended.

use crate::actions::Actions;
use crate::text::Sentence;
use crate::view_state::ViewState;
use leptos::ev;
use leptos::html::{button, div, h3, p};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent, ShadowRoot};

/// A small dialog over the window. It holds the focus until it is answered
/// and gives it back to where it came from.
pub fn confirm(state: ViewState, actions: Actions, is_asked: RwSignal<bool>) -> AnyView {
    let dialog = move || is_asked.get().then(|| panel(state, actions, is_asked));
    dialog.into_any()
}

fn panel(state: ViewState, actions: Actions, is_asked: RwSignal<bool>) -> impl IntoView {
    let keep = NodeRef::<leptos::html::Button>::new();
    let end = NodeRef::<leptos::html::Button>::new();
    let came_from = StoredValue::new_local(None::<HtmlElement>);
    Effect::new(move |_| {
        if let Some(keep) = keep.get() {
            let root = keep.get_root_node().dyn_into::<ShadowRoot>().ok();
            let focused = root.and_then(|root| root.active_element());
            came_from.set_value(focused.and_then(|element| element.dyn_into().ok()));
            let _ = keep.focus();
        }
    });
    let cancel = move || {
        is_asked.set(false);
        if let Some(element) = came_from.get_value() {
            let _ = element.focus();
        }
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.stop_propagation();
            cancel();
        }
        // Two stops only, so the trap is: to the other one.
        "Tab" => {
            event.prevent_default();
            let (Some(keep), Some(end)) = (keep.get_untracked(), end.get_untracked()) else {
                return;
            };
            let is_on_keep = keep.matches(":focus").unwrap_or_default();
            let _ = if is_on_keep {
                end.focus()
            } else {
                keep.focus()
            };
        }
        _ => {}
    };
    div().class("confirm").on(ev::keydown, on_key).child(
        div()
            .class("confirm__panel")
            .attr("role", "alertdialog")
            .attr("aria-modal", "true")
            .attr("aria-labelledby", "confirm-title")
            .attr("aria-describedby", "confirm-text")
            .child((
                h3().class("confirm__title")
                    .attr("id", "confirm-title")
                    .child(state.text.get(Sentence::EndQuestion)),
                p().class("confirm__text")
                    .attr("id", "confirm-text")
                    .child(state.text.get(Sentence::EndExplanation)),
                div().class("confirm__actions").child((
                    button()
                        .class("button button--quiet")
                        .attr("type", "button")
                        .node_ref(keep)
                        .on(ev::click, move |_| cancel())
                        .child(state.text.get(Sentence::KeepChatting)),
                    button()
                        .class("button button--danger")
                        .attr("type", "button")
                        .node_ref(end)
                        .on(ev::click, move |_| {
                            is_asked.set(false);
                            actions.end_conversation();
                            // The menu goes with the conversation; the message box stays.
                            state.focus_wishes.update(|count| *count += 1);
                        })
                        .child(state.text.get(Sentence::EndConversation)),
                )),
            )),
    )
}
