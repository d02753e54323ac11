//! Compares a frame with the page.

use serde_json::Value;
use std::time::{SystemTime, UNIX_EPOCH};

/// Matches any text. As a member's name, it allows more members.
const ANY: &str = "…";
/// How far a `$NOW` may differ, in milliseconds.
const AROUND_MS: u64 = 60_000;
/// The lifetime of a ring, in milliseconds.
const RING_MS: u64 = 72_000;

/// Whether the frame equals the page's, apart from placeholders.
pub fn fits(
    frame: &Value,
    expected: &Value,
    variable: impl Fn(&str) -> Option<String> + Copy,
) -> bool {
    match (frame, expected) {
        (Value::Object(is), Value::Object(wanted)) => {
            let may_be_more = wanted.contains_key(ANY);
            let all_there = wanted
                .iter()
                .filter(|(name, _)| *name != ANY)
                .all(|(name, one)| is.get(name).is_some_and(|value| fits(value, one, variable)));
            all_there && (may_be_more || is.len() == wanted.len())
        }
        (Value::Array(is), Value::Array(wanted)) => {
            is.len() == wanted.len()
                && (is.iter().zip(wanted)).all(|(value, one)| fits(value, one, variable))
        }
        (_, Value::String(wanted)) => match wanted.as_str() {
            ANY => frame.is_string(),
            "$NOW" => is_around(frame, 0),
            "$SOON" => is_around(frame, RING_MS),
            text => match text.strip_prefix('$').and_then(variable) {
                Some(value) => *frame == value.as_str(),
                None => frame == expected,
            },
        },
        _ => frame == expected,
    }
}

fn is_around(value: &Value, later_ms: u64) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let wanted = u64::try_from(now.as_millis()).unwrap() + later_ms;
    value
        .as_u64()
        .is_some_and(|is| is.abs_diff(wanted) < AROUND_MS)
}

#[test]
fn a_frame_fits_if_it_differs_only_in_open_places() {
    let fits = |frame: &str, page: &str| {
        let (frame, page) = (frame.parse().unwrap(), page.parse().unwrap());
        fits(&frame, &page, |name| (name == "ID").then(|| "x".to_owned()))
    };
    assert!(fits(r#"{"id":"x","other":1}"#, r#"{"id":"$ID","…":"…"}"#));
    assert!(
        !fits(r#"{"id":"x","other":1}"#, r#"{"id":"$ID"}"#),
        "an unexpected member"
    );
    assert!(!fits(r#"{"id":"y"}"#, r#"{"id":"$ID"}"#), "another id");
    assert!(
        !fits(r#"{"other":1}"#, r#"{"id":"…","…":"…"}"#),
        "a missing member"
    );
    assert!(
        !fits(r#"{"id":1}"#, r#"{"id":"…"}"#),
        "a number is not a text"
    );
    assert!(!fits("[1]", "[1,1]"), "one is missing");
    assert!(!fits(r#"{"at":12}"#, r#"{"at":"$NOW"}"#), "long ago");
    assert!(fits(r#"".ams.X$Response""#, r#"".ams.X$Response""#));
}
