//! The name of a machine, in any script.

use super::letters::{is_latin, is_of_host};
use super::part;

/// The name of a machine.
#[derive(Default)]
pub struct Host {
    /// Behind its last letter, or where it was to begin.
    pub end: usize,
    /// Whether it has a dot, beside the one after `www`.
    pub has_dot: bool,
    /// Whether a label has Latin letters and others that look like them.
    pub is_mixed: bool,
}

/// The host that begins at `from`.
pub fn host(text: &str, from: usize) -> Host {
    let mut host = Host {
        end: from,
        ..Host::default()
    };
    let (mut last, mut ends_in_ascii) = ('.', false);
    let (mut has_latin, mut has_alike) = (false, false);
    for (offset, letter) in part(text, from, text.len()).char_indices() {
        let is_joint = matches!(letter, '.' | '-' | '_');
        // No name of a top-level domain goes on in another script, and words do: `example.com을`.
        let is_next_word = host.has_dot && ends_in_ascii && !is_latin(letter);
        if is_joint && last == '.' || !is_joint && (!is_of_host(letter) || is_next_word) {
            break;
        }
        if !is_joint {
            if last == '.' {
                let before = part(text, from, from + offset);
                host.has_dot |= offset > 0 && !before.eq_ignore_ascii_case("www.");
                (has_latin, has_alike) = (false, false);
            }
            has_latin |= letter.is_ascii_alphabetic();
            // Ideographs, Kana and Hangul look like no Latin letter, and come later.
            has_alike |= !is_latin(letter) && letter < '\u{2000}';
            host.is_mixed |= has_latin && has_alike;
            host.end = from + offset + letter.len_utf8();
            ends_in_ascii = letter.is_ascii();
        }
        last = letter;
    }
    host
}
