//! User profiles (protocol §3.10).

use super::{Request, RequestType};
use crate::ids::ParticipantId;
use serde::Serialize;

/// Requests a profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GetUserProfile {
    /// The user's id. None for the consumer's own profile.
    #[serde(rename = "userId", skip_serializing_if = "Option::is_none")]
    pub user: Option<ParticipantId>,
}

/// Sets the consumer's own profile. Absent members stay unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetUserProfile {
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The URL of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
}

impl Request for GetUserProfile {
    const TYPE: RequestType = RequestType::GetUserProfile;
}

impl Request for SetUserProfile {
    const TYPE: RequestType = RequestType::SetUserProfile;
}
