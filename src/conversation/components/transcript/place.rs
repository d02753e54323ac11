//! Scroll anchoring: the message that is being read stays where it is on the screen when
//! other messages are rendered or removed above and below it.

use crate::conversation::actions::Actions;
use crate::conversation::components::rows::El;
use crate::conversation::view_state::ViewState;
use crate::conversation::virtual_list::{DrawnRange, messages_per_screen};
use crate::signals::SetIfChanged as _;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

/// A reader who is this close to the end follows new messages, in pixels.
const FOLLOW_DISTANCE_PX: i32 = 80;
/// The largest height of a spacer, in pixels. Browsers limit the height of an element.
const MAX_SPACE_PX: f64 = 5_000_000.0;

/// The scroll position of one transcript.
pub struct Place {
    view: ViewState,
    actions: Actions,
    /// The scroll container.
    log: El,
    /// The spacer for the messages above that are not rendered.
    above: El,
    /// The spacer for the messages below that are not rendered.
    below: El,
    /// The first visible message, and the distance of its top from the top of `log`, in pixels.
    anchor: Option<(Element, f64)>,
    /// The last known `scrollTop`, in pixels.
    scrolled_px: i32,
    /// The last known height of `log`, in pixels. It is 0 while the window is closed.
    height_px: i32,
    /// How many messages the two spacers represent.
    spaces: Option<(usize, usize)>,
    /// The first rendered message and the height of `log`, in pixels, for which enough messages
    /// were rendered. A cache for a reader at the end.
    filled: Option<(usize, i32)>,
}

impl Place {
    /// Starts at the end.
    pub fn new(
        view: ViewState,
        actions: Actions,
        log: &HtmlElement,
        above: &HtmlElement,
        below: &HtmlElement,
    ) -> Self {
        Self {
            view,
            actions,
            log: El::of(log),
            above: El::of(above),
            below: El::of(below),
            anchor: None,
            scrolled_px: 0,
            height_px: 0,
            spaces: None,
            filled: None,
        }
    }

    /// Handles the event `scroll`. The reader, this module, or the browser may have scrolled.
    pub fn on_scroll(&mut self) {
        let is_moved = self.height_px > 0 && self.user_scroll_px().is_some();
        // A greeting can be scrolled, too, but has no messages to anchor.
        if is_moved && !self.view.shell.transcript_is_empty.get_untracked() {
            let has_newest = self.view.drawn.get_untracked().has_newest();
            self.view
                .is_at_end
                .set_if_changed(has_newest && self.distance_to_end_px() < FOLLOW_DISTANCE_PX);
            self.set_anchor();
            self.draw_more();
        }
    }

    /// Restores the scroll position after the chat was removed from the page and put back, because
    /// the browser resets it.
    pub fn on_return(&mut self) {
        self.scrolled_px = self.log.scroll_top();
        self.restore_scroll(false);
        self.scrolled_px = self.log.scroll_top();
    }

    /// How far the reader has scrolled since the last check, in pixels. `None` if nothing moved,
    /// or if the browser moved the content because it became shorter.
    fn user_scroll_px(&mut self) -> Option<i32> {
        let now_px = self.log.scroll_top();
        let by_px = now_px - self.scrolled_px;
        let is_clamped = by_px < 0 && self.distance_to_end_px() <= 0;
        self.scrolled_px = now_px;
        (by_px != 0 && !is_clamped).then_some(by_px)
    }

    fn distance_to_end_px(&self) -> i32 {
        self.log.scroll_height() - self.log.client_height() - self.log.scroll_top()
    }

    /// Anchors the first rendered message in the middle of the screen, before earlier messages
    /// are rendered above it.
    pub fn go_to_first(&mut self) {
        let middle_px = f64::from(self.log.client_height()) / 2.0;
        self.anchor = self.messages().next().map(|(_, first)| (first, middle_px));
        self.view.is_at_end.set_if_changed(false);
    }

    /// Restores the reader's position. Called after any size has changed, before that is painted.
    pub fn restore(&mut self) {
        let height_px = self.log.client_height();
        let before_px = core::mem::replace(&mut self.height_px, height_px);
        if height_px == 0 {
            return;
        }
        if before_px == 0 {
            // The browser may have reset `scrollTop` while the window was closed.
            self.scrolled_px = self.log.scroll_top();
        }
        // The reader may have scrolled without a `scroll` event so far. That movement must stay.
        let by_px = self.user_scroll_px();
        let by_px = by_px.filter(|_| !self.view.shell.transcript_is_empty.get_untracked());
        match (by_px, &mut self.anchor) {
            (Some(by_px), _) if self.view.is_at_end.get_untracked() => {
                self.view.is_at_end.set_if_changed(by_px > 0);
                self.set_anchor();
            }
            (Some(by_px), Some((_, offset_px))) => {
                *offset_px -= f64::from(by_px);
            }
            _ => {}
        }
        self.resize_spaces();
        self.restore_scroll(height_px > before_px);
        self.scrolled_px = self.log.scroll_top();
        self.draw_more();
    }

