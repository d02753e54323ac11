//! Pretty-prints frames.

use serde_json::Value;
use std::fmt::Write as _;

/// The order of an envelope's members. Others follow.
const FIRST: [&str; 6] = ["kind", "reqId", "code", "type", "subscriptionId", "body"];

const KEY: &str = "\x1b[36m";
const TEXT: &str = "\x1b[32m";
const OTHER: &str = "\x1b[33m";
const END: &str = "\x1b[0m";

/// Formats a value over several lines.
pub fn paint(value: &Value, in_colour: bool) -> String {
    let mut painted = String::new();
    Painter { in_colour }.put(&mut painted, value, 0);
    painted
}

struct Painter {
    in_colour: bool,
}

impl Painter {
    fn put(&self, out: &mut String, value: &Value, depth: usize) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                let rank = |name: &str| FIRST.iter().position(|first| *first == name);
                let mut names: Vec<&String> = members.keys().collect();
                names.sort_by_key(|name| rank(name).unwrap_or(FIRST.len()));
                let put = |out: &mut String, name: &&String| {
                    self.colour(out, KEY, &Value::from(name.as_str()).to_string());
                    out.push_str(": ");
                    self.put(out, &members[name.as_str()], depth + 1);
                };
                list(out, ('{', '}'), depth, &names, put);
            }
            Value::Array(items) if !items.is_empty() => {
                let put = |out: &mut String, item: &Value| self.put(out, item, depth + 1);
                list(out, ('[', ']'), depth, items, put);
            }
            Value::String(_) => self.colour(out, TEXT, &value.to_string()),
            other => self.colour(out, OTHER, &other.to_string()),
        }
    }

    fn colour(&self, out: &mut String, colour: &str, text: &str) {
        if self.in_colour {
            // Writing to a string cannot fail.
            let _ = write!(out, "{colour}{text}{END}");
        } else {
            out.push_str(text);
        }
    }
}

fn list<T>(
    out: &mut String,
    (open, close): (char, char),
    depth: usize,
    items: &[T],
    put: impl Fn(&mut String, &T),
) {
    out.push(open);
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth + 1));
        put(out, item);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(close);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_envelope_begins_with_its_kind() {
        let frame = json!({"body": {"list": [1, {}], "empty": []}, "code": 200, "kind": "resp"});
        let expected = r#"{
  "kind": "resp",
  "code": 200,
  "body": {
    "empty": [],
    "list": [
      1,
      {}
    ]
  }
}"#;
        assert_eq!(paint(&frame, false), expected);
    }

    #[test]
    fn colours_do_not_change_the_text() {
        let frame = json!({"kind": "resp", "body": {"is": true, "text": "\u{1b}[31m \"red\""}});
        let mut painted = paint(&frame, true);
        assert!(painted.contains("\x1b[36m\"kind\"\x1b[0m"), "{painted}");
        for code in [KEY, TEXT, OTHER, END] {
            painted = painted.replace(code, "");
        }
        assert_eq!(painted, paint(&frame, false));
        // Escape sequences in messages must not reach the terminal.
        assert!(!painted.contains('\x1b'));
    }
}
