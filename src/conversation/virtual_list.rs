//! List virtualisation: computes the range of messages to render, a few screens around the
//! scroll position. Pure, and tested natively.

use core::ops::Range;

/// The smallest height of a message, in pixels.
const MIN_MESSAGE_PX: i32 = 40;
/// How many messages are rendered for the browser's search in the page.
const WHOLE: usize = 1_000;

/// The range of messages that is rendered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DrawnRange {
    /// The position of the first rendered message.
    pub first: usize,
    /// The position after the last rendered message.
    pub end: usize,
    /// The number of all messages.
    pub total: usize,
}

impl DrawnRange {
    /// Whether the newest message is rendered.
    pub const fn has_newest(self) -> bool {
        self.end == self.total
    }
}

/// The largest number of messages on a screen of this height, between 10 and 100.
pub fn messages_per_screen(height_px: i32) -> usize {
    usize::try_from(height_px / MIN_MESSAGE_PX).map_or(10, |count| count.clamp(10, 100))
}

/// The scroll position, as far as the range depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewport {
    /// The number of messages that fill a screen.
    pub per_screen: usize,
    /// The position of the first rendered message, if it still exists.
    pub first: Option<usize>,
    /// Whether the reader follows new messages.
    pub at_end: bool,
    /// Whether the reader searches the page.
    pub is_whole: bool,
}

/// The range of messages to render.
///
/// - At the end: the newest two screens. The range may grow to three screens before its start
///   moves, so that not every new message moves it.
/// - Further up: three screens with a fixed start.
/// - For a search in the page: the newest thousand messages.
pub fn span(total: usize, viewport: Viewport) -> Range<usize> {
    if viewport.is_whole {
        return total.saturating_sub(WHOLE)..total;
    }
    let newest = total.saturating_sub(2 * viewport.per_screen);
    let most = 3 * viewport.per_screen;
    match viewport.first {
        Some(first) if !viewport.at_end => {
            let first = first.min(newest);
            first..total.min(first + most)
        }
        Some(first) if first <= newest && total - first <= most => first..total,
        _ => newest..total,
    }
}

/// The first message to render, so that one screen is rendered above `position`.
pub const fn first_around(position: usize, per_screen: usize) -> usize {
    position.saturating_sub(per_screen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewport(first: Option<usize>, at_end: bool) -> Viewport {
        Viewport {
            per_screen: 10,
            first,
            at_end,
            is_whole: false,
        }
    }

    #[test]
    fn at_the_end_the_newest_messages_are_rendered_and_at_most_three_screens() {
        assert_eq!(span(5, viewport(None, true)), 0..5);
        let mut first = None;
        for total in 1..200 {
            let drawn = span(total, viewport(first, true));
            assert_eq!(drawn.end, total);
            assert!(
                drawn.len() <= 30 && drawn.len() >= total.min(20),
                "{drawn:?}"
            );
            first = Some(drawn.start);
        }
    }

    #[test]
    fn the_start_moves_once_for_many_new_messages() {
        let moves = (1_000..1_100).fold((Some(980), 0), |(first, moves), total| {
            let start = span(total, viewport(first, true)).start;
            (Some(start), moves + usize::from(Some(start) != first))
        });
        assert!(moves.1 <= 10, "{} moves", moves.1);
    }

    #[test]
    fn further_up_the_start_does_not_move_for_new_messages() {
        for total in [530, 600, 10_000] {
            assert_eq!(span(total, viewport(Some(500), false)), 500..530);
        }
    }

    #[test]
    fn a_start_beyond_the_end_is_moved_back() {
        assert_eq!(span(100, viewport(Some(500), false)), 80..100);
    }

    #[test]
    fn a_search_in_the_page_renders_more() {
        let mut viewport = viewport(Some(3), true);
        viewport.is_whole = true;
        assert_eq!(span(10_000, viewport), 9_000..10_000);
        assert_eq!(span(10, viewport), 0..10);
    }

    #[test]
    fn the_number_of_messages_per_screen_is_limited() {
        assert_eq!(messages_per_screen(600), 15);
        assert_eq!(messages_per_screen(0), 10);
        assert_eq!(messages_per_screen(-5), 10);
        assert_eq!(messages_per_screen(1_000_000), 100);
    }

    #[test]
    fn one_screen_is_rendered_above_the_position() {
        assert_eq!(first_around(50, 10), 40);
        assert_eq!(first_around(3, 10), 0);
    }
}
