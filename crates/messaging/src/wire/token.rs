//! Consumer tokens (protocol §1.2).

use super::{lenient, text};
use crate::ids::ParticipantId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
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
        let claims = (URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        format!("h.{}.s", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn a_token_tells_whose_it_is() {
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
