//! User profiles (protocol §3.10).

use super::{Request, RequestType};
use crate::ids::ParticipantId;
use crate::wire::json::Value;
use crate::wire::json::json;
use crate::wire::json::put;

/// Asks for a profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetUserProfile {
    /// Whose; the consumer's own when absent.
    pub user: Option<ParticipantId>,
}

/// Sets the consumer's own profile. What is absent stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetUserProfile {
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Address of a picture.
    pub avatar_url: Option<String>,
}

impl Request for GetUserProfile {
    fn request_type(&self) -> RequestType {
        RequestType::GetUserProfile
    }

    fn body(&self) -> Value {
        let mut body = json!({});
        put(
            &mut body,
            "userId",
            self.user.as_ref().map(ParticipantId::as_str),
        );
        body
    }
}

impl Request for SetUserProfile {
    fn request_type(&self) -> RequestType {
        RequestType::SetUserProfile
    }

    fn body(&self) -> Value {
        let mut body = json!({});
        put(&mut body, "firstName", self.first_name.clone());
        put(&mut body, "lastName", self.last_name.clone());
        put(&mut body, "avatarUrl", self.avatar_url.clone());
        body
    }
}
