//! InitConnection: how a browser authenticates, since it cannot set the
//! socket's headers (protocol §1.4, §1.5).

use super::{Request, RequestType};
use crate::wire::json::Value;
use crate::wire::json::json;
use crate::wire::json::put;
use crate::wire::token::Token;

/// What the widget tells about itself (§1.6). Only features the widget really
/// draws are declared, because agents are offered what is declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientProperties {
    /// Up to 64 characters.
    pub app_id: Option<String>,
    /// Up to 32 characters.
    pub app_version: Option<String>,
    /// `DESKTOP`, `TABLET`, `MOBILE`, `OTHER`.
    pub device_family: Option<String>,
    /// `WINDOWS`, `LINUX`, `OSX`, `ANDROID`, `IOS`, `OTHER`.
    pub os: Option<String>,
    /// `CHROME`, `FIREFOX`, …
    pub browser: Option<String>,
    /// A name such as `Europe/Berlin`.
    pub time_zone: Option<String>,
    /// `AUTO_MESSAGES`, `RICH_CONTENT`, …
    pub features: Vec<String>,
}

/// The first request on every socket. Both header types keep their
/// `.ams.headers.` prefix in either generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitConnection {
    /// Who is connecting.
    pub token: Token,
    /// With what.
    pub client: ClientProperties,
}

impl ClientProperties {
    fn to_header(&self) -> Value {
        let mut header = json!({"type": ".ams.headers.ClientProperties"});
        for (name, value) in [
            ("appId", &self.app_id),
            ("appVersion", &self.app_version),
            ("deviceFamily", &self.device_family),
            ("os", &self.os),
            ("browser", &self.browser),
            ("timeZone", &self.time_zone),
        ] {
            put(&mut header, name, value.clone());
        }
        put(&mut header, "integration", Some("WEB_SDK"));
        put(&mut header, "features", Some(self.features.clone()));
        header
    }
}

impl Request for InitConnection {
    fn request_type(&self) -> RequestType {
        RequestType::InitConnection
    }

    fn headers(&self) -> Option<Value> {
        Some(json!([
            json!({"type": ".ams.headers.ConsumerAuthentication", "jwt": self.token.as_str()}),
            self.client.to_header(),
        ]))
    }
}
