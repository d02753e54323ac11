//! Follows the visual viewport. An on-screen keyboard shrinks it, but on many phones not the
//! layout viewport, so CSS alone cannot know the visible height.

use crate::platform::listener::Listener;
use leptos::prelude::*;
use web_sys::{Event, HtmlElement};

/// Publishes the visual viewport as CSS variables (in pixels), so that a full-screen window
/// stays within it.
pub fn stay_visible(window: &HtmlElement) {
    let Some(viewport) = web_sys::window().and_then(|page| page.visual_viewport()) else {
        return;
    };
    for event in ["resize", "scroll"] {
        let (element, seen) = (window.clone(), viewport.clone());
        let fit = move |_: &Event| {
            // The layout must not change while somebody zooms in with two fingers.
            let is_whole = (seen.scale() - 1.0).abs() < 0.01;
            let style = element.style();
            for (name, length_px) in [
                ("--view-top", seen.offset_top()),
                ("--view-height", seen.height()),
            ] {
                // Setting a custom property cannot fail.
                let _ = if is_whole {
                    style.set_property(name, &whole_px(length_px))
                } else {
                    style.remove_property(name).map(drop)
                };
            }
        };
        // The listener is disposed with the window.
        StoredValue::new_local(Listener::new(&viewport, event, fit));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "saturates")]
fn whole_px(length_px: f64) -> String {
    let mut text = (length_px as i32).to_string();
    text += "px";
    text
}
