//! Structured content as a typed tree (protocol §7).
//!
//! The session keeps structured content as the JSON value that came and never calls this
//! module: the module that draws the content calls it, so both can be in a part of the
//! WebAssembly module that is loaded only when the first card arrives.
//!
//! Reading is total: every value gives a result, and the result is bounded by the
//! constants of [`limits`]. An element that is not known, or lacks what it must have, is
//! left out, and the rest is kept (§7.1: "validate for authoring, render liberally").
//! Nothing of the tree is code, markup or CSS: addresses are [`Address`]es, colours are
//! [`Color`]s, and everything else that is not plain text is an enum.

mod action;
mod address;
mod aria;
mod color;
mod color_names;
mod element;
pub mod limits;
mod quick_replies;
#[cfg(test)]
mod random_tests;
mod reader;
mod style;
#[cfg(test)]
mod tests;
mod value;

pub use action::{
    Action, CartItem, Click, CustomDatum, DatePicker, ScheduleSlot, ScheduleSlots, Target, Weekday,
};
pub use address::{Address, Scheme};
pub use color::Color;
pub use element::{
    AspectRatio, Border, ButtonLook, Display, DisplaySize, Element, ElementKind, KeyValuePair,
    Panel, Place, Tab,
};
pub use quick_replies::{QuickReplies, QuickReply};
pub use style::{Style, TextSize};

use serde_json::Value;

/// What a RichContentEvent shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RichContent {
    /// The tree. None where nothing in it can be shown; then [`alt`](Self::alt) stands for
    /// it, or a notice where there is no `alt` either, and `Command::CannotShow` tells the
    /// other side.
    pub root: Option<Element>,
    /// The text alternative of the whole.
    pub alt: Option<String>,
}

impl RichContent {
    /// Reads the `content` of a RichContentEvent (§7.1).
    pub fn parse(content: &Value) -> Self {
        Self {
            root: reader::Reader::default().element(content, 0),
            alt: value::text(content, "alt", limits::ALT_CHARS),
        }
    }
}
