//! The reader and the writer, against a reader and a writer that many use.

use super::{Value, json, parse, write};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};

/// Reads with the other reader.
fn theirs(text: &str) -> Result<serde_json::Value, serde_json::Error> {
    serde_json::from_str(text)
}

fn string(text: &str) -> Value {
    Value::from(text)
}

#[test]
fn every_kind_of_value_is_read() {
    let read = parse(" {\"a\" : [ null,true , false,-0.5e+7 ] ,\n\t\"b\":{},\"c\":[]}\r\n");
    let number = Value::Number("-0.5e+7".to_owned());
    let list = json!([Value::Null, true.into(), false.into(), number]);
    assert_eq!(read, Ok(json!({"a": list, "b": json!({}), "c": json!([])})));
}

#[test]
fn every_escape_is_read() {
    assert_eq!(
        parse(r#""\"\\\/\b\f\n\r\t\u00e4\uD83D\ude00""#),
        Ok(string("\"\\/\u{8}\u{c}\n\r\tä😀"))
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
    ] {
        assert_eq!(parse(escaped), Ok(string(shown)), "{escaped}");
    }
}

#[test]
fn what_is_not_json_is_refused_where_it_stops() {
    for (text, stops) in [
        ("", 1),
        ("  ", 3),
        ("nul", 4),
        ("1 2", 3),
        ("[1,]", 4),
        ("[1 2]", 4),
        (r#"{"a"}"#, 5),
        (r#"{"a":1,}"#, 8),
        (r#""a"#, 3),
        ("\"a\nb\"", 3),
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
        "\u{feff}1",
        "{}{}",
        "[}",
        "1ä",
        "ä",
    ];
    for text in odd {
        assert!(parse(text).is_err() && theirs(text).is_err(), "{text}");
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
    let twice = parse(r#"{"a":1,"a":2}"#).unwrap();
    assert_eq!(super::integer(&twice, "a"), Some(2));
}

#[test]
fn a_number_is_passed_on_as_it_came() {
    for number in ["18446744073709551616", "1e999", "-0", "0.10", "5E-3"] {
        assert_eq!(
            parse(number).map(|value| write(&value)),
            Ok(number.to_owned())
        );
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
            proptest::collection::vec(named, 0..8).prop_map(Value::Object),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again_and_others_read_the_same(tree in trees()) {
        let text = write(&tree);
        assert_eq!(parse(&text).as_ref(), Ok(&tree));
        let others = theirs(&text).expect("it is JSON").to_string();
        assert_eq!(theirs(&write(&parse(&others).unwrap())).unwrap().to_string(), others);
    }

    #[test]
    fn a_text_is_json_to_us_whenever_it_is_to_others(
        text in r#"([\[\]{}:,"\\ 0-9eE.+\-u]|null|true|"a"|\\u[0-9a-d]{4}){0,24}"#
    ) {
        let theirs = theirs(&text).map(|value| value.to_string());
        match (parse(&text), theirs) {
            (Ok(ours), Ok(theirs)) => assert_eq!(
                serde_json::from_str::<serde_json::Value>(&write(&ours)).unwrap().to_string(),
                theirs
            ),
            // What is too large for a number of theirs, and half a character, are read here.
            (Err(at), Ok(_)) => panic!("not read from {at} on"),
            (Ok(_), Err(error)) => assert!(
                error.to_string().contains("out of range") || text.contains("\\u"),
                "{error}"
            ),
            (Err(_), Err(_)) => {}
        }
    }
}
