//! The question before a conversation is ended.

use super::element::{El, button, el, soon};
use crate::actions::Actions;
use crate::live::Live;
use crate::text::Sentence;
use crate::view_state::ViewState;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent, ShadowRoot};

/// A small dialog over the window. It holds the focus until it is answered
/// and gives it back to where it came from.
pub fn confirm(window: El, state: ViewState, actions: Actions, is_asked: Live<bool>) -> El {
    window.part(
        move || is_asked.get(),
        move |is_asked_now| is_asked_now.then(|| panel(state, actions, is_asked)),
    )
}

fn panel(state: ViewState, actions: Actions, is_asked: Live<bool>) -> El {
    let keep = button("button button--quiet").text(&state.text.get(Sentence::KeepChatting));
    let end = button("button button--danger").text(&state.text.get(Sentence::EndConversation));
    let came_from = Rc::new(RefCell::new(None::<HtmlElement>));
    let (first, back) = (keep.clone(), came_from.clone());
    soon(move || {
        let root = first.get_root_node().dyn_into::<ShadowRoot>().ok();
        let focused = root.and_then(|root| root.active_element());
        *back.borrow_mut() = focused.and_then(|element| element.dyn_into().ok());
        let _ = first.focus();
    });
    let cancel = move || {
        is_asked.set(false);
        if let Some(element) = came_from.borrow().as_ref() {
            let _ = element.focus();
        }
    };
    let (on_keep, on_end, escape) = (keep.clone(), end.clone(), cancel.clone());
    let on_key = move |event: web_sys::Event| {
        let event: KeyboardEvent = event.unchecked_into();
        match event.key().as_str() {
            "Escape" => {
                event.stop_propagation();
                escape();
            }
            // Two stops only, so the trap is: to the other one.
            "Tab" => {
                event.prevent_default();
                let is_on_keep = on_keep.matches(":focus").unwrap_or_default();
                let _ = if is_on_keep { &on_end } else { &on_keep }.focus();
            }
            _ => {}
        }
    };
    let end = end.on("click", move |_| {
        is_asked.set(false);
        actions.end_conversation();
        // The menu goes with the conversation; the message box stays.
        state.focus_wishes.update(|count| *count += 1);
    });
    let buttons = el("div", "confirm__actions")
        .child(keep.on("click", move |_| cancel()))
        .child(end);
    el("div", "confirm")
        .on("keydown", on_key)
        .child(question(state).child(buttons))
}

fn question(state: ViewState) -> El {
    el("div", "confirm__panel")
        .attr("role", "alertdialog")
        .attr("aria-modal", "true")
        .attr("aria-labelledby", "confirm-title")
        .attr("aria-describedby", "confirm-text")
        .child(
            el("h3", "confirm__title")
                .attr("id", "confirm-title")
                .text(&state.text.get(Sentence::EndQuestion)),
        )
        .child(
            el("p", "confirm__text")
                .attr("id", "confirm-text")
                .text(&state.text.get(Sentence::EndExplanation)),
        )
}
