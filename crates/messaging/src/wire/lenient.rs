//! Lenient decoding of JSON, as protocol §2.4 and §8.3 ask. `null` counts as absent, and
//! unknown members are ignored. A member that cannot be read also counts as absent, so that one
//! bad field does not lose the whole frame.
//!
//! [`optional`], [`or_default`] and [`list`] are for `#[serde(deserialize_with)]`. They
//! continue after an error, which only works with a deserializer of a value in memory. So types
//! that use them must be read with [`read`]. It also reads numbers from strings, strings from
//! numbers, and a single element as an array.

use super::value_deserializer::ValueDeserializer;
pub(crate) use super::value_deserializer::one_or_many;
use core::fmt;
use core::marker::PhantomData;
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde_json::Value;

/// Reads a value. None if it has the wrong type or lacks a required member.
pub fn read<'a, T: Deserialize<'a>>(value: &'a Value) -> Option<T> {
    T::deserialize(ValueDeserializer::new(value)).ok()
}

/// Reads a member of an object. None if it is absent or unreadable.
pub fn member<'a, T: Deserialize<'a>>(of: &'a Value, name: &str) -> Option<T> {
    of.get(name).and_then(read)
}

/// The raw value of a member. None if it is absent or `null`.
pub fn present<'a>(of: &'a Value, name: &str) -> Option<&'a Value> {
    of.get(name).filter(|value| !value.is_null())
}

/// The elements of an array member, or the single value (protocol §2.4).
pub fn elements<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of.get(name).map_or(&[], one_or_many)
}

/// Whether arrays and objects are nested more than `levels` deep.
pub(crate) fn is_deeper(value: &Value, levels: usize) -> bool {
    let is_deep = |part| levels == 0 || is_deeper(part, levels - 1);
    match value {
        Value::Array(elements) => levels == 0 || elements.iter().any(is_deep),
        Value::Object(members) => levels == 0 || members.values().any(is_deep),
        _ => false,
    }
}

/// Reads a member of the wrong type as absent.
///
/// # Errors
/// Never.
pub fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(T::deserialize(deserializer).ok())
}

/// Reads a member that is absent or of the wrong type as its default value.
///
/// # Errors
/// Never.
pub fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(T::deserialize(deserializer).unwrap_or_default())
}

/// Reads an array and skips unreadable elements. Empty if the member is absent.
///
/// # Errors
/// Never.
pub fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_seq(ListVisitor(PhantomData))
}

/// An array element. None if it is unreadable.
struct Element<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Element<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        optional(deserializer).map(Self)
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Vec<T>, A::Error> {
        let mut elements = Vec::new();
        while let Some(Element(element)) = sequence.next_element()? {
            elements.extend(element);
        }
        Ok(elements)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{DialogId, Sequence};
    use serde_json::json;

    #[derive(Debug, Default, PartialEq, serde::Deserialize)]
    struct Sample {
        #[serde(deserialize_with = "optional")]
        number: Option<u64>,
        #[serde(deserialize_with = "or_default")]
        text: String,
        #[serde(deserialize_with = "list")]
        places: Vec<Sequence>,
        #[serde(deserialize_with = "optional")]
        dialog: Option<DialogId>,
    }

    #[test]
    fn absent_null_and_mistyped_members_are_left_out() {
        for odd in [
            json!({}),
            json!({"number": null, "text": null, "places": null, "dialog": null}),
            json!({"number": {}, "text": [], "places": {}, "dialog": ""}),
            json!({"number": -1, "text": true, "places": ["x", -1, null], "dialog": {}}),
        ] {
            assert_eq!(read(&odd), Some(Sample::default()), "{odd}");
        }
        for none in [json!(null), json!("text"), json!([])] {
            assert_eq!(read::<Sample>(&none), None);
        }
    }

    #[test]
    fn one_bad_element_is_skipped_and_a_single_value_is_read_as_a_list() {
        let places = |value: Value| read::<Sample>(&json!({"places": value})).unwrap().places;
        let found = places(json!([1, "2", {}, null, 1.5, u64::MAX, 3]));
        assert_eq!(found, [Sequence(1), Sequence(2), Sequence(3)]);
        assert_eq!(places(json!("7")), [Sequence(7)]);
    }

    #[test]
    fn members_are_read_independently() {
        let of = json!({"id": 7, "none": null, "one": {"a": 1}});
        assert_eq!(member(&of, "id"), Some(DialogId::new("7")));
        assert_eq!(member::<String>(&of, "one"), None);
        assert_eq!(present(&of, "none"), None);
        assert_eq!(elements(&of, "one"), [json!({"a": 1})]);
        assert_eq!(elements(&of, "absent").len(), 0);
        assert_eq!(elements(&json!("no object"), "one").len(), 0);
    }

    #[test]
    fn depth_is_counted_in_arrays_and_objects() {
        let value = json!({"a": [1]});
        assert!(!is_deeper(&value, 2));
        assert!(is_deeper(&value, 1));
    }
}
