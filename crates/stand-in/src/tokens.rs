//! Tokens (protocol §1.2). They have a JWT's shape and claims; the signature
//! is an HMAC although the header says what the real service says, as nobody
//! but the stand-in checks it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// Signs and reads tokens.
pub struct Tokens {
    secret: Vec<u8>,
}

/// What a valid signature vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    pub subject: String,
    pub issued_secs: u64,
    pub expires_secs: u64,
    pub generation: u64,
    /// An external token is good for the second step of an anonymous login only.
    pub is_external: bool,
}

impl Tokens {
    /// Uses this key.
    pub const fn new(secret: Vec<u8>) -> Self {
        Self { secret }
    }

    /// Makes a token.
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

    /// Reads a token whose signature is right. Whether it has expired is for the caller.
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

    /// Signs anything else, such as an address of a file.
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

/// A consumer as the brand's own token tells of them.
#[derive(Clone, Debug)]
pub struct Vouched {
    /// What the brand calls them.
    pub subject: String,
    /// `iss`, `given_name` and `lp_sdes`, where the token has them.
    pub claims: Value,
}

/// Reads a brand's own token, unchecked: any brand is believed here. A code that is no token is
/// the consumer's name.
pub fn vouched(auth_code: &str) -> Vouched {
    let claims = auth_code.split('.').nth(1);
    let claims = claims.and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let claims: Value = claims
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let known = ["iss", "given_name", "lp_sdes"].into_iter();
    let known = known.filter(|name| !claims[*name].is_null());
    let subject = claims["sub"].as_str().unwrap_or(auth_code).to_owned();
    Vouched {
        subject,
        claims: (known.map(|name| (name.to_owned(), claims[name].clone()))).collect(),
    }
}
