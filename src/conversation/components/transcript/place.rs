//! The reader's place: the message they are looking at stays where it is on the
//! screen, whatever is drawn or left out above and below it.

use crate::conversation::actions::Actions;
use crate::conversation::components::rows::El;
use crate::conversation::view_state::ViewState;
use crate::conversation::virtual_list::{DrawnRange, messages_per_screen};
use crate::signals::SetIfChanged as _;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

/// So near the end, in pixels, a reader follows what comes.
const FOLLOWS_WITHIN: i32 = 80;
/// No browser scrolls over more, in pixels; far more messages than that are estimated anyway.
const MOST_SPACE_PX: f64 = 5_000_000.0;

/// Keeps the place in one transcript.
pub struct Place {
    view: ViewState,
    actions: Actions,
    /// What scrolls.
    log: El,
    /// Stands for the messages that are not drawn above.
    above: El,
    /// Stands for those below.
    below: El,
    /// The message that is read, and how far below the upper edge it begins, in pixels.
    anchor: Option<(Element, f64)>,
    /// How far it was scrolled when it was last looked at, in pixels.
    scrolled_px: i32,
    /// How high it was then, in pixels; a closed window has no height.
    height_px: i32,
    /// How many messages the spaces above and below stand for.
    spaces: Option<(usize, usize)>,
    /// The first message of those that were found to fill the screen of somebody at the
    /// end, and its height in pixels.
    filled: Option<(usize, i32)>,
}

impl Place {
    /// A place at the end.
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

    /// It was scrolled: by the reader, by this, or by the browser because less is left.
    pub fn on_scroll(&mut self) {
        let is_moved = self.height_px > 0 && self.readers_way_px().is_some();
        // A greeting that is scrolled has no messages to keep a place among.
        if is_moved && !self.view.shell.transcript_is_empty.get_untracked() {
            let has_newest = self.view.drawn.get_untracked().has_newest();
            self.view
                .is_at_end
                .set_if_changed(has_newest && self.room_below_px() < FOLLOWS_WITHIN);
            self.note_anchor();
            self.draw_what_comes_next();
        }
    }

    /// The chat left the page and returned, and the browser forgot how far it was scrolled.
    pub fn on_return(&mut self) {
        self.scrolled_px = self.log.scroll_top();
        self.put_back(false);
        self.scrolled_px = self.log.scroll_top();
    }

    /// How far the reader scrolled since it was last looked at, in pixels.
    fn readers_way_px(&mut self) -> Option<i32> {
        let now_px = self.log.scroll_top();
        let by_px = now_px - self.scrolled_px;
        let is_browsers = by_px < 0 && self.room_below_px() <= 0;
        self.scrolled_px = now_px;
        (by_px != 0 && !is_browsers).then_some(by_px)
    }

    fn room_below_px(&self) -> i32 {
        self.log.scroll_height() - self.log.client_height() - self.log.scroll_top()
    }

    /// The reader wants to see what comes before the first drawn message: it is
    /// put into the middle of the screen.
    pub fn go_to_first(&mut self) {
        let middle_px = f64::from(self.log.client_height()) / 2.0;
        self.anchor = self.messages().next().map(|(_, first)| (first, middle_px));
        self.view.is_at_end.set_if_changed(false);
    }

    /// Puts the reader back where they were, after anything changed its size and
    /// before that is painted.
    pub fn restore(&mut self) {
        let height_px = self.log.client_height();
        let before_px = core::mem::replace(&mut self.height_px, height_px);
        if height_px == 0 {
            return;
        }
        if before_px == 0 {
            // While it was closed, the browser kept or forgot how far it was scrolled.
            self.scrolled_px = self.log.scroll_top();
        }
        // The place changed with the size; the way of somebody who scrolls did not.
        let way_px = self.readers_way_px();
        let way_px = way_px.filter(|_| !self.view.shell.transcript_is_empty.get_untracked());
        match (way_px, &mut self.anchor) {
            (Some(by_px), _) if self.view.is_at_end.get_untracked() => {
                self.view.is_at_end.set_if_changed(by_px > 0);
                self.note_anchor();
            }
            (Some(by_px), Some((_, offset_px))) => {
                *offset_px -= f64::from(by_px);
            }
            _ => {}
        }
        self.make_room();
        self.put_back(height_px > before_px);
        self.scrolled_px = self.log.scroll_top();
        self.draw_what_comes_next();
    }

    fn put_back(&mut self, has_grown: bool) {
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
                // There may be room now for all that comes after it.
                let has_newest = self.view.drawn.get_untracked().has_newest();
                self.view
                    .is_at_end
                    .set_if_changed(has_newest && self.room_below_px() <= 0);
            }
        } else {
            self.note_anchor();
        }
    }

    /// The space of what is not drawn, by the average height of what is.
    fn make_room(&mut self) {
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
        // Where the window is closed nothing has a height, and this is for later.
        self.spaces = spaces.filter(|_| height_px > 0.0);
        let space = |element: &El, messages: usize| {
            let space_px = whole((average_px * number(messages)).min(MOST_SPACE_PX));
            // Setting a property that exists cannot fail.
            let _ = (element.style()).set_property("height", &format!("{space_px}px"));
        };
        space(&self.above, drawn.first);
        space(&self.below, drawn.total - drawn.end);
    }

    fn note_anchor(&mut self) {
        let edge_px = top(&self.log);
        self.anchor = self.first_visible(edge_px).map(|(_, message)| {
            let offset_px = top(&message) - edge_px;
            (message, offset_px)
        });
    }

    /// The first message that reaches below the upper edge, and how manieth of the drawn ones it is.
    fn first_visible(&self, edge_px: f64) -> Option<(usize, Element)> {
        let mut messages = self.messages();
        messages.find(|(_, message)| bottom(message) > edge_px)
    }

    /// The drawn messages and how manieth they are.
    fn messages(&self) -> impl Iterator<Item = (usize, Element)> + use<> {
        let found = self.log.query_selector_all("[part=message]").ok();
        let count = found.as_ref().map_or(0, web_sys::NodeList::length);
        (0..count).filter_map(move |index| {
            let element = found.as_ref()?.get(index)?.dyn_into().ok()?;
            Some((index as usize, element))
        })
    }

    /// Near the edge of what is drawn, more is drawn.
    fn draw_what_comes_next(&mut self) {
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

    /// The position of the first message on the screen, or of the one that would
    /// be there if all were drawn.
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

/// Whole pixels, or a whole position: printing fractions costs a phone 12 KB.
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