    /// Scrolls to the end if the reader follows new messages. Otherwise scrolls to the anchor.
    fn restore_scroll(&mut self, has_grown: bool) {
        let anchor = self.anchor.as_ref();
        let anchor = anchor.filter(|(element, _)| element.is_connected());
        let is_at_end = self.view.is_at_end.get_untracked();
        if is_at_end {
            self.log.set_scroll_top(self.log.scroll_height());
        } else if let Some((element, offset_px)) = anchor {
            let moved_px = top(element) - top(&self.log) - offset_px;
            if moved_px.abs() >= 1.0 {
                let scrolled_px = self.log.scroll_top() + whole(moved_px);
                self.log.set_scroll_top(scrolled_px);
            }
            if has_grown {
                // A larger window may now show everything to the end.
                let has_newest = self.view.drawn.get_untracked().has_newest();
                self.view
                    .is_at_end
                    .set_if_changed(has_newest && self.distance_to_end_px() <= 0);
            }
        } else {
            self.set_anchor();
        }
    }

    /// Sets the heights of the spacers, estimated from the average height of rendered messages.
    fn resize_spaces(&mut self) {
        let drawn = self.view.drawn.get_untracked();
        let spaces = Some((drawn.first, drawn.total - drawn.end));
        if self.spaces == spaces {
            return;
        }
        let count = drawn.end - drawn.first;
        let height_px = top(&self.below) - bottom(&self.above);
        let average_px = if count > 0 {
            height_px / number(count)
        } else {
            0.0
        };
        // In a closed window nothing has a height, so the next call must try again.
        self.spaces = spaces.filter(|_| height_px > 0.0);
        let space = |element: &El, messages: usize| {
            let space_px = whole((average_px * number(messages)).min(MAX_SPACE_PX));
            // Setting a known property cannot fail.
            let _ = (element.style()).set_property("height", &format!("{space_px}px"));
        };
        space(&self.above, drawn.first);
        space(&self.below, drawn.total - drawn.end);
    }

    fn set_anchor(&mut self) {
        let edge_px = top(&self.log);
        self.anchor = self.first_visible(edge_px).map(|(_, message)| {
            let offset_px = top(&message) - edge_px;
            (message, offset_px)
        });
    }

    /// The first visible message and its index among the rendered messages. `edge_px` is the top
    /// of `log`.
    fn first_visible(&self, edge_px: f64) -> Option<(usize, Element)> {
        let mut messages = self.messages();
        messages.find(|(_, message)| bottom(message) > edge_px)
    }

    /// The rendered messages and their indices.
    fn messages(&self) -> impl Iterator<Item = (usize, Element)> + use<> {
        let found = self.log.query_selector_all("[part=message]").ok();
        let count = found.as_ref().map_or(0, web_sys::NodeList::length);
        (0..count).filter_map(move |index| {
            let element = found.as_ref()?.get(index)?.dyn_into().ok()?;
            Some((index as usize, element))
        })
    }

    /// Renders more messages, or loads earlier ones, if less than half a screen is left above or
    /// below.
    fn draw_more(&mut self) {
        let drawn = self.view.drawn.get_untracked();
        let height_px = self.log.client_height();
        let follows = self.view.is_at_end.get_untracked() && drawn.has_newest();
        if follows && self.filled == Some((drawn.first, height_px)) {
            return;
        }
        let screen_px = f64::from(height_px);
        let (upper, lower) = (top(&self.log), bottom(&self.log));
        let hidden_above_px = upper - bottom(&self.above);
        let hidden_below_px = top(&self.below) - lower;
        let near_px = screen_px / 2.0;
        let wants_above = hidden_above_px < near_px;
        let is_all_on_screen = self.log.scroll_height() <= self.log.client_height();
        if wants_above && drawn.first > 0 || hidden_below_px < near_px && !drawn.has_newest() {
            let per_screen = messages_per_screen(self.log.client_height());
            let position = self.position_at(drawn, upper, lower);
            self.actions.draw_around(position, per_screen);
        } else if wants_above
            && screen_px > 0.0
            && (!self.view.is_at_end.get_untracked() || is_all_on_screen)
            && self.view.has_earlier.get_untracked()
        {
            self.actions.show_earlier();
        } else {
            self.filled = (follows && !wants_above).then_some((drawn.first, height_px));
        }
    }

    /// The position of the first message on the screen. Estimated if only a spacer is visible.
    fn position_at(&self, drawn: DrawnRange, upper: f64, lower: f64) -> usize {
        let part = |from: f64, to: f64, count: usize| {
            let part = ((upper - from) / (to - from)).clamp(0.0, 1.0);
            usize::try_from(whole(part * number(count))).unwrap_or_default()
        };
        if bottom(&self.above) > lower {
            return part(top(&self.above), bottom(&self.above), drawn.first);
        }
        if top(&self.below) < upper {
            let within = part(
                top(&self.below),
                bottom(&self.below),
                drawn.total - drawn.end,
            );
            return drawn.end + within;
        }
        drawn.first + self.first_visible(upper).map_or(0, |(index, _)| index)
    }
}

fn top(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}

fn bottom(element: &Element) -> f64 {
    element.get_bounding_client_rect().bottom()
}

/// Rounds pixels or a position. Formatting fractions would add 12 KB to the bundle.
#[expect(clippy::cast_possible_truncation, reason = "saturates")]
fn whole(number: f64) -> i32 {
    number.round() as i32
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of messages are far below 2^53"
)]
const fn number(count: usize) -> f64 {
    count as f64
}
