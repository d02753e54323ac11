//! Halves of characters. JavaScript counts in UTF-16 and lets a text be cut in
//! the middle of an emoji; JSON then holds an escape such as `\ud83d` alone,
//! which is no character. One such message must not cost the whole history.

/// Replaces every escape of half a character by the one for "unreadable".
pub(super) fn mend(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        // Without indexing, which could fail and brings what explains how.
        let (plain, escape) = rest.split_at_checked(at).unwrap_or_default();
        mended.push_str(plain);
        let (written, length) = match unit(escape) {
            Some(0xD800..=0xDBFF) if escape.get(6..).is_some_and(is_second_half) => (None, 12),
            Some(0xD800..=0xDFFF) => (Some("\\ufffd"), 6),
            _ => {
                let escaped = escape.chars().nth(1).map_or(0, char::len_utf8);
                (None, 1 + escaped)
            }
        };
        mended.push_str(written.or(escape.get(..length)).unwrap_or_default());
        rest = escape.get(length..).unwrap_or_default();
    }
    mended.push_str(rest);
    mended
}

fn is_second_half(escape: &str) -> bool {
    matches!(unit(escape), Some(0xDC00..=0xDFFF))
}

/// The number in `\uXXXX`.
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::mend;

    #[test]
    fn half_a_character_becomes_unreadable_and_the_rest_stays() {
        assert_eq!(mend(r#""a\ud83d""#), r#""a\ufffd""#);
        assert_eq!(mend(r#""\ude00b""#), r#""\ufffdb""#);
        assert_eq!(mend(r"\ud83d\ud83d\ude00"), r"\ufffd\ud83d\ude00");
        assert_eq!(mend(r"\uD83Dx\uDE00"), r"\ufffdx\ufffd");
    }

    #[test]
    fn what_only_looks_like_half_a_character_is_left_alone() {
        for text in [
            r"\\ud83d",
            r"\ud83d\ude00",
            r"\u00e4\n\\",
            "\\",
            "\\ä",
            r"\ud83",
            "ä",
        ] {
            assert_eq!(mend(text), text);
        }
    }
}
