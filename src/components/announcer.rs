//! What a screen reader is told: each new message once, with its sender, and
//! never the history; of a closed chat, how many wait. The transcript itself is
//! a silent log, as a live one would read older messages out while they load.

use crate::components::dynamic::effect;
use crate::shell::Shell;
use leptos::html::{Div, div};
use leptos::prelude::*;
use web_sys::HtmlElement;

/// So many sentences may come in one moment and all be heard.
const SENTENCES_KEPT: usize = 8;

/// An invisible live region. Each sentence is an element of its own, as the same words
/// twice in one text node would be heard once.
#[component]
pub fn Announcer(shell: Shell) -> impl IntoView {
    let region = NodeRef::<Div>::new();
    let (mut was_open, mut was_empty) = (false, true);
    effect(move || {
        let (is_open, is_empty) = (shell.is_open.get(), shell.transcript_is_empty.get());
        let is_turned = core::mem::replace(&mut was_open, is_open) != is_open;
        let was_empty = core::mem::replace(&mut was_empty, is_empty);
        let sentences = shell.take_announcements();
        let Some(region) = region.get() else {
            return;
        };
        let is_counted_anew = !is_open && !sentences.is_empty();
        // What has been heard is not heard again when the window comes back, nor by
        // somebody else, for whom the transcript is emptied.
        if is_turned || is_empty && !was_empty || is_counted_anew {
            region.set_text_content(None);
        }
        // Of a flood the end is heard, and of a closed chat what counts all.
        let most = if is_open { SENTENCES_KEPT } else { 1 };
        let skipped = sentences.len().saturating_sub(most);
        for sentence in sentences.into_iter().skip(skipped) {
            add(&region, &sentence);
        }
        forget_oldest(&region);
    });
    div()
        .node_ref(region)
        .class("announcer visually-hidden")
        .attr("aria-live", "polite")
}

fn add(region: &HtmlElement, sentence: &str) {
    // Fails only for a name that is none.
    if let Ok(line) = document().create_element("p") {
        line.set_text_content(Some(sentence));
        let _ = region.append_child(&line);
    }
}

/// Several at a time: each time is one more thing to lay out.
fn forget_oldest(region: &HtmlElement) {
    let count = region.child_element_count() as usize;
    if count > 2 * SENTENCES_KEPT {
        for _ in SENTENCES_KEPT..count {
            if let Some(oldest) = region.first_element_child() {
                let _ = region.remove_child(&oldest);
            }
        }
    }
}
