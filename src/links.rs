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

/// A message with more addresses than this is shown with the first ones as links.
const MOST_LINKS: usize = 200;

/// Splits a text into plain pieces and addresses, in one walk over it.
pub fn split(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain_from = 0;
    let mut links = 0;
    for (start, word) in words(text) {
        let (word_end, mut at) = (start + word.len(), start);
        while let Some(offset) = next_scheme(&text[at..word_end]).filter(|_| links < MOST_LINKS) {
            let from = at + offset;
            let Some(link) = link_in(&text[from..word_end]) else {
                // What is no address here is none further on in the same word.
                break;
            };
            if from > plain_from {
                pieces.push(Piece::Text(&text[plain_from..from]));
            }
            pieces.push(Piece::Link(link));
            links += 1;
            plain_from = from + link.len();
            at = plain_from;
        }
    }
    if plain_from < text.len() {
        pieces.push(Piece::Text(&text[plain_from..]));
    }
    pieces
}

/// The stretches between white space, and where each begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = text.split(char::is_whitespace);
    words.scan(0, move |next, word| {
        let start = *next;
        let after = text[start + word.len()..].chars().next();
        *next = start + word.len() + after.map_or(0, char::len_utf8);
        Some((start, word))
    })
}

/// Where the next address could begin.
fn next_scheme(word: &str) -> Option<usize> {
    let bytes = word.as_bytes();
    (0..bytes.len()).find(|&at| {
        SCHEMES.iter().any(|scheme| {
            let start = bytes.get(at..at + scheme.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
        })
    })
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
    fn a_megabyte_of_addresses_is_walked_over_once() {
        let forms = [
            "tel:",
            "https://",
            "https://a.example ",
            "tel:1,",
            "x(https://a.example)) ",
        ];
        for form in forms {
            let text = form.repeat(1_000_000 / form.len());
            let pieces = split(&text);
            let links = pieces.iter().filter(|piece| matches!(piece, Link(_)));
            assert!(links.count() <= 200, "{form}");
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
