//! Consumer tokens (protocol §1.2).

use super::{lenient, text};
use crate::ids::ParticipantId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use core::fmt;
use serde_json::Value;

/// A JWT of the consumer with its claims. `Debug` does not show the text, so that tokens never
/// reach a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    text: String,
    consumer: ParticipantId,
}

/// Why a text is not a usable token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// It does not consist of three parts separated by dots.
    NotAJwt,
    /// The middle part is not a JSON object in base64url.
    UnreadableClaims,
    /// There is no `sub` claim, which is needed to recognise the consumer's own messages.
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
    /// Reads the claims of a JWT. Only the server verifies the signature.
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
        let claims = (URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok())
            .and_then(|bytes| text::parse(&String::from_utf8(bytes).ok()?).ok())
            .filter(Value::is_object)
            .ok_or(TokenError::UnreadableClaims)?;
        Ok(Self {
            text: text.to_owned(),
            consumer: lenient::member(&claims, "sub").ok_or(TokenError::NoSubject)?,
        })
    }

    /// The JWT text. Use it only for requests.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The consumer's id: the `sub` claim.
    pub const fn consumer(&self) -> &ParticipantId {
        &self.consumer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        format!("h.{}.s", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn a_token_contains_the_id_of_its_consumer() {
        let token = Token::parse(&jwt(r#"{"sub":"19f9?>","exp":1879957364}"#)).unwrap();
        assert_eq!(token.consumer().as_str(), "19f9?>");
    }

    #[test]
    fn damaged_base64url_is_refused() {
        for damaged in ["A", "AB", "AAB", "AAAAA", "a+aa", "a/aa", "aa=a", "ä"] {
            let token = Token::parse(&format!("h.{damaged}.s"));
            assert_eq!(token, Err(TokenError::UnreadableClaims), "{damaged}");
        }
    }

    #[test]
    fn an_invalid_token_is_rejected_with_the_reason() {
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
