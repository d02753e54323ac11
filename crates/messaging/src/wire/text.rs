//! Parses JSON text into a [`Value`], and writes it.
//!
//! [`parse`] behaves like `serde_json::from_str`, except in three cases:
//!
//! * JavaScript counts in UTF-16 and can cut a string in the middle of an emoji. The JSON
//!   then contains a lone escape such as `\ud83d`, which is not a character. serde_json
//!   rejects it; [`parse`] replaces it by U+FFFD. Otherwise one such message would lose
//!   the whole history.
//! * With `arbitrary_precision`, serde_json passes a number that is not a 64-bit integer as
//!   an object with one member. It reads any object with such a member as a number, or
//!   fails. `Document` reads it as an object if it contains no number.
//! * The errors of `Value`'s own `Deserialize` print what they found, which links the code
//!   that prints floats. `Document` accepts every type, so it needs no such errors.

use core::fmt;
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The member name that serde_json uses to pass a number.
const NUMBER: &str = "$serde_json::private::Number";

/// Parses a JSON text.
///
/// # Errors
/// When it is not JSON, or nested more than 127 levels deep. The error is the position where
/// parsing stopped, in bytes from 1.
// Not inlined: otherwise every caller would contain a copy of the parser.
#[inline(never)]
pub fn parse(text: &str) -> Result<Value, usize> {
    document(text).or_else(|error| {
        let mended = mend(text).and_then(|mended| document(&mended).ok());
        mended.ok_or_else(|| offset(text, &error))
    })
}

/// Writes a value as JSON text.
pub fn to_text<T: Serialize>(value: &T) -> String {
    // Only a map with keys that are not strings could fail. No type here has one.
    serde_json::to_string(value).unwrap_or_default()
}

fn document(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(text).map(|Document(value)| value)
}

/// The byte offset of an error. serde_json gives only a line and a column.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines_before = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    (lines_before.map(str::len).sum::<usize>() + error.column()).max(1)
}

struct Document(Value);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DocumentVisitor).map(Self)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    /// With `arbitrary_precision` a fraction arrives as an object, so this is not called. The
    /// default method would link an error that prints the float.
    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(Document(element)) = sequence.next_element()? {
            elements.push(element);
        }
        Ok(Value::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some((name, Document(value))) = map.next_entry::<String, _>()? {
            members.insert(name, value);
        }
        Ok(number(&members).unwrap_or(Value::Object(members)))
    }
}

/// The number, if serde_json passed one as an object.
fn number(members: &Map<String, Value>) -> Option<Value> {
    let digits = members.get(NUMBER).filter(|_| members.len() == 1)?;
    let digits = digits.as_str().filter(|digits| is_number(digits))?;
    // `Number::from_str` would link the code that prints floats.
    let number = Number::from_string_unchecked(digits.to_owned());
    Some(Value::Number(number))
}

/// Checks the digits, because a sender may use the same member name with any value.
fn is_number(digits: &str) -> bool {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = digits.as_bytes();
    (is_digit(bytes.first()) || bytes.first() == Some(&b'-'))
        && is_digit(bytes.last())
        && serde_json::from_str::<IgnoredAny>(digits).is_ok()
}

/// Replaces every lone surrogate escape by U+FFFD. None if there is none.
fn mend(text: &str) -> Option<String> {
    let mut mended = String::new();
    let mut rest = text;
    while let Some((before, escape)) = rest.find('\\').and_then(|at| rest.split_at_checked(at)) {
        let second = escape.get(6..).and_then(code_unit);
        let (is_whole, length) = match (code_unit(escape), second) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (true, 12),
            (Some(0xD800..=0xDFFF), _) => (false, 6),
            // For other escapes, skip the next character too, because it may be a backslash.
            _ => (true, 2),
        };
        let (escape, after) = escape.split_at_checked(length)?;
        mended.push_str(before);
        mended.push_str(if is_whole { escape } else { "\\ufffd" });
        rest = after;
    }
    mended.push_str(rest);
    (mended != text).then_some(mended)
}

