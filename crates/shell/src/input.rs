//! Splits lines into requests. A request may span several lines, and a line may contain several
//! requests.

use serde_json::{Deserializer, Error, Value};

/// The most characters of a line that an error shows.
const SHOWN_CHARS: usize = 72;

/// The input that is not a complete request yet.
#[derive(Debug, Default)]
pub struct Input {
    text: String,
}

/// A part of the input.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// Complete JSON, unchanged.
    Request(String),
    /// An error message with the position. The input is discarded.
    Mistake(String),
}

impl Input {
    /// Adds a line. An empty line ends the input.
    pub fn line(&mut self, line: &str) -> Vec<Piece> {
        if line.trim().is_empty() {
            return self.end().into_iter().collect();
        }
        if self.is_open() {
            self.text.push('\n');
        }
        self.text.push_str(line.trim_end());
        self.take_complete()
    }

    /// Whether the input contains an incomplete request.
    pub fn is_open(&self) -> bool {
        !self.text.is_empty()
    }

    /// Ends the input. An incomplete request is an error.
    pub fn end(&mut self) -> Option<Piece> {
        let text = std::mem::take(&mut self.text);
        if text.is_empty() {
            return None;
        }
        let error = serde_json::from_str::<Value>(&text).err()?;
        Some(mistake("This is not complete", &text, &error))
    }

    fn take_complete(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut begin = 0;
        let mut values = Deserializer::from_str(&self.text).into_iter::<Value>();
        let rest = loop {
            match values.next() {
                None => break "",
                Some(Ok(_)) => {
                    let end = values.byte_offset();
                    pieces.push(Piece::Request(self.text[begin..end].trim().to_owned()));
                    begin = end;
                }
                Some(Err(error)) if error.is_eof() => break self.text[begin..].trim_start(),
                Some(Err(error)) => {
                    pieces.push(mistake("This is not valid JSON", &self.text, &error));
                    break "";
                }
            }
        };
        self.text = rest.to_owned();
        pieces
    }
}

/// The error message, the line, and a mark below the position.
fn mistake(sentence: &str, text: &str, error: &Error) -> Piece {
    let line = error.line().checked_sub(1);
    let line = line.and_then(|at| text.lines().nth(at)).unwrap_or_default();
    // If the input ends too early, the position is after the last column.
    let column = error.column() - usize::from(!error.is_eof() && error.column() > 0);
    let column = column.min(line.len());
    let before = line.get(..column).unwrap_or(line).chars().count();
    let skipped = before.saturating_sub(SHOWN_CHARS * 3 / 4);
    let shown: String = line.chars().skip(skipped).take(SHOWN_CHARS).collect();
    let mark = " ".repeat(before - skipped);
    Piece::Mistake(format!("{sentence}: {error}\n  {shown}\n  {mark}^"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(text: &str) -> Piece {
        Piece::Request(text.to_owned())
    }

    #[test]
    fn a_request_over_several_lines_is_one() {
        let mut input = Input::default();
        assert_eq!(input.line("{"), []);
        assert!(input.is_open());
        assert_eq!(input.line("  \"id\": 1"), []);
        assert_eq!(input.line("}"), [request("{\n  \"id\": 1\n}")]);
        assert!(!input.is_open());
    }

    #[test]
    fn two_requests_on_a_line_are_separate_and_an_incomplete_third_waits() {
        let mut input = Input::default();
        let pieces = input.line(r#"{"id":1} {"id":2} {"id":"#);
        assert_eq!(pieces, [request(r#"{"id":1}"#), request(r#"{"id":2}"#)]);
        assert_eq!(input.line("3}"), [request("{\"id\":\n3}")]);
    }

    #[test]
    fn an_error_shows_its_position_and_discards_the_input() {
        let mut input = Input::default();
        let expected = "This is not valid JSON: expected `,` or `}` at line 1 column 9\n  {\"id\":1 \"type\":2}\n          ^";
        let pieces = input.line(r#"{"id":1 "type":2}"#);
        assert_eq!(pieces, [Piece::Mistake(expected.to_owned())]);
        assert_eq!(input.line("{}"), [request("{}")]);
    }

    #[test]
    fn an_error_shows_its_line() {
        let mut input = Input::default();
        input.line("{");
        let pieces = input.line("  \"ä\": oh");
        let expected =
            "This is not valid JSON: expected value at line 2 column 9\n    \"ä\": oh\n         ^";
        assert_eq!(pieces, [Piece::Mistake(expected.to_owned())]);
    }

    #[test]
    fn an_empty_line_reports_incomplete_input() {
        let mut input = Input::default();
        assert_eq!(input.line(r#"{"id":{"#), []);
        let expected = "This is not complete: EOF while parsing an object at line 1 column 7\n  {\"id\":{\n         ^";
        assert_eq!(input.line(""), [Piece::Mistake(expected.to_owned())]);
        assert_eq!(input.line(""), []);
    }
}
