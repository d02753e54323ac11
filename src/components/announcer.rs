//! The live region for screen readers. It announces each new message once, with its sender.
//! While the chat is closed, it announces the number of unread messages. The transcript is not
//! a live region, because it would also announce older messages as they load.

use crate::components::dynamic::effect;
use crate::shell::Shell;
use leptos::html::{Div, div};
use leptos::prelude::*;
use web_sys::HtmlElement;

/// The number of latest sentences that stay in the region, so that each of a burst is read.
const SENTENCES_KEPT: usize = 8;

/// A visually hidden live region. Each sentence is an element of its own: a text node that is
/// set to the same text again would not be announced.
#[component]
pub fn Announcer(shell: Shell) -> impl IntoView {
    let region = NodeRef::<Div>::new();
    let (mut was_open, mut was_empty) = (false, true);
    effect(move || {
        let (is_open, is_empty) = (shell.is_open.get(), shell.transcript_is_empty.get());
        let is_toggled = core::mem::replace(&mut was_open, is_open) != is_open;
        let was_empty = core::mem::replace(&mut was_empty, is_empty);
        let sentences = shell.take_announcements();
        let Some(region) = region.get() else {
            return;
        };
        let has_new_count = !is_open && !sentences.is_empty();
        // Old sentences must not be read again when the window opens, nor by the next
        // consumer, for whom the transcript is emptied.
        if is_toggled || is_empty && !was_empty || has_new_count {
            region.set_text_content(None);
        }
        // In a flood, only the latest are announced. In a closed chat, only the latest total.
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
    // Fails only for an invalid tag name.
    if let Ok(line) = document().create_element("p") {
        line.set_text_content(Some(sentence));
        let _ = region.append_child(&line);
    }
}

/// Removes old sentences in batches, because each removal causes a layout.
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
