//! What a screen reader is told: each new message once, with its sender, and
//! never the history. The transcript itself is a silent log, as a live one
//! would read older messages while they load.

use crate::view_state::ViewState;
use leptos::html::{Div, div};
use leptos::prelude::*;

/// So many sentences may come in one moment and all be heard.
const SENTENCES_KEPT: u32 = 8;

/// An invisible live region. Each sentence is an element of its own, as the
/// same words twice in one text node would be heard once. They are appended by
/// hand: a keyed list for them weighs 2.3 KB more.
pub fn announcer(state: ViewState) -> AnyView {
    let region = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let Some(region) = region.get() else {
            return;
        };
        for sentence in state.take_announcements() {
            if let Ok(element) = document().create_element("p") {
                element.set_text_content(Some(&sentence));
                let _ = region.append_child(&element);
            }
        }
        while region.child_element_count() > SENTENCES_KEPT {
            let Some(oldest) = region.first_element_child() else {
                break;
            };
            oldest.remove();
        }
    });
    div()
        .class("announcer visually-hidden")
        .attr("aria-live", "polite")
        .node_ref(region)
        .into_any()
}
