//! The HTTP requests of domain discovery, the identity provider (protocol §1.1, §1.2) and
//! agents' profiles.

use crate::directions::as_name;
use crate::platform::http::{self, HttpError};
use hailer_messaging::wire::lenient;
use hailer_messaging::wire::text::to_text;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The host names of an account's services, with optional ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    account: String,
    /// Whether to use `http` and `ws`. True if the option `domains` begins with `http://`.
    is_local: bool,
    idp: String,
    messaging: String,
    profiles: String,
}

/// Why the consumer could not be identified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityError {
    /// The service refused. The same request will fail again.
    Refused,
    /// The service could not be reached. A later attempt may succeed.
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

/// One service in the response of domain discovery.
#[derive(Deserialize)]
struct Service {
    service: String,
    #[serde(rename = "baseURI")]
    host: String,
}

/// An authentication connector (protocol §1.2).
#[derive(Deserialize)]
struct Connector {
    #[serde(rename = "type", deserialize_with = "lenient::or_default")]
    kind: String,
    #[serde(deserialize_with = "lenient::optional")]
    id: Option<String>,
}

/// A profile in the service's response.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    #[serde(deserialize_with = "lenient::or_default")]
    nickname: String,
    #[serde(deserialize_with = "lenient::or_default")]
    full_name: String,
    #[serde(deserialize_with = "lenient::optional")]
    picture_url: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuthCode<'a> {
    auth_code: &'a str,
}

#[derive(Serialize)]
struct IdToken<'a> {
    id_token: &'a str,
}

/// An agent's public profile (protocol §6.8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgentProfile {
    /// The nickname, or else the full name.
    pub name: String,
    /// The URL of the picture: https, or http for a local service.
    pub picture_url: Option<String>,
}

impl Hosts {
    /// Requests the hosts from domain discovery at `domains`, such as
    /// `https://api.liveperson.net`.
    pub async fn discover(domains: &str, account: &str) -> Result<Self, IdentityError> {
        let base = domains.trim_end_matches('/');
        let url = format!("{base}/api/account/{account}/service/baseURI.json?version=1.0");
        let answer = http::get(&url).await?;
        let services = lenient::elements(&answer, "baseURIs").iter();
        let services: Vec<Service> = services.filter_map(lenient::read).collect();
        let host = |name: &str| {
            let entry = services.iter().find(|entry| entry.service == name);
            let host = entry.map(|entry| entry.host.clone());
            host.ok_or(IdentityError::Refused)
        };
        Ok(Self {
            account: account.to_owned(),
            is_local: base.starts_with("http://"),
            idp: host("idp")?,
            messaging: host("asyncMessagingEnt")?,
            profiles: host("acCdnDomain")?,
        })
    }

    /// The URL of the consumer's socket.
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

    /// Creates an anonymous identity and returns its token.
    pub async fn sign_up(&self) -> Result<String, IdentityError> {
        let answer = http::post(&self.url(&self.idp, "signup"), None).await?;
        token(&answer, "jwt")
    }

    /// Exchanges the brand's auth code or JWT for a token.
    pub async fn authenticate(&self, auth_code: &str) -> Result<String, IdentityError> {
        let url = self.url(&self.idp, "authenticate");
        let body = to_text(&AuthCode { auth_code });
        let answer = http::post(&url, Some(body)).await?;
        token(&answer, "jwt")
    }

    /// Extends an anonymous identity, which close code 4407 demands. Returns its new token.
    pub async fn extend(&self, old_token: &str) -> Result<String, IdentityError> {
        let url = self.url(&self.idp, "anonymous/authorize");
        let body = |id_token| to_text(&IdToken { id_token });
        let external = http::post(&url, Some(body(old_token))).await?;
        let external = token(&external, "token")?;
        let connector = self.anonymous_connector().await?;
        let path = format!("app/{connector}/authenticate?v=3.0");
        let url = self.url(&self.idp, &path);
        let answer = http::post(&url, Some(body(&external))).await?;
        token(&answer, "token")
    }

    async fn anonymous_connector(&self) -> Result<String, IdentityError> {
        let path = "configuration/le-connectors/all-connectors";
        let answer = http::get(&self.url(&self.profiles, path)).await?;
        let connectors = answer.as_array().into_iter().flatten();
        let connectors: Vec<Connector> = connectors.filter_map(lenient::read).collect();
        let anonymous = |entry: &&Connector| matches!(&*entry.kind, "unauthenticated" | "2");
        let found = connectors.iter().find(anonymous).or(connectors.first());
        let id = found.and_then(|entry| entry.id.clone());
        id.ok_or(IdentityError::Refused)
    }

    /// Fetches an agent's profile. Returns `None` if it cannot be fetched or has no name.
    pub async fn agent_profile(&self, agent: &str) -> Option<AgentProfile> {
        let path = format!("configuration/le-users/users/{agent}");
        let answer = http::get(&self.url(&self.profiles, &path)).await.ok()?;
        let profile: Profile = lenient::read(&answer)?;
        let names = [profile.nickname, profile.full_name];
        let names = names.iter().map(|name| as_name(name));
        let picture_url = profile.picture_url.filter(|url| {
            url.starts_with("https://") || (self.is_local && url.starts_with("http://"))
        });
        Some(AgentProfile {
            name: names.into_iter().find(|name| !name.is_empty())?,
            picture_url,
        })
    }
}

fn token(answer: &Value, name: &str) -> Result<String, IdentityError> {
    lenient::member(answer, name).ok_or(IdentityError::Refused)
}
