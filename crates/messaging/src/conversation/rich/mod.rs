//! Structured content as a typed tree (protocol §7).
//!
//! The session stores structured content as raw JSON and never calls this module. Only the
//! module that draws the content calls it. So both can be in a part of the WebAssembly module
//! that is loaded when the first card arrives.
//!
//! Every JSON value gives a result, and the constants of [`limits`] bound its size. An element
//! that is unknown or lacks a required property is left out; the rest is kept (§7.1: "validate
//! for authoring, render liberally"). The tree contains no code, markup or CSS: addresses are
//! [`Address`]es, colours are [`Color`]s, and everything else is plain text or an enum.

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

/// The content of a RichContentEvent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RichContent {
    /// The tree. None if nothing in it can be shown. Then [`alt`](Self::alt) is shown instead,
    /// or a notice if there is no `alt`, and `Command::CannotShow` tells the other side.
    pub root: Option<Element>,
    /// The text alternative of the whole content.
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
