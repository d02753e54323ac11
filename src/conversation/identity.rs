//! Who the consumer is: domain discovery and the identity provider
//! (protocol §1.1, §1.2), as far as they are HTTP.

use crate::directions::as_name;
use crate::platform::http::{self, HttpError};
use hailer_messaging::wire::json;
use serde_json::{Value, json};

/// Where an account's services are, as host names with an optional port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    account: String,
    /// `http` where the brand's `domains` option is, for a local service.
    is_local: bool,
    idp: String,
    messaging: String,
    profiles: String,
}

/// Why no identity could be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityError {
    /// The provider answered no.
    Refused,
    /// Asking again later may help.
    Unreachable,
}

impl From<HttpError> for IdentityError {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Status(status) if (400..500).contains(&status) && status != 429 => {
                Self::Refused
            }
            _ => Self::Unreachable,
        }
    }
}

/// An agent's public profile (protocol §6.8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgentProfile {
    /// What to call them.
    pub name: String,
    /// An https picture, or one of a local service.
    pub picture_url: Option<String>,
}

impl Hosts {
    /// Asks domain discovery at `domains`, such as `https://api.liveperson.net`.
    pub async fn discover(domains: &str, account: &str) -> Result<Self, IdentityError> {
        let base = domains.trim_end_matches('/');
        let url = format!("{base}/api/account/{account}/service/baseURI.json?version=1.0");
        let answer = http::get(&url).await?;
        let services = answer["baseURIs"].as_array().map_or(&[][..], Vec::as_slice);
        let host = |name: &str| {
            let entry = services.iter().find(|entry| entry["service"] == name);
            let host = entry.and_then(|entry| entry["baseURI"].as_str());
            host.map(str::to_owned).ok_or(IdentityError::Refused)
        };
        Ok(Self {
            account: account.to_owned(),
            is_local: base.starts_with("http://"),
            idp: host("idp")?,
            messaging: host("asyncMessagingEnt")?,
            profiles: host("acCdnDomain")?,
        })
    }

    /// The consumer's socket.
    pub fn socket_url(&self) -> String {
        let scheme = if self.is_local { "ws" } else { "wss" };
        let Self {
            messaging, account, ..
        } = self;
        format!("{scheme}://{messaging}/ws_api/account/{account}/messaging/consumer?v=3")
    }

    fn url(&self, host: &str, path: &str) -> String {
        let scheme = if self.is_local { "http" } else { "https" };
        format!("{scheme}://{host}/api/account/{}/{path}", self.account)
    }

    /// A new anonymous identity.
    pub async fn sign_up(&self) -> Result<String, IdentityError> {
        let answer = http::post(&self.url(&self.idp, "signup"), None).await?;
        token(&answer, "jwt")
    }

    /// The brand's own consumer, by what the brand's page knows of them.
    pub async fn authenticate(&self, auth_code: &str) -> Result<String, IdentityError> {
        let url = self.url(&self.idp, "authenticate");
        let answer = http::post(&url, Some(&json!({"authCode": auth_code}))).await?;
        token(&answer, "jwt")
    }

    /// The same anonymous consumer with a longer life, as 4407 asks.
    pub async fn extend(&self, old_token: &str) -> Result<String, IdentityError> {
        let url = self.url(&self.idp, "anonymous/authorize");
        let external = http::post(&url, Some(&json!({"id_token": old_token}))).await?;
        let external = token(&external, "token")?;
        let connector = self.anonymous_connector().await?;
        let path = format!("app/{connector}/authenticate?v=3.0");
        let body = json!({"id_token": external});
        let answer = http::post(&self.url(&self.idp, &path), Some(&body)).await?;
        token(&answer, "token")
    }

    async fn anonymous_connector(&self) -> Result<String, IdentityError> {
        let path = "configuration/le-connectors/all-connectors";
        let answer = http::get(&self.url(&self.profiles, path)).await?;
        let connectors = answer.as_array().map_or(&[][..], Vec::as_slice);
        let anonymous = |entry: &&Value| {
            let kind = json::as_string(&entry["type"]);
            matches!(kind.as_deref(), Some("unauthenticated" | "2"))
        };
        let found = connectors.iter().find(anonymous).or(connectors.first());
        let id = found.and_then(|entry| json::as_string(&entry["id"]));
        id.ok_or(IdentityError::Refused)
    }

    /// What an agent shows of themselves; none where it cannot be had.
    pub async fn agent_profile(&self, agent: &str) -> Option<AgentProfile> {
        let path = format!("configuration/le-users/users/{agent}");
        let answer = http::get(&self.url(&self.profiles, &path)).await.ok()?;
        let name = |member: &str| {
            let name = as_name(answer[member].as_str()?);
            (!name.is_empty()).then_some(name)
        };
        let picture = answer["pictureUrl"].as_str().filter(|url| {
            url.starts_with("https://") || (self.is_local && url.starts_with("http://"))
        });
        Some(AgentProfile {
            name: name("nickname").or_else(|| name("fullName"))?,
            picture_url: picture.map(str::to_owned),
        })
    }
}

fn token(answer: &Value, name: &str) -> Result<String, IdentityError> {
    let text = answer[name].as_str().map(str::to_owned);
    text.ok_or(IdentityError::Refused)
}
