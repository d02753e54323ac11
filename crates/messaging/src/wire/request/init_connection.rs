//! InitConnection authenticates the consumer, because a browser cannot set the headers of a
//! socket (protocol §1.4, §1.5).

use super::{Request, RequestType};
use crate::wire::token::Token;
use serde::Serialize;

/// The properties of the client (§1.6). Only features that the widget really draws are
/// declared, because agents are offered the declared features.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(
    tag = "type",
    rename = ".ams.headers.ClientProperties",
    rename_all = "camelCase"
)]
pub struct ClientProperties {
    /// The application's id, up to 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// The application's version, up to 32 characters.
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
    /// A time zone name such as `Europe/Berlin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// The kind of integration.
    pub integration: Integration,
    /// The version of the integration, up to 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_version: Option<String>,
    /// Declared features: `AUTO_MESSAGES`, `RICH_CONTENT`, …
    pub features: Vec<String>,
}

/// The feature that lets a bot run a survey in a separate dialog (§5.6).
pub const MULTI_DIALOG: &str = "MULTI_DIALOG";

impl ClientProperties {
    /// Whether a feature is declared.
    pub fn declares(&self, feature: &str) -> bool {
        self.features.iter().any(|one| one == feature)
    }
}

/// The kind of integration (§1.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Integration {
    /// Custom code on a web page.
    #[default]
    WebSdk,
}

/// The first request on every socket. Its body is empty; all data is in its headers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InitConnection {
    /// The consumer's token.
    #[serde(skip)]
    pub token: Token,
    /// The client properties.
    #[serde(skip)]
    pub client: ClientProperties,
}

/// Both type names have the `.ams.headers.` prefix in both generations.
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
