//! Type names, in both generations (protocol §2.5).
//!
//! Servers and documents mix the generations within one session. So only the last segment of a
//! name is compared.

/// The generation of type names that a client sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Generation {
    /// Dotted `.ams.*` names, as in the older documents.
    First,
    /// Short names such as `ms.PublishEvent`.
    #[default]
    Second,
}

macro_rules! request_types {
    ($($(#[$doc:meta])* $variant:ident = $first:literal | $second:literal),* $(,)?) => {
        /// The request types that a consumer can send (protocol §3).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum RequestType {
            $($(#[$doc])* $variant,)*
        }

        impl RequestType {
            /// The name to send in this generation.
            pub const fn name(self, generation: Generation) -> &'static str {
                match (self, generation) {
                    $((Self::$variant, Generation::First) => $first,
                      (Self::$variant, Generation::Second) => $second,)*
                }
            }
        }
    };
}

request_types! {
    /// §1.5. The same name in both generations.
    InitConnection = "InitConnection" | "InitConnection",
    /// §3.8. The seeds use `.GetClock` even with `v=3`, so it is used here.
    GetClock = ".GetClock" | ".GetClock",
    /// §3.1
    ConsumerRequestConversation = ".ams.cm.ConsumerRequestConversation" | "cm.ConsumerRequestConversation",
    /// §3.2
    SubscribeExConversations = ".ams.aam.SubscribeExConversations" | "cqm.SubscribeExConversations",
    /// §3.3
    UnsubscribeExConversations = ".ams.aam.UnsubscribeExConversations" | "cqm.UnsubscribeExConversations",
    /// §3.4
    SubscribeMessagingEvents = ".ams.ms.SubscribeMessagingEvents" | "ms.SubscribeMessagingEvents",
    /// §3.6
    PublishEvent = ".ams.ms.PublishEvent" | "ms.PublishEvent",
    /// §3.7
    UpdateConversationField = ".ams.cm.UpdateConversationField" | "cm.UpdateConversationField",
    /// §3.9
    GenerateUrlForUploadFile = ".ams.ms.GenerateURLForUploadFile" | "ms.GenerateURLForUploadFile",
    /// §3.9
    GenerateUrlForDownloadFile = ".ams.ms.GenerateURLForDownloadFile" | "ms.GenerateURLForDownloadFile",
    /// §3.10
    GetUserProfile = ".ams.userprofile.GetUserProfile" | "userprofile.GetUserProfile",
    /// §3.10
    SetUserProfile = ".ams.userprofile.SetUserProfile" | "userprofile.SetUserProfile",
    /// §3.11
    GenerateUploadToken = ".ams.ms.token.GenerateUploadToken" | "ms.GenerateUploadToken",
}

/// The notification types that a consumer handles (protocol §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotificationType {
    /// The conversation list changed (§4.1).
    ConversationChange,
    /// Something was published in a dialog (§4.2).
    MessagingEvent,
}

impl NotificationType {
    /// Recognises a type by the last segment of its name.
    pub fn from_name(name: &str) -> Option<Self> {
        let segment = last_segment(name);
        let is = |word: &str| segment.eq_ignore_ascii_case(word);
        if is("ExConversationChangeNotification") || is("ConversationChangeNotification") {
            Some(Self::ConversationChange)
        } else if is("MessagingEventNotification") || is("OnlineEventDistribution") {
            Some(Self::MessagingEvent)
        } else {
            None
        }
    }
}

fn last_segment(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_notification_is_recognised_under_all_its_names() {
        for name in [
            ".ams.ms.OnlineEventDistribution",
            "ms.OnlineEventDistribution",
            ".ams.ms.MessagingEventNotification",
            "ms.MessagingEventNotification",
        ] {
            let found = NotificationType::from_name(name);
            assert_eq!(found, Some(NotificationType::MessagingEvent), "{name}");
        }
        for name in [
            ".ams.aam.ExConversationChangeNotification",
            "cqm.ExConversationChangeNotification",
            "aam.ExConversationChangeNotification",
        ] {
            let found = NotificationType::from_name(name);
            assert_eq!(found, Some(NotificationType::ConversationChange), "{name}");
        }
    }

    #[test]
    fn get_clock_has_the_same_name_in_both_generations() {
        assert_eq!(RequestType::GetClock.name(Generation::First), ".GetClock");
        assert_eq!(RequestType::GetClock.name(Generation::Second), ".GetClock");
    }
}
