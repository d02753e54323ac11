//! Tokens (protocol §1.2). They have the format and the claims of a JWT. The signature is an HMAC
//! although the header names the real service's algorithm, because only the stand-in checks it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// Signs and reads tokens.
pub struct Tokens {
    secret: Vec<u8>,
}

/// The content of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    pub subject: String,
    pub issued_secs: u64,
    pub expires_secs: u64,
    pub generation: u64,
    /// An external token is accepted only in the second step of an anonymous login.
    pub is_external: bool,
}

impl Tokens {
    /// Signs with this key.
    pub const fn new(secret: Vec<u8>) -> Self {
        Self { secret }
    }

    /// Creates a token.
    pub fn sign(&self, claims: &Claims, account: &str, extra: Option<Value>) -> String {
        let mut body = json!({
            "sub": claims.subject,
            "aud": format!("acc:{account}"),
            "iss": "https://idp.liveperson.net",
            "exp": claims.expires_secs,
            "iat": claims.issued_secs,
            "gen": claims.generation,
        });
        if claims.is_external {
            body["external"] = true.into();
        }
        if let Some(extra) = extra {
            body["lp.ext"] = extra;
        }
        let header = json!({"kid": "00001", "typ": "JWT", "alg": "RS256"});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&body));
        let signature = URL_SAFE_NO_PAD.encode(self.mac(&signed).finalize().into_bytes());
        format!("{signed}.{signature}")
    }

    /// Reads a token if its signature is valid. The caller checks whether it has expired.
    pub fn read(&self, token: &str) -> Option<Claims> {
        let (signed, signature) = token.trim().rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.mac(signed).verify_slice(&signature).ok()?;
        let body = URL_SAFE_NO_PAD.decode(signed.split_once('.')?.1).ok()?;
        let body: Value = serde_json::from_slice(&body).ok()?;
        Some(Claims {
            subject: body["sub"].as_str()?.to_owned(),
            issued_secs: body["iat"].as_u64().unwrap_or_default(),
            expires_secs: body["exp"].as_u64()?,
            generation: body["gen"].as_u64().unwrap_or_default(),
            is_external: body["external"].as_bool().unwrap_or_default(),
        })
    }

    /// Signs any text, such as a file's path.
    pub fn seal(&self, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(text).finalize().into_bytes())
    }

    fn mac(&self, text: &str) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.secret).expect("HMAC takes keys of any length");
        mac.update(text.as_bytes());
        mac
    }
}

/// The claims of a brand's token about a consumer.
#[derive(Clone, Debug)]
pub struct BrandClaims {
    /// The brand's id of the consumer.
    pub subject: String,
    /// `iss`, `given_name` and `lp_sdes`, if the token has them.
    pub others: Value,
}

/// Reads the brand's authorization code. It is not verified: the stand-in trusts every brand. A
/// code that is not a token is the subject itself.
pub fn brand_claims(auth_code: &str) -> BrandClaims {
    let claims = auth_code.split('.').nth(1);
    let claims = claims.and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let claims: Value = claims
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let known = ["iss", "given_name", "lp_sdes"].into_iter();
    let known = known.filter(|name| !claims[*name].is_null());
    let subject = claims["sub"].as_str().unwrap_or(auth_code).to_owned();
    BrandClaims {
        subject,
        others: (known.map(|name| (name.to_owned(), claims[name].clone()))).collect(),
    }
}
