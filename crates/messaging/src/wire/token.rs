//! Consumer tokens (protocol §1.2).

use super::{lenient, text};
use crate::ids::ParticipantId;
use core::fmt;
use serde_json::Value;

/// A JWT of the consumer and what it says. It has no `Debug` that shows the
/// text: tokens never reach a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    text: String,
    consumer: ParticipantId,
}

/// Why a text is not a usable token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// Not three parts with dots between them.
    NotAJwt,
    /// The middle part is not base64url of a JSON object.
    UnreadableClaims,
    /// There is no `sub`, so nobody could tell whose messages are whose.
    NoSubject,
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAJwt => "the token is not a JWT: it must have three parts",
            Self::UnreadableClaims => "the token's claims are not base64url of a JSON object",
            Self::NoSubject => "the token has no `sub` claim",
        })
    }
}

impl core::error::Error for TokenError {}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// Reads the claims of a JWT. Its signature is the server's business.
    ///
    /// # Errors
    /// When it is not a JWT with a `sub`.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        let mut parts = text.split('.');
        let (Some(_), Some(claims), Some(_), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(TokenError::NotAJwt);
        };
        let claims = base64url(claims.trim_end_matches('='))
            .and_then(|bytes| text::parse(&String::from_utf8(bytes).ok()?).ok())
            .filter(Value::is_object)
            .ok_or(TokenError::UnreadableClaims)?;
        Ok(Self {
            text: text.to_owned(),
            consumer: lenient::member(&claims, "sub").ok_or(TokenError::NoSubject)?,
        })
    }

    /// The JWT itself, for the wire only.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The consumer's id: the `sub` claim.
    pub const fn consumer(&self) -> &ParticipantId {
        &self.consumer
    }
}

/// Reads base64url without padding (RFC 4648 §5). Bits that are left over must be
/// nothing, so that every text has one spelling.
fn base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xFFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            let [.., byte] = (bits >> held).to_be_bytes();
            bytes.push(byte);
        }
    }
    let is_whole = held < 6 && bits & ((1 << held) - 1) == 0;
    is_whole.then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn jwt(claims: &str) -> String {
        format!("h.{}.s", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn a_token_tells_whose_it_is() {
        let token = Token::parse(&jwt(r#"{"sub":"19f9?>","exp":1879957364}"#)).unwrap();
        assert_eq!(token.consumer().as_str(), "19f9?>");
    }

    #[test]
    fn every_byte_at_every_place_is_read_as_it_was_written() {
        for length in 0..9_u8 {
            for first in 0..=255_u8 {
                let bytes: Vec<u8> = (0..length)
                    .map(|at| first.wrapping_add(at.wrapping_mul(37)))
                    .collect();
                assert_eq!(base64url(&URL_SAFE_NO_PAD.encode(&bytes)), Some(bytes));
            }
        }
        for damaged in ["A", "AB", "AAB", "AAAAA", "a+aa", "a/aa", "aa=a", "ä"] {
            assert_eq!(base64url(damaged), None, "{damaged}");
        }
    }

    #[test]
    fn what_is_not_a_token_is_named() {
        assert_eq!(Token::parse("a.b"), Err(TokenError::NotAJwt));
        assert_eq!(Token::parse("a.!.c"), Err(TokenError::UnreadableClaims));
        assert_eq!(Token::parse(&jwt("{}")), Err(TokenError::NoSubject));
    }

    #[test]
    fn a_token_never_prints_itself() {
        let token = Token::parse(&jwt(r#"{"sub":"someone"}"#)).unwrap();
        assert_eq!(format!("{token:?}"), "Token(…)");
    }
}
