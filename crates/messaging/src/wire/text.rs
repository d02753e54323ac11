//! From a JSON text to a [`Value`], and back.
//!
//! [`parse`] is `serde_json::from_str` but for three things that a frame must survive:
//!
//! * JavaScript counts in UTF-16 and lets a text be cut in the middle of an emoji; JSON
//!   then holds an escape such as `\ud83d` alone, which is no character. serde_json
//!   refuses it, and here it is read as the one for "unreadable": one such message
//!   must not cost the whole history.
//! * With `arbitrary_precision`, serde_json hands over what is no 64-bit integer as an
//!   object with one member, and takes any object with that member for a number or fails. `Document`
//!   takes it for an object where it holds no number.
//! * `Value`'s own `Deserialize` links errors that print what they found, and with them
//!   the printing of floats. `Document` asks for nothing that could be found missing.

use core::fmt;
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The name of the one member by which serde_json hands over a number.
const NUMBER: &str = "$serde_json::private::Number";

/// Reads a JSON text.
///
/// # Errors
/// When it is not JSON, or nested more than 127 levels deep: the byte where reading
/// stopped, counted from 1.
// One reader for all: each place with its own would carry its own copy of it.
#[inline(never)]
pub fn parse(text: &str) -> Result<Value, usize> {
    document(text).or_else(|error| {
        let mended = mend(text).and_then(|mended| document(&mended).ok());
        mended.ok_or_else(|| offset(text, &error))
    })
}

/// Writes a JSON text.
pub fn to_text<T: Serialize>(value: &T) -> String {
    // Only a map whose names are no texts could fail, and nothing here has one.
    serde_json::to_string(value).unwrap_or_default()
}

fn document(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(text).map(|Document(value)| value)
}

/// serde_json counts lines, and columns within one.
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

    /// With `arbitrary_precision` a fraction comes as an object. Without this method
    /// there would be an error that prints it.
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

/// The number that serde_json handed over as an object, if it was one.
fn number(members: &Map<String, Value>) -> Option<Value> {
    let digits = members.get(NUMBER).filter(|_| members.len() == 1)?;
    let digits = digits.as_str().filter(|digits| is_number(digits))?;
    // `Number::from_str` would link the printing of floats.
    let number = Number::from_string_unchecked(digits.to_owned());
    Some(Value::Number(number))
}

/// A sender may name a member of its own like that, and put anything into it.
fn is_number(digits: &str) -> bool {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = digits.as_bytes();
    (is_digit(bytes.first()) || bytes.first() == Some(&b'-'))
        && is_digit(bytes.last())
        && serde_json::from_str::<IgnoredAny>(digits).is_ok()
}

/// The text with every half of a character replaced; none where there is none.
fn mend(text: &str) -> Option<String> {
    let mut mended = String::new();
    let mut rest = text;
    while let Some((before, escape)) = rest.find('\\').and_then(|at| rest.split_at_checked(at)) {
        let second = escape.get(6..).and_then(code_unit);
        let (is_whole, length) = match (code_unit(escape), second) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (true, 12),
            (Some(0xD800..=0xDFFF), _) => (false, 6),
            // Of another escape the character after the backslash, which may be one, too.
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

/// What the escape `\uXXXX` at the beginning of `text` stands for.
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
    fn half_a_character_is_unreadable_and_the_rest_stays() {
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
    fn what_is_not_json_is_refused_where_it_stops() {
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
    fn a_document_may_be_as_deep_as_the_stack_allows_and_no_deeper() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse(&deep(127)).is_ok());
        assert!(parse(&deep(128)).is_err());
        assert!(parse(&"{\"a\":".repeat(1_000_000)).is_err());
    }

    #[test]
    fn of_two_members_with_one_name_the_later_counts() {
        assert_eq!(parse(r#"{"a":1,"a":2}"#), Ok(json!({"a": 2})));
    }

    #[test]
    fn a_number_is_passed_on_as_it_came() {
        for number in ["18446744073709551616", "1e+999", "-0", "0.10", "5e-3"] {
            let written = parse(number).map(|value| value.to_string());
            assert_eq!(written, Ok(number.to_owned()));
        }
    }

    #[test]
    fn an_object_that_looks_like_a_number_costs_nothing() {
        for odd in [
            r#"[{"$serde_json::private::Number":"no number"}]"#,
            r#"[{"$serde_json::private::Number":{}}]"#,
            r#"[{"$serde_json::private::Number":"1","a":2}]"#,
            r#"[{"$serde_json::private::Number":"1,2"}]"#,
        ] {
            assert!(parse(odd).unwrap()[0].is_object(), "{odd}");
        }
    }

    /// Trees with every kind of value, and every kind of character.
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
        fn what_is_written_is_read_again(tree in trees()) {
            assert_eq!(parse(&tree.to_string()), Ok(tree));
        }

        #[test]
        fn a_text_is_json_to_us_whenever_it_is_to_others(
            text in r#"([\[\]{}:,"\\ 0-9eE.+\-u]|null|true|"a"|\\u[0-9a-d]{4}){0,24}"#
        ) {
            match (parse(&text), serde_json::from_str::<Value>(&text)) {
                (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs),
                // Half a character is read here.
                (Ok(_), Err(error)) => assert!(text.contains("\\u"), "{error}"),
                (Err(at), Ok(_)) => panic!("not read from {at} on"),
                (Err(_), Err(_)) => {}
            }
        }
    }
}
