//! Addresses in plain text (design §7): https, http, mailto and tel become
//! links; everything else stays the text it is.

/// A piece of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Plain text.
    Text(&'a str),
    /// An address that may be followed.
    Link(&'a str),
}

const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// Splits a text into plain pieces and addresses.
pub fn split(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    while let Some(offset) = next_word(&text[at..]) {
        let start = at + offset;
        let end = text[start..]
            .find(char::is_whitespace)
            .map_or(text.len(), |length| start + length);
        if let Some(link) = link_in(&text[start..end]) {
            if start > plain_from {
                pieces.push(Piece::Text(&text[plain_from..start]));
            }
            pieces.push(Piece::Link(link));
            plain_from = start + link.len();
            at = plain_from;
        } else {
            at = start + text[start..].chars().next().map_or(1, char::len_utf8);
        }
    }
    if plain_from < text.len() {
        pieces.push(Piece::Text(&text[plain_from..]));
    }
    pieces
}

/// Where the next address could begin.
fn next_word(text: &str) -> Option<usize> {
    let lower = |scheme: &str| {
        text.as_bytes()
            .windows(scheme.len())
            .position(|window| window.eq_ignore_ascii_case(scheme.as_bytes()))
    };
    SCHEMES.iter().filter_map(|scheme| lower(scheme)).min()
}

/// The address a word begins with, without the punctuation that ends a sentence.
fn link_in(word: &str) -> Option<&str> {
    let scheme = SCHEMES.iter().find(|scheme| {
        word.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })?;
    let mut end = word
        .find(['<', '>', '"', '`', '“', '”', '«', '»'])
        .unwrap_or(word.len());
    loop {
        let link = &word[..end];
        let last = link.chars().next_back()?;
        let is_unbalanced = last == ')' && !link.contains('(');
        if is_unbalanced || matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '…') {
            end -= last.len_utf8();
        } else {
            break;
        }
    }
    (end > scheme.len()).then(|| &word[..end])
}

#[cfg(test)]
mod tests {
    use super::{Piece::Link, Piece::Text, split};

    #[test]
    fn an_address_ends_before_the_punctuation_of_its_sentence() {
        assert_eq!(
            split("See https://example.com/a?b=c, or mailto:me@example.com."),
            [
                Text("See "),
                Link("https://example.com/a?b=c"),
                Text(", or "),
                Link("mailto:me@example.com"),
                Text("."),
            ]
        );
    }

    #[test]
    fn brackets_belong_to_an_address_when_they_open_in_it() {
        assert_eq!(
            split("(https://en.example/wiki/A_(b))"),
            [Text("("), Link("https://en.example/wiki/A_(b))")]
        );
        assert_eq!(
            split("(see http://a.example)"),
            [Text("(see "), Link("http://a.example"), Text(")")]
        );
    }

    #[test]
    fn what_could_run_is_never_a_link() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "https://",
            "tel:",
        ] {
            assert_eq!(split(text), [Text(text)]);
        }
    }

    #[test]
    fn every_character_is_kept() {
        let text = "ä HTTPS://x.example/ü\u{202e}x tel:+1 \u{1F600}http://";
        let joined: String = split(text)
            .iter()
            .map(|piece| match piece {
                Text(text) | Link(text) => *text,
            })
            .collect();
        assert_eq!(joined, text);
    }
}
