//! Reading bodies as tolerantly as protocol §2.4 and §8.4 ask.

use super::Refusal;
use serde_json::Value;

/// A required text.
pub fn required(body: &Value, name: &str) -> Result<String, Refusal> {
    optional(body, name).ok_or_else(|| Refusal::bad(format!("Missing {name}")))
}

/// An optional text; a number counts as its digits.
pub fn optional(body: &Value, name: &str) -> Option<String> {
    as_text(&body[name])
}

/// A text, or a number's digits.
pub fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A number, also one in a text.
pub fn number(body: &Value, name: &str) -> Option<u64> {
    as_text(&body[name]).and_then(|text| text.parse().ok())
}

/// One or many (protocol §2.4).
pub fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(elements) => elements.clone(),
        one => vec![one.clone()],
    }
}

/// One or many texts.
pub fn texts(value: &Value) -> Vec<String> {
    list(value).iter().filter_map(as_text).collect()
}
