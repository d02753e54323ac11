//! Detects links in plain text: web addresses, mail addresses and phone numbers. Everything
//! else stays plain text. The tests contain a table of examples.
//!
//! No crate fits: `linkify`, the best maintained one, ends an address either at every non-ASCII
//! letter or at none, and does not support phone numbers. A list of top-level domains or a table
//! of Unicode properties would be larger than this module.
//!
//! - **A host** may be in any script (`日本語.jp`). It ends where a letter of another script
//!   follows a complete ASCII name (`example.com을`). A label must not mix Latin letters with
//!   letters of a script that look like them. Browsers treat such labels as suspicious, too.
//! - **A path** ends at a letter of a script without spaces, at a symbol, and at an invisible
//!   character. Browsers percent-encode all of these when an address is copied.
//! - **An address with credentials** (`https://bank.example@evil.example`) does not become a
//!   link, because people mistake the user name for the host.

mod host;
mod letters;

use host::host;
use letters::{ends_path, ends_sentence, is_latin, joins};

/// A piece of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Plain text.
    Text(&'a str),
    /// An address as it was written, and the prefix that makes it a URL (`https://`, `mailto:`
    /// or nothing).
    Link(&'a str, &'static str),
}

/// The largest number of links in a message. Further addresses stay plain text, because every
/// link is an element and a tab stop.
const MOST_LINKS: usize = 200;
/// The longest local part of a mail address (RFC 5321).
const LONGEST_MAILBOX: usize = 64;

/// A link: its start, its end, and the prefix that makes it a URL.
type Found = (usize, usize, &'static str);

/// Splits a text into plain text and links. The time is linear in the length of the text, also
/// for malicious input.
pub fn split(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut plain_from, mut at, mut links) = (0, 0, 0);
    while links < MOST_LINKS && at < text.len() {
        match look(text, plain_from, at) {
            Ok((start, end, scheme)) => {
                if start > plain_from {
                    pieces.push(Piece::Text(part(text, plain_from, start)));
                }
                pieces.push(Piece::Link(part(text, start, end), scheme));
                links += 1;
                plain_from = end;
                at = end;
            }
            Err(next) => at = next,
        }
    }
    if plain_from < text.len() {
        pieces.push(Piece::Text(part(text, plain_from, text.len())));
    }
    pieces
}

