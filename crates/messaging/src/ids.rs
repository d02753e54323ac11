//! A separate type for each kind of identifier. So a conversation id cannot be used as a dialog
//! id by mistake; the two are equal only for the main dialog (protocol §0.2).

use core::fmt;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $name(String);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                identifier(deserializer).map(Self)
            }
        }

        impl $name {
            /// Wraps an identifier in its wire form.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The identifier in its wire form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

/// Rejects an empty string.
fn identifier<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Err(D::Error::custom("an identifier is not empty"));
    }
    Ok(text)
}

text_ids! {
    /// A conversation between one consumer and the brand.
    ConversationId
    /// One dialog of a conversation: the main one, or a survey.
    DialogId
    /// A participant: a consumer's `sub` or an agent's PID.
    ParticipantId
    /// A subscription to the conversation list.
    SubscriptionId
    /// A request's `id`. The response repeats it as `reqId`. Ids are always compared as text
    /// (protocol §8.2, row 11).
    RequestId
    /// A message's id on this device. It is created before the message is sent and never
    /// changes here.
    LocalId
}

/// The sequence number of a stored event in its dialog, starting at 0 (protocol §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sequence(pub u64);

impl Sequence {
    /// The next sequence number.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
