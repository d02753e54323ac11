//! Which part of a long transcript is drawn: some screens of it, around what is
//! being read. Pure, and tested natively.

use core::ops::Range;

/// No message is lower than this, in pixels; so many fit on a screen at most.
const LOWEST_PX: i32 = 40;
/// A reader who searches the page has so many messages drawn.
const WHOLE: usize = 1_000;

/// What is drawn of how many messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DrawnRange {
    /// The position of the first one.
    pub first: usize,
    /// The position after the last one.
    pub end: usize,
    /// How many there are.
    pub total: usize,
}

impl DrawnRange {
    /// Whether the newest message is among them.
    pub const fn has_newest(self) -> bool {
        self.end == self.total
    }
}

/// How many messages one screen of this height can hold.
pub fn messages_per_screen(height_px: i32) -> usize {
    usize::try_from(height_px / LOWEST_PX).map_or(10, |count| count.clamp(10, 100))
}

/// What to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// So many messages fill a screen.
    pub per_screen: usize,
    /// The first message drawn so far, if it is still there.
    pub first: Option<usize>,
    /// Whether the reader follows what comes.
    pub at_end: bool,
    /// Whether somebody searches the page.
    pub is_whole: bool,
}

/// What to draw of so many messages. Who follows what comes is shown the newest
/// two screens; a third one is let grow, so that not every message moves the
/// beginning. Who reads further up keeps three screens from the same beginning on.
pub fn span(total: usize, wish: Wish) -> Range<usize> {
    if wish.is_whole {
        return total.saturating_sub(WHOLE)..total;
    }
    let newest = total.saturating_sub(2 * wish.per_screen);
    let most = 3 * wish.per_screen;
    match wish.first {
        Some(first) if !wish.at_end => {
            let first = first.min(newest);
            first..total.min(first + most)
        }
        Some(first) if first <= newest && total - first <= most => first..total,
        _ => newest..total,
    }
}

/// Where to begin so that one screen is drawn above this message.
pub const fn first_around(position: usize, per_screen: usize) -> usize {
    position.saturating_sub(per_screen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(first: Option<usize>, at_end: bool) -> Wish {
        Wish {
            per_screen: 10,
            first,
            at_end,
            is_whole: false,
        }
    }

    #[test]
    fn a_reader_at_the_end_is_shown_the_newest_messages_and_never_more_than_three_screens() {
        assert_eq!(span(5, wish(None, true)), 0..5);
        let mut first = None;
        for total in 1..200 {
            let drawn = span(total, wish(first, true));
            assert_eq!(drawn.end, total);
            assert!(
                drawn.len() <= 30 && drawn.len() >= total.min(20),
                "{drawn:?}"
            );
            first = Some(drawn.start);
        }
    }

    #[test]
    fn the_beginning_moves_once_for_many_messages_that_come() {
        let moves = (1_000..1_100).fold((Some(980), 0), |(first, moves), total| {
            let start = span(total, wish(first, true)).start;
            (Some(start), moves + usize::from(Some(start) != first))
        });
        assert!(moves.1 <= 10, "{} moves", moves.1);
    }

    #[test]
    fn a_reader_further_up_keeps_the_same_beginning_whatever_comes_below() {
        for total in [530, 600, 10_000] {
            assert_eq!(span(total, wish(Some(500), false)), 500..530);
        }
    }

    #[test]
    fn a_beginning_beyond_the_end_is_moved_back() {
        assert_eq!(span(100, wish(Some(500), false)), 80..100);
    }

    #[test]
    fn who_searches_the_page_has_more_drawn() {
        let mut wish = wish(Some(3), true);
        wish.is_whole = true;
        assert_eq!(span(10_000, wish), 9_000..10_000);
        assert_eq!(span(10, wish), 0..10);
    }

    #[test]
    fn a_screen_holds_a_sensible_number_of_messages_whatever_its_height() {
        assert_eq!(messages_per_screen(600), 15);
        assert_eq!(messages_per_screen(0), 10);
        assert_eq!(messages_per_screen(-5), 10);
        assert_eq!(messages_per_screen(1_000_000), 100);
    }

    #[test]
    fn a_screen_is_drawn_above_what_is_read() {
        assert_eq!(first_around(50, 10), 40);
        assert_eq!(first_around(3, 10), 0);
    }
}