/// The link that begins at `at`, or whose `@` is there. Otherwise the position to continue at.
fn look(text: &str, plain_from: usize, at: usize) -> Result<Found, usize> {
    let begins_with = |word: &str| {
        let start = text.as_bytes().get(at..at + word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    if text.as_bytes().get(at) == Some(&b'@') {
        return mail(text, plain_from, at).ok_or(at + 1);
    }
    let scheme = ["https://", "http://", "www.", "tel:", "mailto:"]
        .into_iter()
        .find(|scheme| begins_with(scheme))
        .ok_or(at + 1)?;
    let before = part(text, plain_from, at).chars().next_back();
    // A word that only ends with a scheme is not a link: `hotel:5`.
    let is_ending = |last| is_latin(last) || !scheme.ends_with('/') && joins(last);
    if before.is_some_and(is_ending) {
        return Err(at + 1);
    }
    match scheme {
        "www." => web_by_name(text, plain_from, at),
        "tel:" => phone(text, at).ok_or(at + 1),
        "mailto:" => mail_with_scheme(text, at).ok_or(at + 1),
        _ => web(text, plain_from, at, at + scheme.len()),
    }
}

/// A web address with a scheme, whose host begins at `host_at`.
fn web(text: &str, plain_from: usize, start: usize, host_at: usize) -> Result<Found, usize> {
    let host = host(text, host_at);
    if host.end == host_at {
        return Err(host_at);
    }
    let rest = part(text, host_at, text.len());
    let ends_authority = |letter| matches!(letter, '/' | '?' | '#') || ends_path(letter);
    let authority = rest.find(ends_authority).unwrap_or(rest.len());
    let has_name = rest.bytes().take(authority).any(|byte| byte == b'@');
    if has_name || host.is_mixed {
        let run = rest.find(ends_path).unwrap_or(rest.len());
        return Err(host_at + run.max(1));
    }
    Ok((start, path_end(text, plain_from, start, host.end), ""))
}

/// A web address that begins with `www.`.
fn web_by_name(text: &str, plain_from: usize, start: usize) -> Result<Found, usize> {
    let host = host(text, start);
    let is_mailbox = first_of(text, host.end) == Some('@');
    if host.end <= start + "www.".len() || is_mailbox || host.is_mixed {
        return Err(host.end);
    }
    let end = path_end(text, plain_from, start, host.end);
    Ok((start, end, "https://"))
}

/// A phone number (RFC 3966). A number that continues after a space does not become a link,
/// because the link would call the wrong number.
fn phone(text: &str, start: usize) -> Option<Found> {
    let from = start + "tel:".len();
    let mut end = from;
    for (at, byte) in (from..).zip(part(text, from, text.len()).bytes()) {
        match byte {
            b'0'..=b'9' => end = at + 1,
            b'+' if at == from => {}
            b'-' | b'.' | b'(' | b')' if end > from => {}
            _ => break,
        }
    }
    if let Some(extension) = part(text, end, text.len()).strip_prefix(";ext=") {
        end += ";ext=".len() + digits(extension);
    }
    let goes_on = match first_of(text, end) {
        Some(' ') => digits(part(text, end + 1, text.len())) > 0,
        next => next.is_some_and(is_latin),
    };
    (end > from && !goes_on).then_some((start, end, ""))
}

/// A mail address with its scheme and optional header fields (`?subject=…`).
fn mail_with_scheme(text: &str, start: usize) -> Option<Found> {
    let from = start + "mailto:".len();
    let mailbox = part(text, from, text.len()).bytes();
    let length = mailbox.take_while(|byte| is_of_mailbox(*byte));
    let at = from + length.take(LONGEST_MAILBOX).count();
    if text.as_bytes().get(at) != Some(&b'@') {
        return None;
    }
    let (mailbox_at, end, _) = mail(text, from, at)?;
    let end = match first_of(text, end) {
        Some('?') => path_end(text, start, start, end),
        _ => end,
    };
    (mailbox_at == from).then_some((start, end, ""))
}

/// The mail address whose `@` is at `at`. Its local part begins at `from` or later.
fn mail(text: &str, from: usize, at: usize) -> Option<Found> {
    let before = text.as_bytes().get(from..at)?.iter().rev();
    let length = before.take_while(|byte| is_of_mailbox(**byte));
    let length = length.take(LONGEST_MAILBOX + 1).count();
    let mailbox_at = at - length;
    let before = part(text, from, mailbox_at).chars().next_back();
    if length > LONGEST_MAILBOX || before.is_some_and(|last| is_latin(last) || joins(last)) {
        return None;
    }
    let mailbox = part(text, mailbox_at, at);
    let punctuation = mailbox
        .bytes()
        .take_while(|byte| !byte.is_ascii_alphanumeric());
    let start = mailbox_at + punctuation.count();
    let host = host(text, at + 1);
    let last_label = part(text, at + 1, host.end).rsplit('.').next()?;
    let is_host = host.has_dot
        && !host.is_mixed
        && last_label.len() > 1
        && digits(last_label) == 0
        && first_of(text, host.end) != Some('@');
    (start < at && is_host && !mailbox.ends_with('.')).then_some((start, host.end, "mailto:"))
}

const fn is_of_mailbox(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-')
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The end of an address whose host ends at `from`. It includes the port and the path, but not
/// the punctuation of the surrounding sentence.
fn path_end(text: &str, plain_from: usize, start: usize, from: usize) -> usize {
    let port = part(text, from, text.len())
        .strip_prefix(':')
        .map_or(0, digits);
    let from = from + if port > 0 { 1 + port } else { 0 };
    if !matches!(first_of(text, from), Some('/' | '?' | '#')) {
        return from;
    }
    let mut open = [0_usize; 3];
    let is_over = |letter| {
        if let Some(kind) = "([{".chars().position(|one| one == letter) {
            open[kind] += 1;
        } else if let Some(kind) = ")]}".chars().position(|one| one == letter) {
            // This bracket was opened before the address.
            if open[kind] == 0 {
                return true;
            }
            open[kind] -= 1;
        }
        ends_path(letter)
    };
    let path = part(text, from, text.len());
    let path = part(path, 0, path.find(is_over).unwrap_or(path.len()));
    let before = part(text, plain_from, start);
    let is_opened = |mark: char| {
        before.ends_with(mark) || before.split([' ', '\n']).any(|word| word.starts_with(mark))
    };
    let is_outside = |letter| match letter {
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '|' | '(' | '[' | '{' => true,
        // Emphasis, where something before the address begins with it.
        '_' | '~' => is_opened(letter),
        _ => ends_sentence(letter),
    };
    from + path.trim_end_matches(is_outside).len()
}

/// A slice of a text. Not `text[from..to]`, because its panic message would add Unicode tables
/// to the bundle.
fn part(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

fn first_of(text: &str, from: usize) -> Option<char> {
    part(text, from, text.len()).chars().next()
}

#[cfg(test)]
mod tests;
