//! Which messages are pictures and nothing else. Pure, and tested natively.

/// So many are drawn large.
const MOST: usize = 3;

/// What a letter is to a picture.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Space,
    /// A picture by itself.
    Picture,
    /// A picture where [`Part::Colour`] follows.
    Sign,
    /// Half a flag: the two letters of its country make one.
    FlagLetter,
    /// What may stand on a key: `1`.
    OnKey,
    /// Puts what is before it on a key.
    Keycap,
    /// Asks for the colourful form of what is before it.
    Colour,
    /// The colour of a skin, or the region of a flag.
    Variation,
    /// Makes one picture of the two around it, as of a family.
    Joiner,
    Other,
}

/// Whether a message is one to three emoji and nothing else. What is seen as one
/// picture is one, however many letters it is written with.
pub fn is_emoji_only(words: &str) -> bool {
    let mut count = 0;
    // What has to come for a picture to be whole.
    let mut wanted = None;
    for letter in words.chars() {
        let part = part(letter);
        wanted = match (wanted, part) {
            (Some(wanted), part) if wanted == part => None,
            (Some(Part::Keycap), Part::Colour) => wanted,
            (None, Part::Joiner) if count > 0 => Some(Part::Picture),
            // Of two that are joined, the first one says how both are drawn.
            (Some(Part::Picture), Part::Sign) | (None, Part::Space) => None,
            (None, Part::Colour | Part::Variation) if count > 0 => None,
            (None, Part::Picture | Part::Sign | Part::FlagLetter | Part::OnKey) if count < MOST => {
                count += 1;
                match part {
                    Part::Sign => Some(Part::Colour),
                    Part::FlagLetter => Some(Part::FlagLetter),
                    Part::OnKey => Some(Part::Keycap),
                    _ => None,
                }
            }
            _ => return false,
        };
    }
    count > 0 && wanted.is_none()
}

fn part(letter: char) -> Part {
    match letter {
        '#' | '*' | '0'..='9' => Part::OnKey,
        '\u{200D}' => Part::Joiner,
        '\u{20E3}' => Part::Keycap,
        '\u{FE0F}' => Part::Colour,
        '\u{1F1E6}'..='\u{1F1FF}' => Part::FlagLetter,
        '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}' => Part::Variation,
        _ if is_picture(letter.into()) => Part::Picture,
        '©' | '®' | '\u{203C}'..='\u{3299}' | '\u{1F170}'..='\u{1F237}' => Part::Sign,
        _ if letter.is_whitespace() => Part::Space,
        _ => Part::Other,
    }
}

/// What Unicode calls `Emoji_Presentation`, blocks that are almost nothing else, and
/// the heart that many write without what asks for its colour.
fn is_picture(code: u32) -> bool {
    matches!(
        code,
        0x231A..=0x231B | 0x23E9..=0x23EC | 0x23F0 | 0x23F3 | 0x25FD..=0x25FE | 0x2614..=0x2615
            | 0x2648..=0x2653 | 0x267F | 0x2693 | 0x26A1 | 0x26AA..=0x26AB | 0x26BD..=0x26BE
            | 0x26C4..=0x26C5 | 0x26CE | 0x26D4 | 0x26EA | 0x26F2..=0x26F3 | 0x26F5 | 0x26FA
            | 0x26FD | 0x2705 | 0x270A..=0x270B | 0x2728 | 0x274C | 0x274E | 0x2753..=0x2755
            | 0x2757 | 0x2764 | 0x2795..=0x2797 | 0x27B0 | 0x27BF | 0x2B1B..=0x2B1C | 0x2B50
            | 0x2B55 | 0x1F004 | 0x1F0CF | 0x1F18E | 0x1F191..=0x1F19A | 0x1F201 | 0x1F21A
            | 0x1F22F | 0x1F232..=0x1F236 | 0x1F238..=0x1F23A | 0x1F250..=0x1F251
            | 0x1F300..=0x1F64F | 0x1F680..=0x1F6FF | 0x1F7E0..=0x1F7F0 | 0x1F90C..=0x1FAFF
    )
}

#[cfg(test)]
mod tests {
    use super::is_emoji_only;

    #[test]
    fn one_to_three_pictures_are_drawn_large() {
        for words in [
            "😀",
            "🎉🎉",
            "👍 🙏 😀",
            " 🎉\n",
            "⭐",
            "⌚",
            "❤",
            "❤️",
            "☀️",
            "✔️",
        ] {
            assert!(is_emoji_only(words), "{words}");
        }
    }

    #[test]
    fn what_is_seen_as_one_picture_counts_as_one() {
        let family = "👨‍👩‍👧‍👦";
        let (dark, flag, scotland, keycap) = ("👍🏽", "🇩🇪", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣");
        let (artist, heart) = ("👩🏽‍🎨", "❤️‍🔥");
        for picture in [family, dark, flag, scotland, keycap, artist, heart] {
            assert!(is_emoji_only(picture), "{picture}");
            assert!(is_emoji_only(&picture.repeat(3)), "{picture} three times");
            assert!(!is_emoji_only(&picture.repeat(4)), "{picture} four times");
        }
        assert!(is_emoji_only("👍🏽👍🏽"));
    }

    #[test]
    fn words_numbers_and_signs_are_not() {
        for words in [
            "",
            "  ",
            "Hi 😀",
            "1",
            "12",
            "#",
            "✓",
            "☑",
            "♪",
            "→",
            "©",
            "🇩",
            "a\u{FE0F}",
            "😀\u{200D}",
            "\u{200D}",
            "😀😀😀😀",
        ] {
            assert!(!is_emoji_only(words), "{words:?}");
        }
    }
}
