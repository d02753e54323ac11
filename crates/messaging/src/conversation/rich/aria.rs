//! `accessibility.web`: ARIA attributes (protocol §7.3).

use super::limits::{ARIA_ATTRIBUTES, TOOLTIP_CHARS};
use super::value;
use serde_json::Value;

/// Attributes that refer to the ids of other elements. Content must not refer to ids of the
/// page.
const REFERENCES: [&str; 8] = [
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-errormessage",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
];

/// Reads the attributes of an element.
pub(super) fn of(element: &Value) -> Vec<(String, String)> {
    let web = element.get("accessibility").and_then(|all| all.get("web"));
    let Some(Value::Object(members)) = web else {
        return Vec::new();
    };
    let attributes = members.iter().filter(|(name, _)| is_attribute(name));
    let attributes = attributes.filter_map(|(name, told)| {
        let text = value::as_text(told, TOOLTIP_CHARS)?;
        Some((name.clone(), text))
    });
    attributes.take(ARIA_ATTRIBUTES).collect()
}

fn is_attribute(name: &str) -> bool {
    let is_aria = name
        .strip_prefix("aria-")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_lowercase()));
    name == "role" || (is_aria && !REFERENCES.contains(&name))
}
