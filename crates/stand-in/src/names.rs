//! Type names in both generations (protocol §2.5). A request is matched by the last segment of its
//! type, and the response uses the generation of the request.

/// Which family of names a frame uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// Dotted `.ams.*` names.
    First,
    /// Short names.
    Second,
}

/// A request's generation.
pub fn generation_of(type_name: &str) -> Generation {
    if type_name.starts_with('.') || type_name.starts_with("ams.") {
        Generation::First
    } else {
        Generation::Second
    }
}

/// The last segment of a name, which both generations share.
pub fn last_segment(type_name: &str) -> &str {
    type_name.rsplit('.').next().unwrap_or(type_name)
}

/// The kinds of response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A sentence: a confirmation or an error.
    Text,
    Clock,
    NewConversation,
    Subscription,
    ConversationSubscription,
    Publish,
    Query,
    Profile,
    BrandProfile,
    FileUrl,
    UploadToken,
    DownloadToken,
}

impl Answer {
    /// The `type` of the response.
    pub const fn name(self, generation: Generation) -> &'static str {
        let (first, second) = match self {
            Self::Text => (".ReqBody$StringResp", "StringResponse"),
            Self::Clock => (".GetClock$Response", "GetClockResponse"),
            Self::NewConversation => (
                ".ams.cm.types.RequestConversation$Response",
                "cm.RequestConversationResponse",
            ),
            Self::Subscription => (".ams.GenericSubscribe$Response", "GenericSubscribeResponse"),
            Self::ConversationSubscription => (
                ".ams.aam.SubscribeExConversations$Response",
                "cqm.SubscribeExConversationsResponse",
            ),
            Self::Publish => (".ams.ms.PublishEvent$Response", "ms.PublishEventResponse"),
            Self::Query => (".ams.ms.QueryMessages$Response", "ms.QueryMessagesResponse"),
            Self::Profile => (
                ".ams.userprofile.GetUserProfile$Response",
                "userprofile.GetUserProfileResponse",
            ),
            Self::BrandProfile => (
                ".ams.brandprofile.GetBrandProfile$Response",
                "brandprofile.GetBrandProfileResponse",
            ),
            Self::UploadToken => (".ams.ms.token.GenerateUploadToken", "ms.UploadToken"),
            // The first generation has no separate name for this response (protocol §2.5).
            Self::DownloadToken => (".ams.ms.token.GenerateDownloadToken", "ms.DownloadToken"),
            Self::FileUrl => (".ams.ms.BaseGenerateURL", "ms.GenerateURLResponse"),
        };
        match generation {
            Generation::First => first,
            Generation::Second => second,
        }
    }
}
