//! A [`Deserializer`] over a JSON value that is already in memory.
//!
//! serde_json has one, too. This one exists for three reasons:
//!
//! * Size: serde_json's errors print what they found, which links the code that prints every
//!   type of value. Nobody reads these errors, because an unreadable member counts as absent.
//!   So [`Unreadable`] contains and prints nothing.
//! * Size: a struct is passed as a sequence in the order of its fields, so no code compares
//!   names. A missing member is passed as a unit. Every field must accept a unit, as an
//!   `Option` or through a helper of [`lenient`](super::lenient). Do not use `alias`: it
//!   would shift the fields.
//! * Protocol §2.4 and §8.3: numbers may be strings, strings may be numbers, and a single
//!   element may stand for an array.

use core::fmt;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, Deserializer, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

/// A value has the wrong type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not of the kind that was asked for")
    }
}

impl core::error::Error for Unreadable {}

/// Overrides the provided methods, which would format a message first.
impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }
}

/// Deserializes one value.
#[derive(Clone, Copy, Debug)]
pub struct ValueDeserializer<'a>(&'a Value);

impl<'a> ValueDeserializer<'a> {
    /// A deserializer for this value.
    pub const fn new(value: &'a Value) -> Self {
        Self(value)
    }

    /// A string, or the digits of a number, because ids may be either.
    fn text(self) -> Result<&'a str, Unreadable> {
        match self.0 {
            Value::String(text) => Ok(text),
            Value::Number(number) => Ok(number.as_str()),
            _ => Err(Unreadable),
        }
    }

    /// An integer, or a string that contains one. It must fit into an `i64`.
    fn integer(self) -> Result<i64, Unreadable> {
        let text = self.text()?.trim();
        text.parse().map_err(|_| Unreadable)
    }

    fn boolean(self) -> Result<bool, Unreadable> {
        match self.0 {
            Value::Bool(flag) => Ok(*flag),
            Value::String(text) if text == "true" => Ok(true),
            Value::String(text) if text == "false" => Ok(false),
            _ => Err(Unreadable),
        }
    }
}

/// The elements of an array. A single value counts as an array of one (protocol §2.4).
pub(crate) fn one_or_many(value: &Value) -> &[Value] {
    match value {
        Value::Null => &[],
        Value::Array(elements) => elements,
        single => core::slice::from_ref(single),
    }
}

impl<'de> IntoDeserializer<'de, Unreadable> for ValueDeserializer<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.visit_i64(self.integer()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for ValueDeserializer<'de> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(_) | Value::String(_) => visitor.visit_str(self.text()?),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(members) => {
                let members = members.iter();
                let members = members.map(|(name, member)| (name.as_str(), Self(member)));
                visitor.visit_map(MapDeserializer::new(members))
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_bool(self.boolean()?)
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let elements = one_or_many(self.0).iter().map(Self);
        visitor.visit_seq(SeqDeserializer::new(elements))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        let Value::Object(members) = self.0 else {
            return Err(Unreadable);
        };
        let fields = fields.iter();
        let fields = fields.map(|name| Self(members.get(*name).unwrap_or(&Value::Null)));
        visitor.visit_seq(SeqDeserializer::new(fields))
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct map enum
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;
    use std::collections::BTreeMap;

    fn read<'a, T: Deserialize<'a>>(value: &'a Value) -> Option<T> {
        T::deserialize(ValueDeserializer::new(value)).ok()
    }

    #[test]
    fn numbers_may_be_strings_and_strings_may_be_numbers() {
        let long: Value = serde_json::from_str("123456789012345678901234567890").unwrap();
        let digits = Some("123456789012345678901234567890".to_owned());
        assert_eq!(read::<String>(&long), digits);
        assert_eq!(read::<u64>(&long), None);
        assert_eq!(read::<u64>(&json!(" 7 ")), Some(7));
        assert_eq!(read::<i64>(&json!(-7)), Some(-7));
        assert_eq!(read::<u64>(&json!(-7)), None);
        assert_eq!(read::<u64>(&json!(1.5)), None);
        assert_eq!(read::<u16>(&json!(65_536)), None);
        assert_eq!(read::<bool>(&json!("true")), Some(true));
        assert_eq!(read::<bool>(&json!(1)), None);
    }

    #[test]
    fn a_single_element_is_read_as_an_array() {
        assert_eq!(read(&json!("a")), Some(vec!["a".to_owned()]));
        assert_eq!(read(&json!([1, "2"])), Some(vec![1_u64, 2]));
        assert_eq!(read(&Value::Null), Some(Vec::<u64>::new()));
        assert_eq!(read::<Vec<u64>>(&json!([1, {}])), None);
    }

    #[test]
    fn a_struct_is_read_by_name_in_any_order_and_missing_members_are_none() {
        #[derive(Debug, Deserialize, PartialEq)]
        #[serde(rename_all = "camelCase")]
        struct Sample {
            first_name: String,
            age: Option<u64>,
        }
        let sample = |first_name: &str, age| {
            let first_name = first_name.to_owned();
            Some(Sample { first_name, age })
        };
        let read = |value: Value| read::<Sample>(&value);
        let whole = json!({"unheard": [], "age": 3, "firstName": "a"});
        assert_eq!(read(whole), sample("a", Some(3)));
        assert_eq!(read(json!({"firstName": "a"})), sample("a", None));
        assert_eq!(
            read(json!({"firstName": 1, "age": null})),
            sample("1", None)
        );
        assert_eq!(read(json!({"age": 3})), None);
        assert_eq!(read(json!(["a", 3])), None);
    }

    #[test]
    fn a_map_is_read_unchanged() {
        let read = read::<BTreeMap<String, u64>>(&json!({"a": 1, "b": "2"}));
        let expected = [("a".to_owned(), 1), ("b".to_owned(), 2)];
        assert_eq!(read, Some(expected.into()));
    }
}
