//! The part of the screen that a keyboard leaves: phones do not tell the page's
//! layout of it, only whoever asks.

use crate::platform::listener::Listener;
use leptos::prelude::*;
use web_sys::{Event, HtmlElement};

/// Keeps the window, where it fills the screen, within what can be seen of it.
pub fn stay_visible(window: &HtmlElement) {
    let Some(viewport) = web_sys::window().and_then(|page| page.visual_viewport()) else {
        return;
    };
    for event in ["resize", "scroll"] {
        let (element, seen) = (window.clone(), viewport.clone());
        let fit = move |_: &Event| {
            // Somebody who looks closer wants no other layout.
            let is_whole = (seen.scale() - 1.0).abs() < 0.01;
            let style = element.style();
            for (name, length_px) in [
                ("--view-top", seen.offset_top()),
                ("--view-height", seen.height()),
            ] {
                // Setting a property of one's own cannot fail.
                let _ = if is_whole {
                    style.set_property(name, &whole_px(length_px))
                } else {
                    style.remove_property(name).map(drop)
                };
            }
        };
        // It lives as long as the window.
        StoredValue::new_local(Listener::new(&viewport, event, fit));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "saturates")]
fn whole_px(length_px: f64) -> String {
    let mut text = (length_px as i32).to_string();
    text += "px";
    text
}
