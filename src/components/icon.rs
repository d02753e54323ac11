//! Icons as inline SVG. A strict Content Security Policy allows no other kind.

use leptos::prelude::*;
use leptos::svg::{path, svg};

/// An icon on a 24 × 24 grid.
#[derive(Clone, Copy)]
pub enum Icon {
    Dots,
    ChevronDown,
    Send,
    Clock,
    Tick,
    DoubleTick,
    Exclamation,
    Star,
    CloudOff,
    ArrowDown,
    Flag,
    Leave,
}

impl Icon {
    /// The `d` attribute of its path.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Dots => {
                "M5 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm7 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm7 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"
            }
            Self::ChevronDown => "M12 16.4 4.6 9 6 7.6l6 6 6-6L19.4 9z",
            Self::Send => "M3 20.5v-7l9-1.5-9-1.5v-7L21.5 12z",
            Self::Clock => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14zm-1 2.5v5.2l4.2 2.5 1-1.6-3.2-1.9V7.500z"
            }
            Self::Tick => "M9.500 17.600 4 12.100l1.400-1.400 4.100 4.100 9.100-9.100L20 7.100z",
            Self::DoubleTick => {
                "M5.500 17.600 0 12.100l1.400-1.400 4.100 4.100L14.600 5.700 16 7.100zm8 0-3.200-3.200 1.400-1.400 1.800 1.800 9.100-9.100L24 7.100z"
            }
            Self::Exclamation => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm-1.100 4h2.200v6.500h-2.200zm0 8h2.200v2.200h-2.200z"
            }
            Self::Star => {
                "m12 2.600 2.900 6 6.600.9-4.800 4.600 1.200 6.500L12 17.400l-5.900 3.200 1.200-6.500L2.500 9.500l6.600-.9z"
            }
            Self::CloudOff => {
                "M3.400 2 2 3.400l4 4A6 6 0 0 0 6.500 19.500h11.100l3 3L22 21.100zM19.400 10A7.500 7.500 0 0 0 9.300 4.900l1.500 1.500A5.500 5.500 0 0 1 17.500 11v.5H19a3 3 0 0 1 2.300 4.900l1.400 1.400A5 5 0 0 0 19.400 10z"
            }
            Self::ArrowDown => "M11 4h2v12.200l5.600-5.600L20 12l-8 8-8-8 1.400-1.400 5.600 5.600z",
            Self::Flag => "M5 21V3h14l-3 5.500 3 5.500H7v7z",
            Self::Leave => {
                "M4 3h9v2H6v14h7v2H4zm12 4 5 5-5 5-1.400-1.400 2.600-2.600H9v-2h8.200l-2.600-2.600z"
            }
        }
    }
}

/// Renders an icon. It is hidden from screen readers, because its button or mark has a label.
pub fn icon(which: Icon) -> impl IntoView {
    icon_of_class(which, "icon")
}

/// Renders an icon with other classes.
pub fn icon_of_class(which: Icon, class: &'static str) -> impl IntoView {
    svg()
        .attr("class", class)
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .child(path().attr("d", which.path()))
}
