//! InitConnection: how a browser authenticates, since it cannot set the
//! socket's headers (protocol §1.4, §1.5).

use super::{Request, RequestType};
use crate::wire::token::Token;
use serde::Serialize;

/// What the widget tells about itself (§1.6). Only features the widget really
/// draws are declared, because agents are offered what is declared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(
    tag = "type",
    rename = ".ams.headers.ClientProperties",
    rename_all = "camelCase"
)]
pub struct ClientProperties {
    /// Up to 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// Up to 32 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_version: Option<String>,
    /// `DESKTOP`, `TABLET`, `MOBILE`, `OTHER`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_family: Option<String>,
    /// `WINDOWS`, `LINUX`, `OSX`, `ANDROID`, `IOS`, `OTHER`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// `CHROME`, `FIREFOX`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// A name such as `Europe/Berlin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// How it reaches the service.
    pub integration: Integration,
    /// The version of that, up to 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_version: Option<String>,
    /// `AUTO_MESSAGES`, `RICH_CONTENT`, …
    pub features: Vec<String>,
}

/// The feature by which a bot may ask how a conversation was, in a dialog of its own (§5.6).
pub const MULTI_DIALOG: &str = "MULTI_DIALOG";

impl ClientProperties {
    /// Whether a feature is declared.
    pub fn declares(&self, feature: &str) -> bool {
        self.features.iter().any(|one| one == feature)
    }
}

/// How a client reaches the service (§1.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Integration {
    /// From a page, by code of one's own.
    #[default]
    WebSdk,
}

/// The first request on every socket. Its body is empty: everything is in its headers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InitConnection {
    /// Who is connecting.
    #[serde(skip)]
    pub token: Token,
    /// With what.
    #[serde(skip)]
    pub client: ClientProperties,
}

/// Both types keep their `.ams.headers.` prefix in either generation.
#[derive(Serialize)]
pub struct Headers<'a>(ConsumerAuthentication<'a>, &'a ClientProperties);

#[derive(Serialize)]
#[serde(tag = "type", rename = ".ams.headers.ConsumerAuthentication")]
struct ConsumerAuthentication<'a> {
    jwt: &'a str,
}

impl Request for InitConnection {
    const TYPE: RequestType = RequestType::InitConnection;

    fn headers(&self) -> Option<Headers<'_>> {
        let jwt = self.token.as_str();
        Some(Headers(ConsumerAuthentication { jwt }, &self.client))
    }
}
