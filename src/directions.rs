//! Bidirectional text: left-to-right and right-to-left words side by side.
//!
//! The browser implements the bidirectional algorithm (UAX #9). It cannot know where an
//! inserted value begins and ends in one of the widget's sentences, so such values are
//! isolated here. It also obeys override characters, which this module removes.

/// Begins an inserted value in a plain-text sentence (FIRST STRONG ISOLATE). The value gets
/// its own direction. `embed/speech.js` writes this character and [`END_ISOLATE`].
pub const ISOLATE: char = '\u{2068}';
/// Ends an inserted value (POP DIRECTIONAL ISOLATE).
pub const END_ISOLATE: char = '\u{2069}';

/// The longest name, in characters. Longer names are truncated. CSS shortens names that are
/// too wide, so that a screen reader still reads all of them.
const LONGEST_NAME: usize = 200;

/// Cleans a name so that it can be inserted into a sentence: one line, without characters
/// that change the direction of the text after it.
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

/// Wraps a value in isolates so that it can be inserted into a sentence.
pub fn isolated(value: &str) -> String {
    let mut isolated = String::from(ISOLATE);
    isolated += value;
    isolated.push(END_ISOLATE);
    isolated
}

/// Removes the two override characters, which reverse letters against their own direction.
/// With them, a text can look like a different one (`\u{202E}gnp.exe` looks like `exe.png`).
pub fn without_overrides(words: &str) -> String {
    let is_override = |letter: &char| matches!(letter, '\u{202D}' | '\u{202E}');
    words
        .chars()
        .filter(|letter| !is_override(letter))
        .collect()
}

/// Whether the last line of `words` has a strong character, which decides the direction of
/// the line. `before` is the answer for the text that precedes `words` on the first line.
/// Digits, punctuation and symbols are not strong.
pub fn directs_line(words: &str, before: bool) -> bool {
    let after = |is_decided, letter: char| match letter {
        '\n' => false,
        // Arabic digits and number signs are not strong.
        '\u{600}'..='\u{60D}' | '\u{660}'..='\u{66C}' | '\u{6F0}'..='\u{6F9}' => is_decided,
        // The last five: direction marks, Arabic presentation forms, historic scripts, ideographs.
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
    fn a_name_is_one_line_of_limited_length_without_direction_controls() {
        assert_eq!(as_name("Sam (Level 2)"), "Sam (Level 2)");
        assert_eq!(
            as_name("  \u{202E}maS\u{2069}\u{2066} \u{202A}x\u{202C}\n"),
            "maS x"
        );
        assert_eq!(as_name("Sam\nJane\u{2029}x\ty"), "Sam Jane x y");
        assert_eq!(as_name("\u{202E}\n"), "");
        // Persian words and emoji sequences need joiners.
        assert_eq!(
            as_name("می\u{200C}نا 👩\u{200D}💻\u{200E}"),
            "می\u{200C}نا 👩\u{200D}💻\u{200E}"
        );
        assert_eq!(as_name(&"Wß".repeat(200)), "Wß".repeat(100));
    }

    #[test]
    fn override_characters_are_removed() {
        assert_eq!(
            without_overrides("a\u{202E}gnp.exe\u{202C}\u{202D}b"),
            "agnp.exe\u{202C}b"
        );
        // Authors who write in two directions need these.
        let kept = "\u{200F}\u{2067}x\u{2069}\u{202B}y\u{202C}";
        assert_eq!(without_overrides(kept), kept);
    }

    #[test]
    fn the_first_strong_character_of_a_line_decides_its_direction() {
        for words in ["a", "1 ב", "(é", "見", "ع", "\u{200F}", "x\n\ny"] {
            assert!(directs_line(words, false), "{words:?}");
        }
        for words in ["", "1 (2)!", "٢ …", "👍 ", "a\n", "a\n- "] {
            assert!(!directs_line(words, false), "{words:?}");
        }
        assert!(directs_line(" - ", true) && !directs_line("\n", true));
    }
}
