//! The style of an element (protocol §7.3 `style`). Only the properties listed here are read.
//! `font-family` is not, because it could name a font that does not exist.

use super::color::Color;
use super::limits::BORDER_RADIUS;
use super::value;
use serde_json::Value;

/// The style of an element. A missing property has its default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether the text is bold.
    pub bold: bool,
    /// Whether the text is italic.
    pub italic: bool,
    /// The text size.
    pub size: Option<TextSize>,
    /// The text colour.
    pub color: Option<Color>,
    /// `color-hover`.
    pub color_hover: Option<Color>,
    /// `color-active`.
    pub color_active: Option<Color>,
    /// `background-color`.
    pub background: Option<Color>,
    /// `background-color-hover`.
    pub background_hover: Option<Color>,
    /// `background-color-active`.
    pub background_active: Option<Color>,
    /// `border-color`.
    pub border_color: Option<Color>,
    /// `border-color-hover`.
    pub border_color_hover: Option<Color>,
    /// `border-color-selected`.
    pub border_color_selected: Option<Color>,
    /// The radius of the border in pixels, at most
    /// [`BORDER_RADIUS`](super::limits::BORDER_RADIUS).
    pub border_radius: Option<u8>,
    /// The icon colour.
    pub fill: Option<Color>,
}

/// The size of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextSize {
    /// Smaller than normal.
    Small,
    /// Normal.
    Medium,
    /// Larger than normal.
    Large,
}

impl Style {
    /// Reads the `style` of an element.
    pub(super) fn of(element: &Value) -> Self {
        let Some(style) = element.get("style") else {
            return Self::default();
        };
        let color = |name| Color::parse(style.get(name)?.as_str()?);
        Self {
            bold: value::flag(style, "bold"),
            italic: value::flag(style, "italic"),
            size: match value::word(style, "size") {
                "small" => Some(TextSize::Small),
                "medium" => Some(TextSize::Medium),
                "large" => Some(TextSize::Large),
                _ => None,
            },
            color: color("color"),
            color_hover: color("color-hover"),
            color_active: color("color-active"),
            background: color("background-color"),
            background_hover: color("background-color-hover"),
            background_active: color("background-color-active"),
            border_color: color("border-color"),
            border_color_hover: color("border-color-hover"),
            border_color_selected: color("border-color-selected"),
            border_radius: value::small(style, "border-radius", BORDER_RADIUS),
            fill: color("fill"),
        }
    }
}
