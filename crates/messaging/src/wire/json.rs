//! Reading JSON the way protocol §2.4 asks: `null` is absent, a single element
//! may stand for an array, numbers may come as strings and strings as numbers.
//! Every reader takes one member and forgives the others, so that one bad
//! field never costs the whole frame.

pub use super::text::parse;
use crate::ids::Sequence;
pub use serde_json::{Value, json};

pub(crate) fn member<'a>(of: &'a Value, name: &str) -> Option<&'a Value> {
    of.get(name).filter(|value| !value.is_null())
}

/// The first of several spellings that is there.
pub(crate) fn any_member<'a>(of: &'a Value, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| member(of, name))
}

/// A string; a number is taken for its digits, as ids come both ways.
pub(crate) fn string(of: &Value, name: &str) -> Option<String> {
    member(of, name).and_then(as_string)
}

/// The same of a value that is at hand.
pub fn as_string(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}

pub(crate) fn id<T>(of: &Value, name: &str, make: fn(String) -> T) -> Option<T> {
    string(of, name).filter(|text| !text.is_empty()).map(make)
}

/// An integer; digits in a string count. Fractions, and what does not fit, are absent.
pub(crate) fn integer(of: &Value, name: &str) -> Option<i64> {
    member(of, name).and_then(as_integer)
}

fn as_integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_str().parse().ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A time or count that cannot be negative.
pub fn unsigned(of: &Value, name: &str) -> Option<u64> {
    integer(of, name).and_then(|number| number.try_into().ok())
}

pub(crate) fn sequence(value: &Value) -> Option<Sequence> {
    as_integer(value)
        .and_then(|number| number.try_into().ok())
        .map(Sequence)
}

/// True or false; the words count, too.
pub fn boolean(of: &Value, name: &str) -> Option<bool> {
    match member(of, name)? {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text == "true" => Some(true),
        Value::String(text) if text == "false" => Some(false),
        _ => None,
    }
}

/// One or many: a bare element reads like an array of one (S3, S4, protocol §2.4).
pub(crate) fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    member(of, name).map_or(&[], as_list)
}

pub(crate) fn as_list(value: &Value) -> &[Value] {
    match value {
        Value::Array(elements) => elements,
        single => core::slice::from_ref(single),
    }
}

/// Whether arrays and objects lie in each other for more than so many levels.
pub(crate) fn is_deeper(value: &Value, levels: usize) -> bool {
    let is_deep = |part| levels == 0 || is_deeper(part, levels - 1);
    match value {
        Value::Array(elements) => levels == 0 || elements.iter().any(is_deep),
        Value::Object(members) => levels == 0 || members.iter().any(|(_, member)| is_deep(member)),
        _ => false,
    }
}

/// Adds a member unless it is absent: we never send `null`.
pub fn put(object: &mut Value, name: &str, value: Option<impl Into<Value>>) {
    put_value(object, name, value.map(Into::into));
}

#[inline(never)]
fn put_value(object: &mut Value, name: &str, value: Option<Value>) {
    if let (Value::Object(members), Some(value)) = (object, value) {
        members.insert(name.to_owned(), value);
    }
}

/// Writes a JSON text.
#[inline(never)]
pub fn write(value: &Value) -> String {
    value.to_string()
}
