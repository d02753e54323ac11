//! The participants, in the three forms that servers send (protocol §8.2, row 12).

use crate::ids::ParticipantId;
use crate::wire::lenient;
use crate::wire::open_enum::open_enum;
use core::fmt;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

open_enum! {
    /// A participant's role in a conversation (§4.1).
    Role {
        /// The consumer.
        Consumer = "CONSUMER",
        /// The agent who is assigned now.
        AssignedAgent = "ASSIGNED_AGENT",
        /// Another agent.
        Agent = "AGENT",
        /// A manager who joined.
        Manager = "MANAGER",
        /// A participant who only reads.
        Reader = "READER",
        /// The sender of automatic messages.
        Controller = "CONTROLLER",
        /// A bot of the brand.
        BrandBot = "BRAND_BOT",
    }
}

/// One participant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The consumer's `sub`, or an agent's PID.
    pub id: ParticipantId,
    /// The role.
    pub role: Role,
    /// False for an agent who was suggested and has not accepted, or who was removed.
    #[serde(rename = "state", with = "activity")]
    pub is_active: bool,
}

/// Converts `state`. Every value except `SUGGESTED` and `REMOVED` counts as active.
mod activity {
    use super::lenient;
    use serde::{Deserializer, Serializer};

    // serde requires a reference.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    pub fn serialize<S: Serializer>(is_active: &bool, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if *is_active { "ACTIVE" } else { "SUGGESTED" })
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
        let state: Option<String> = lenient::optional(deserializer)?;
        Ok(!matches!(state.as_deref(), Some("SUGGESTED" | "REMOVED")))
    }
}

/// The participants in `participants` or `participantsPId`: one generation sends a list of
/// participants, the other lists of ids by role. Unreadable participants are skipped.
#[derive(Default)]
pub(super) struct People(pub Vec<Participant>);

impl<'de> Deserialize<'de> for People {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PeopleVisitor).map(Self)
    }
}

struct PeopleVisitor;

/// The ids with one role.
#[derive(Deserialize)]
struct Ids(#[serde(deserialize_with = "lenient::list")] Vec<ParticipantId>);

impl<'de> Visitor<'de> for PeopleVisitor {
    type Value = Vec<Participant>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("participants")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Vec<Participant>, A::Error> {
        lenient::list(SeqAccessDeserializer::new(sequence))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<Participant>, A::Error> {
        let mut people = Vec::new();
        while let Some((role, Ids(ids))) = map.next_entry::<Role, _>()? {
            people.extend(ids.into_iter().map(|id| Participant {
                id,
                role: role.clone(),
                is_active: true,
            }));
        }
        Ok(people)
    }
}
