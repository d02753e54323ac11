//! Writes a JSON text, without any space in it.

use super::Value;

/// Writes a JSON text.
#[inline(never)]
pub fn write(value: &Value) -> String {
    let mut text = String::new();
    write_into(&mut text, value);
    text
}

fn write_into(text: &mut String, value: &Value) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(digits) => text.push_str(digits),
        Value::String(plain) => write_string(text, plain),
        Value::Array(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                separate(text, index);
                write_into(text, element);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                separate(text, index);
                write_string(text, name);
                text.push(':');
                write_into(text, member);
            }
            text.push('}');
        }
    }
}

fn separate(text: &mut String, index: usize) {
    if index > 0 {
        text.push(',');
    }
}

#[inline(never)]
fn write_string(text: &mut String, plain: &str) {
    text.push('"');
    let mut rest = plain;
    while let Some(at) = (rest.bytes()).position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F)) {
        let (before, special) = rest.split_at_checked(at).unwrap_or_default();
        text.push_str(before);
        if let Some(special) = special.chars().next() {
            write_escape(text, special);
        }
        rest = special.get(1..).unwrap_or_default();
    }
    text.push_str(rest);
    text.push('"');
}

fn write_escape(text: &mut String, special: char) {
    text.push('\\');
    match special {
        '\n' => text.push('n'),
        '"' | '\\' => text.push(special),
        // A control character: two digits say it.
        _ => {
            let code = u32::from(special);
            text.push_str(if code < 16 { "u000" } else { "u001" });
            text.extend(char::from_digit(code % 16, 16));
        }
    }
}
