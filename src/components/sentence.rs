//! Sentences with inserted names or numbers.

use super::dynamic::{Words, effect};
use crate::directions::{END_ISOLATE, ISOLATE};
use leptos::html::{Span, span};
use leptos::prelude::*;
use web_sys::Element;

/// Renders a reactive sentence.
pub fn sentence(words: Words) -> impl IntoView {
    let node = NodeRef::<Span>::new();
    effect(move || {
        if let Some(place) = node.get() {
            write_sentence(&place, &words());
        }
    });
    span().node_ref(node).class("sentence")
}

/// Replaces the content of `place` with a sentence. Each inserted value becomes an element, so
/// that it has its own direction and, if it is too long, its own ellipsis.
pub fn write_sentence(place: &Element, words: &str) {
    place.set_text_content(None);
    let parts = words.split([ISOLATE, END_ISOLATE]);
    for (part, tag) in parts.zip(["span", "bdi"].into_iter().cycle()) {
        // Fails only for an invalid tag name.
        if let Ok(piece) = document().create_element(tag) {
            piece.set_text_content(Some(part));
            if tag == "bdi" {
                let _ = piece.set_attribute("title", part);
            }
            let _ = place.append_child(&piece);
        }
    }
}
