//! Reads members of bodies, as tolerantly as protocol §2.4 and §8.4 demand.

use super::Refusal;
use serde_json::Value;

/// A required text. A number counts as its digits.
pub fn required(body: &Value, name: &str) -> Result<String, Refusal> {
    optional(body, name).ok_or_else(|| Refusal::bad(format!("Missing {name}")))
}

/// An optional text. A number counts as its digits.
pub fn optional(body: &Value, name: &str) -> Option<String> {
    as_text(&body[name])
}

/// A text, or the digits of a number.
pub fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A number, or a text of digits.
pub fn number(body: &Value, name: &str) -> Option<u64> {
    as_text(&body[name]).and_then(|text| text.parse().ok())
}

/// A list. A single value counts as a list of one (protocol §2.4).
pub fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(elements) => elements.clone(),
        one => vec![one.clone()],
    }
}

/// A list of texts, or a single text.
pub fn texts(value: &Value) -> Vec<String> {
    list(value).iter().filter_map(as_text).collect()
}
