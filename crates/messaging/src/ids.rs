//! Every kind of identifier has its own type, so that a dialog is never
//! subscribed to by a conversation's name (they are equal only for the main
//! dialog, protocol §0.2).

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
            /// Wraps an identifier as it stands on the wire.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The identifier as it stands on the wire.
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

/// An empty text names nothing.
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
    /// A request's `id`, echoed in its response as `reqId`, always compared as text (protocol §8.2, row 11).
    RequestId
    /// A message's identity on this device, made before it is sent and kept for its whole life here.
    LocalId
}

/// The position of a stored event in its dialog, counted from 0 (protocol §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sequence(pub u64);

impl Sequence {
    /// The position after this one.
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
