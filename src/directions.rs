//! Words that are read from the left and from the right, side by side.
//!
//! A browser knows the bidirectional algorithm (UAX #9). What it cannot know is
//! where words of others begin and end in a sentence of ours, and that nobody
//! needs to turn letters around by force.

/// In sentences that are no markup, an inserted value stands between these two
/// (`embed/speech.js` puts them in): its direction is its own.
pub const ISOLATE: char = '\u{2068}';
/// The end of an inserted value.
pub const END_ISOLATE: char = '\u{2069}';

/// A longer name is no name. All of a shorter one is there for a screen reader.
const LONGEST_NAME: usize = 200;

/// A name as it may be put into a sentence: one line, without what changes the
/// direction of the words after it.
pub fn as_name(name: &str) -> String {
    let is_control =
        |letter: &char| matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let as_space = |letter: char| match letter {
        '\0'..=' ' | '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}' => ' ',
        _ => letter,
    };
    let shown = name
        .chars()
        .filter(|letter| !is_control(letter))
        .map(as_space);
    let shown: String = shown.take(LONGEST_NAME).collect();
    shown.trim().to_owned()
}

/// A value of ours, to be put into a sentence of ours.
pub fn isolated(value: &str) -> String {
    let mut isolated = String::from(ISOLATE);
    isolated += value;
    isolated.push(END_ISOLATE);
    isolated
}

/// Without the two characters that turn letters around against their own direction:
/// what they write is seen as something else (`\u{202E}gnp.exe`), and so is what follows.
pub fn without_overrides(words: &str) -> String {
    let is_override = |letter: &char| matches!(letter, '\u{202D}' | '\u{202E}');
    words
        .chars()
        .filter(|letter| !is_override(letter))
        .collect()
}

/// Whether the last line of `words` has a letter that decides its direction, where
/// `before` says so of what stands before them on the first line. Digits, punctuation
/// and symbols decide nothing.
pub fn directs_line(words: &str, before: bool) -> bool {
    let after = |is_decided, letter: char| match letter {
        '\n' => false,
        // Arabic's digits and signs of numbers.
        '\u{600}'..='\u{60D}' | '\u{660}'..='\u{66C}' | '\u{6F0}'..='\u{6F9}' => is_decided,
        // At last the marks of a direction, Arabic's other forms, historic scripts and ideographs.
        'a'..='z'
        | 'A'..='Z'
        | 'À'..='\u{2FF}'
        | '\u{370}'..='\u{1FFF}'
        | '\u{3041}'..='\u{FAFF}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{FB00}'..='\u{FEFC}'
        | '\u{10000}'..='\u{1E95F}'
        | '\u{20000}'.. => true,
        _ => is_decided,
    };
    words.chars().fold(before, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_without_controls_of_direction_and_without_end() {
        assert_eq!(as_name("Sam (Level 2)"), "Sam (Level 2)");
        assert_eq!(
            as_name("  \u{202E}maS\u{2069}\u{2066} \u{202A}x\u{202C}\n"),
            "maS x"
        );
        assert_eq!(as_name("Sam\nJane\u{2029}x\ty"), "Sam Jane x y");
        assert_eq!(as_name("\u{202E}\n"), "");
        // Joiners make letters of Persian and faces of families.
        assert_eq!(
            as_name("می\u{200C}نا 👩\u{200D}💻\u{200E}"),
            "می\u{200C}نا 👩\u{200D}💻\u{200E}"
        );
        assert_eq!(as_name(&"Wß".repeat(200)), "Wß".repeat(100));
    }

    #[test]
    fn overrides_turn_nothing_around() {
        assert_eq!(
            without_overrides("a\u{202E}gnp.exe\u{202C}\u{202D}b"),
            "agnp.exe\u{202C}b"
        );
        // These are of use to who writes in two directions.
        let kept = "\u{200F}\u{2067}x\u{2069}\u{202B}y\u{202C}";
        assert_eq!(without_overrides(kept), kept);
    }

    #[test]
    fn the_first_letter_of_a_line_decides_its_direction() {
        for words in ["a", "1 ב", "(é", "見", "ع", "\u{200F}", "x\n\ny"] {
            assert!(directs_line(words, false), "{words:?}");
        }
        for words in ["", "1 (2)!", "٢ …", "👍 ", "a\n", "a\n- "] {
            assert!(!directs_line(words, false), "{words:?}");
        }
        assert!(directs_line(" - ", true) && !directs_line("\n", true));
    }
}
