//! Reads a JSON text (RFC 8259), and forgives one thing: half a character.
//! JavaScript counts in UTF-16 and lets a text be cut in the middle of an emoji;
//! JSON then holds an escape such as `\ud83d` alone, which is no character. It is
//! read as the one for "unreadable": one such message must not cost the whole history.

use super::Value;

/// How deep arrays and objects may lie in each other: each level is a call on the stack.
const MAX_LEVELS: usize = 127;

/// Reads a JSON text.
///
/// # Errors
/// When it is not JSON, or too deep: the byte where reading stopped, counted from 1.
/// One reader for all: each place with its own would carry its own copy of it.
#[inline(never)]
pub fn parse(text: &str) -> Result<Value, usize> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(MAX_LEVELS).ok_or(reader.at + 1);
    reader.skip_space();
    value.and_then(|value| match reader.peek() {
        Some(_) => Err(reader.at + 1),
        None => Ok(value),
    })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// None wherever it stopped being JSON.
impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    /// Goes past `byte` if it is the next one.
    fn passes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// The same behind any space.
    fn meets(&mut self, byte: u8) -> bool {
        self.skip_space();
        self.passes(byte)
    }

    #[inline(never)]
    fn value(&mut self, levels: usize) -> Option<Value> {
        self.skip_space();
        match self.peek()? {
            b'"' => self.string().map(Value::String),
            b'[' => self.array(levels.checked_sub(1)?),
            b'{' => self.object(levels.checked_sub(1)?),
            b'n' => self.word("null", Value::Null),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        let is_it = word.bytes().all(|letter| self.passes(letter));
        is_it.then_some(value)
    }

    fn array(&mut self, levels: usize) -> Option<Value> {
        let mut elements = Vec::new();
        self.at += 1;
        if !self.meets(b']') {
            loop {
                elements.push(self.value(levels)?);
                if self.ends(b']')? {
                    break;
                }
            }
        }
        Some(Value::Array(elements))
    }

    fn object(&mut self, levels: usize) -> Option<Value> {
        let mut members = Vec::new();
        self.at += 1;
        if !self.meets(b'}') {
            loop {
                self.skip_space();
                let name = self.string()?;
                if !self.meets(b':') {
                    return None;
                }
                members.push((name, self.value(levels)?));
                if self.ends(b'}')? {
                    break;
                }
            }
        }
        Some(Value::Object(members))
    }

    /// Whether the list ends here, or goes on after a comma.
    fn ends(&mut self, end: u8) -> Option<bool> {
        let ends = self.meets(end);
        (ends || self.passes(b',')).then_some(ends)
    }

    #[inline(never)]
    fn string(&mut self) -> Option<String> {
        if !self.passes(b'"') {
            return None;
        }
        let mut text = String::new();
        loop {
            let rest = self.text.get(self.at..)?;
            let is_special = |byte| matches!(byte, b'"' | b'\\' | 0..=0x1F);
            let plain = rest.bytes().position(is_special);
            let plain = rest.get(..plain.unwrap_or(rest.len()))?;
            text.push_str(plain);
            self.at += plain.len();
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(text);
                }
                b'\\' => {
                    self.at += 1;
                    text.push(self.escaped()?);
                }
                _ => return None,
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.character(),
            plain @ (b'"' | b'\\' | b'/') => char::from(plain),
            _ => return None,
        })
    }

    /// The character of one `\uXXXX`, or of two that are its halves.
    fn character(&mut self) -> Option<char> {
        let first = self.unit()?;
        let after = self.at;
        if matches!(first, 0xD800..=0xDBFF)
            && self.passes(b'\\')
            && self.passes(b'u')
            && let Some(second @ 0xDC00..=0xDFFF) = self.unit()
        {
            return char::from_u32((first - 0xD800) * 0x400 + (second - 0xDC00) + 0x1_0000);
        }
        // What follows was no second half: it is read for itself.
        self.at = after;
        Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// The four digits after `\u`.
    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + char::from(self.next()?).to_digit(16)?;
        }
        Some(unit)
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        self.passes(b'-');
        if !self.passes(b'0') {
            self.digits()?;
        }
        if self.passes(b'.') {
            self.digits()?;
        }
        if self.passes(b'e') || self.passes(b'E') {
            let _ = self.passes(b'+') || self.passes(b'-');
            self.digits()?;
        }
        let text = self.text.get(start..self.at)?;
        Some(Value::Number(text.to_owned()))
    }

    /// At least one.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}
