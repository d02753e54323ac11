//! Reads members of JSON objects as leniently as protocol §8.3 asks.

use super::element::Place;
use serde_json::Value;

/// A string member that is not empty, cut to `most_chars` characters.
pub(super) fn text(of: &Value, name: &str, most_chars: usize) -> Option<String> {
    as_text(of.get(name)?, most_chars)
}

/// A string, number or boolean as text.
pub(super) fn as_text(value: &Value, most_chars: usize) -> Option<String> {
    let text = match value {
        Value::String(text) => text,
        Value::Number(number) => number.as_str(),
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        _ => return None,
    };
    if text.trim().is_empty() {
        return None;
    }
    Some(match text.char_indices().nth(most_chars) {
        None => text.to_owned(),
        Some((end, _)) => {
            let mut cut = text[..end].to_owned();
            cut.push('…');
            cut
        }
    })
}

/// A string member for comparison. Empty if it is missing.
pub(super) fn word<'a>(of: &'a Value, name: &str) -> &'a str {
    of.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A boolean member. False if it is missing.
pub(super) fn flag(of: &Value, name: &str) -> bool {
    match of.get(name) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(word)) => word == "true",
        _ => false,
    }
}

/// The elements of an array, or a single element (§2.4).
pub(super) fn elements<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    match of.get(name) {
        None | Some(Value::Null) => &[],
        Some(Value::Array(elements)) => elements,
        Some(single) => core::slice::from_ref(single),
    }
}

/// Up to this value, a double represents every integer exactly.
const EXACT: f64 = 9_007_199_254_740_991.0;

/// A finite number. It may be given as a string.
pub(super) fn number(value: &Value) -> Option<f64> {
    let text = match value {
        Value::Number(number) => number.as_str(),
        Value::String(text) => text.trim(),
        _ => return None,
    };
    let number: f64 = text.parse().ok()?;
    number.is_finite().then_some(number)
}

/// An integer. A fraction is truncated.
pub(super) fn integer(of: &Value, name: &str) -> Option<i64> {
    let number = number(of.get(name)?)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it was compared with the range"
    )]
    (number.abs() <= EXACT).then_some(number as i64)
}

/// An integer from 0 to `most`. A larger one becomes `most`.
pub(super) fn small(of: &Value, name: &str, most: u8) -> Option<u8> {
    let number = integer(of, name)?;
    let number = number.clamp(0, i64::from(most));
    u8::try_from(number).ok()
}

/// The coordinates `la` and `lo`.
pub(super) fn place(of: &Value) -> Option<Place> {
    let latitude = number(of.get("la")?)?;
    let longitude = number(of.get("lo")?)?;
    let is_on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    is_on_earth.then_some(Place {
        latitude,
        longitude,
    })
}
