//! A sentence with values of others in it.

use super::dynamic::{Words, dynamic};
use crate::directions::{END_ISOLATE, ISOLATE};
use leptos::html::{bdi, span};
use leptos::prelude::*;

/// Draws a sentence. Each value that was inserted becomes an element, so that it has its own
/// direction and, where it is too long, its own ellipsis.
pub fn sentence(words: Words) -> impl IntoView {
    span()
        .class("sentence")
        .child(dynamic(move || Some(pieces(&words()))))
}

fn pieces(words: &str) -> AnyView {
    let parts = words.split([ISOLATE, END_ISOLATE]);
    let parts = parts.zip([false, true].into_iter().cycle());
    let pieces = parts.filter(|(part, _)| !part.is_empty());
    pieces
        .map(|(part, is_inserted)| piece(part.to_owned(), is_inserted))
        .collect_view()
        .into_any()
}

fn piece(part: String, is_inserted: bool) -> AnyView {
    if is_inserted {
        bdi()
            .attr("title", part.clone())
            .prop("textContent", part)
            .into_any()
    } else {
        span().prop("textContent", part).into_any()
    }
}
