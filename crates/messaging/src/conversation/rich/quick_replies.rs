//! Quick replies (protocol §7.5).

use super::action::Click;
use super::limits::{QUICK_REPLIES, QUICK_REPLIES_PER_ROW, TITLE_CHARS, TOOLTIP_CHARS};
use super::style::Style;
use super::{aria, value};
use serde_json::Value;

/// Buttons below the last message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuickReplies {
    /// The number of buttons per row, from 1 to 8. None if it is not given.
    pub per_row: Option<u8>,
    /// The buttons: at least one, at most [`QUICK_REPLIES`](super::limits::QUICK_REPLIES).
    pub replies: Vec<QuickReply>,
}

/// One button.
#[derive(Clone, Debug, PartialEq)]
pub struct QuickReply {
    /// Its label.
    pub title: String,
    /// Shown on hover.
    pub tooltip: Option<String>,
    /// The effect. Without any action or metadata, a click sends the title.
    pub click: Click,
    /// The style.
    pub style: Style,
    /// See [`Element::aria`](super::Element::aria).
    pub aria: Vec<(String, String)>,
}

impl QuickReplies {
    /// Reads the `quickReplies` of an event. None if there is no button.
    pub fn parse(told: &Value) -> Option<Self> {
        let replies = value::elements(told, "replies").iter();
        let replies: Vec<_> = replies.filter_map(reply).take(QUICK_REPLIES).collect();
        (!replies.is_empty()).then(|| Self {
            per_row: value::small(told, "itemsPerRow", QUICK_REPLIES_PER_ROW)
                .filter(|count| *count > 0),
            replies,
        })
    }
}

fn reply(told: &Value) -> Option<QuickReply> {
    let title = value::text(told, "title", TITLE_CHARS)?;
    let click = Click::of(told).unwrap_or_else(|| Click {
        actions: vec![super::Action::PublishText(title.clone())],
        metadata: None,
    });
    Some(QuickReply {
        tooltip: value::text(told, "tooltip", TOOLTIP_CHARS),
        click,
        style: Style::of(told),
        aria: aria::of(told),
        title,
    })
}
