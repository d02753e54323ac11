//! Structured content as an outline.

use crate::outline::Part;
use leptos::prelude::*;

/// The outline of some structured content.
#[component]
pub fn Outline(parts: Vec<Part>) -> impl IntoView {
    view! { <div class="outline">{parts.into_iter().map(part).collect_view()}</div> }
}

fn part(part: Part) -> AnyView {
    match part {
        Part::Text(text) => view! { <p class="outline__text">{text}</p> }.into_any(),
        Part::Picture(caption) => view! { <p class="outline__picture">{caption}</p> }.into_any(),
        Part::Button { title, actions } => view! {
            <p class="outline__button">{title}" "<small>{actions}</small></p>
        }
        .into_any(),
        Part::Group { kind, parts } => view! {
            <div class="outline__group">
                <p class="outline__kind">{kind}</p>
                {parts.into_iter().map(self::part).collect_view()}
            </div>
        }
        .into_any(),
        Part::Other(kind) => view! { <p class="outline__kind">{kind}</p> }.into_any(),
    }
}