/// The code unit of a `\uXXXX` escape at the start of `text`.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let are_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16).ok().filter(|_| are_digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
    use serde_json::json;

    #[test]
    fn every_kind_of_value_is_read() {
        let read = parse(" {\"a\" : [ null,true , false,-0.5e+7 ] ,\n\t\"b\":{},\"c\":[]}\r\n");
        let number = Value::Number("-0.5e+7".parse().unwrap());
        let list = json!([null, true, false, number]);
        assert_eq!(read, Ok(json!({"a": list, "b": {}, "c": []})));
    }

    #[test]
    fn every_escape_is_read() {
        assert_eq!(
            parse(r#""\"\\\/\b\f\n\r\t\u00e4\uD83D\ude00""#),
            Ok(json!("\"\\/\u{8}\u{c}\n\r\tä😀"))
        );
    }

    #[test]
    fn half_a_character_is_replaced_and_the_rest_is_kept() {
        for (escaped, shown) in [
            (r#""a\ud83d""#, "a\u{fffd}"),
            (r#""\ude00b""#, "\u{fffd}b"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\uD83Dx\uDE00""#, "\u{fffd}x\u{fffd}"),
            (r#""\ud83d\n""#, "\u{fffd}\n"),
            (r#""\\ud83d""#, "\\ud83d"),
            (r#""\\\ud83d ä\u00e4""#, "\\\u{fffd} ää"),
        ] {
            assert_eq!(parse(escaped), Ok(json!(shown)), "{escaped}");
        }
    }

    #[test]
    fn invalid_json_is_rejected_with_the_position_of_the_error() {
        for (text, stops) in [
            ("", 1),
            ("  ", 2),
            ("nul", 3),
            ("1 2", 3),
            ("[1,]", 4),
            ("[1 2]", 4),
            (r#"{"a"}"#, 5),
            (r#"{"a":1,}"#, 8),
            (r#""a"#, 2),
            ("[1,\n2,\n]", 8),
        ] {
            assert_eq!(parse(text), Err(stops), "{text}");
        }
        let odd = [
            "+1",
            "01",
            "1.",
            ".5",
            "1e",
            "-",
            "0x1",
            "NaN",
            "'a'",
            "{a:1}",
            "[,]",
            r#""\x""#,
            r#""\u12g4""#,
            r#""\u+123""#,
            r#""\ud83d\u12""#,
            r#""\ud83d\"#,
            r#""\ud83d\ä""#,
            "\"a\nb\"",
            "\u{feff}1",
            "{}{}",
            "[}",
            "1ä",
            "ä",
        ];
        for text in odd {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_document_nested_deeper_than_127_levels_is_rejected() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse(&deep(127)).is_ok());
        assert!(parse(&deep(128)).is_err());
        assert!(parse(&"{\"a\":".repeat(1_000_000)).is_err());
    }

    #[test]
    fn the_later_of_two_members_with_the_same_name_wins() {
        assert_eq!(parse(r#"{"a":1,"a":2}"#), Ok(json!({"a": 2})));
    }

    #[test]
    fn a_number_keeps_its_digits() {
        for number in ["18446744073709551616", "1e+999", "-0", "0.10", "5e-3"] {
            let written = parse(number).map(|value| value.to_string());
            assert_eq!(written, Ok(number.to_owned()));
        }
    }

    #[test]
    fn an_object_that_looks_like_a_number_stays_an_object() {
        for odd in [
            r#"[{"$serde_json::private::Number":"no number"}]"#,
            r#"[{"$serde_json::private::Number":{}}]"#,
            r#"[{"$serde_json::private::Number":"1","a":2}]"#,
            r#"[{"$serde_json::private::Number":"1,2"}]"#,
        ] {
            assert!(parse(odd).unwrap()[0].is_object(), "{odd}");
        }
    }

    /// Trees with every type of value and many kinds of characters.
    fn trees() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            ".*".prop_map(Value::from),
            "[\u{0}-\u{ff}]*".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            let named = ("[\u{0}-\u{7f}]{0,4}", inner.clone());
            prop_oneof![
                proptest::collection::vec(inner, 0..8).prop_map(Value::Array),
                proptest::collection::vec(named, 0..8)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn written_values_are_read_back(tree in trees()) {
            assert_eq!(parse(&tree.to_string()), Ok(tree));
        }

        #[test]
        fn parse_accepts_what_serde_json_accepts(
            text in r#"([\[\]{}:,"\\ 0-9eE.+\-u]|null|true|"a"|\\u[0-9a-d]{4}){0,24}"#
        ) {
            match (parse(&text), serde_json::from_str::<Value>(&text)) {
                (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs),
                // serde_json rejects a lone surrogate; `parse` accepts it.
                (Ok(_), Err(error)) => assert!(text.contains("\\u"), "{error}"),
                (Err(at), Ok(_)) => panic!("not read from {at} on"),
                (Err(_), Err(_)) => {}
            }
        }
    }
}
