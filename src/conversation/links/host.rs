//! Host names in any script.

use super::letters::{is_latin, is_of_host};
use super::part;

/// A host name in a text.
#[derive(Default)]
pub struct Host {
    /// The position after its last letter. Equal to its start if there is no host.
    pub end: usize,
    /// Whether it has a dot, not counting the one after `www`.
    pub has_dot: bool,
    /// Whether a label mixes Latin letters with letters that look like them.
    pub is_mixed: bool,
}

/// Reads the host that begins at `from`.
pub fn host(text: &str, from: usize) -> Host {
    let mut host = Host {
        end: from,
        ..Host::default()
    };
    let (mut last, mut ends_in_ascii) = ('.', false);
    let (mut has_latin, mut has_alike) = (false, false);
    for (offset, letter) in part(text, from, text.len()).char_indices() {
        let is_joint = matches!(letter, '.' | '-' | '_');
        // Top-level domains do not mix scripts, so another script begins a new word:
        // `example.com을`.
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
            // Ideographs, Kana and Hangul are excluded, because they do not resemble Latin.
            has_alike |= !is_latin(letter) && letter < '\u{2000}';
            host.is_mixed |= has_latin && has_alike;
            host.end = from + offset + letter.len_utf8();
            ends_in_ascii = letter.is_ascii();
        }
        last = letter;
    }
    host
}
