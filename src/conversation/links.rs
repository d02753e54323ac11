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
/// A message with more addresses than this is no message: the rest stays text,
/// as every link is an element to draw and a stop for the keyboard.
const MOST_LINKS: usize = 200;

/// Splits a text into plain pieces and addresses. Each character is looked at a
/// few times at most, however the text is made.
pub fn split(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain_from = 0;
    let mut links = 0;
    let mut at = 0;
    while links < MOST_LINKS
        && let Some(start) = next_scheme(text, at)
    {
        let end = part(text, start, text.len())
            .find(ends_address)
            .map_or(text.len(), |length| start + length);
        if let Some(link) = link_in(part(text, start, end)) {
            if start > plain_from {
                pieces.push(Piece::Text(part(text, plain_from, start)));
            }
            pieces.push(Piece::Link(link));
            links += 1;
            plain_from = start + link.len();
            at = plain_from;
        } else {
            // All of it is punctuation, so no other address begins in it.
            at = end;
        }
    }
    if plain_from < text.len() {
        pieces.push(Piece::Text(part(text, plain_from, text.len())));
    }
    pieces
}

/// A part of a text. Indexing could fail, and brings what explains how: which
/// characters can be printed, in every script.
fn part(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// Where the next address could begin.
fn next_scheme(text: &str, from: usize) -> Option<usize> {
    (from..text.len()).find(|&at| scheme_of(&text.as_bytes()[at..]).is_some())
}

fn scheme_of(text: &[u8]) -> Option<&'static str> {
    let begins_with = |scheme: &&str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
    };
    SCHEMES.into_iter().find(begins_with)
}

/// Where no space stands between words, an address ends at the first letter of
/// the next one. What was copied from a browser has such letters in code.
fn ends_address(letter: char) -> bool {
    let is_quote = matches!(letter, '<' | '>' | '"' | '`' | '“' | '”' | '«' | '»');
    let is_next_word = matches!(
        letter,
        // Kana and their punctuation, ideographs, and what is as wide as they are.
        '\u{3000}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}'
    );
    letter.is_whitespace() || is_quote || is_next_word
}

/// The address a word begins with, without the punctuation that ends a sentence.
fn link_in(word: &str) -> Option<&str> {
    let scheme = scheme_of(word.as_bytes())?;
    let count = |bracket| word.bytes().filter(|byte| *byte == bracket).count();
    // So many brackets close what was opened before the address.
    let mut closing = count(b')').saturating_sub(count(b'('));
    let mut link = word;
    while let Some(last) = link.chars().next_back() {
        match last {
            ')' if closing > 0 => closing -= 1,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '…' | '،' | '؛' | '؟' | '۔' => {
            }
            _ => break,
        }
        link = part(link, 0, link.len() - last.len_utf8());
    }
    (link.len() > scheme.len()).then_some(link)
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
            [Text("("), Link("https://en.example/wiki/A_(b)"), Text(")")]
        );
        assert_eq!(
            split("https://en.example/wiki/A_(b)."),
            [Link("https://en.example/wiki/A_(b)"), Text(".")]
        );
        assert_eq!(
            split("(see http://a.example)"),
            [Text("(see "), Link("http://a.example"), Text(")")]
        );
    }

    #[test]
    fn an_address_ends_where_the_words_around_it_need_no_space() {
        assert_eq!(
            split("https://example.com/faqをご覧ください。"),
            [Link("https://example.com/faq"), Text("をご覧ください。")]
        );
        assert_eq!(
            split("こちら（https://example.com）、または、tel:0123。"),
            [
                Text("こちら（"),
                Link("https://example.com"),
                Text("）、または、"),
                Link("tel:0123"),
                Text("。"),
            ]
        );
        assert_eq!(
            split("见https://example.com/常见问题"),
            [Text("见"), Link("https://example.com/"), Text("常见问题")]
        );
    }

    #[test]
    fn the_punctuation_of_arabic_ends_a_sentence_and_no_address() {
        for end in ["،", "؛", "؟", "۔", "؟!", ")،"] {
            assert_eq!(
                split(&format!("https://example.com/ب{end}")),
                [Link("https://example.com/ب"), Text(end)]
            );
        }
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

    /// There is no assertion about time: with work that grew with the square of
    /// a text's length, this test would not end.
    #[test]
    fn a_long_text_of_almost_addresses_is_split_like_any_other() {
        for part in [
            "tel:",
            "http://",
            "https://",
            "mailto:",
            "tel:<",
            "http://a ",
            "tel:!",
            "http://\"",
            "h",
            "hTTp:/",
            ":",
            ")",
            "tel:)<",
            "http://(",
            "\u{202e}",
            "mailto:\u{200d}<",
        ] {
            let many = part.repeat(250_000 / part.len());
            for text in [
                many.clone(),
                format!("http://a{many}"),
                format!("tel:{many}"),
            ] {
                let pieces = split(&text);
                let length = |piece: &super::Piece| match piece {
                    Text(text) | Link(text) => text.len(),
                };
                assert_eq!(
                    pieces.iter().map(length).sum::<usize>(),
                    text.len(),
                    "{part}"
                );
                assert!(pieces.len() <= 2 * super::MOST_LINKS + 1, "{part}");
            }
        }
    }

    #[test]
    fn what_comes_after_two_hundred_addresses_stays_text() {
        let text = "http://a ".repeat(300);
        let is_link = |piece: &&super::Piece| matches!(piece, Link(_));
        assert_eq!(split(&text).iter().filter(is_link).count(), 200);
        assert_eq!(split(&text).last(), Some(&Text(&text[200 * 9 - 1..])));
    }

    #[test]
    fn an_address_may_follow_what_only_begins_like_one() {
        assert_eq!(split("tel:,<tel:1"), [Text("tel:,<"), Link("tel:1")]);
        assert_eq!(
            split("https:// http://a)."),
            [Text("https:// "), Link("http://a"), Text(").")]
        );
    }
}
