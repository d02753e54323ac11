//! Who takes part, in the three shapes servers send (protocol §8.2, row 12).

use crate::ids::ParticipantId;
use crate::wire::json;
use crate::wire::json::Value;
use crate::wire::json::json;
use crate::wire::open_enum::open_enum;

open_enum! {
    /// What a participant is in a conversation (§4.1).
    Role {
        /// The consumer.
        Consumer = "CONSUMER",
        /// The agent who answers.
        AssignedAgent = "ASSIGNED_AGENT",
        /// Another agent.
        Agent = "AGENT",
        /// A manager who joined.
        Manager = "MANAGER",
        /// Somebody who only reads.
        Reader = "READER",
        /// The sender of automatic messages.
        Controller = "CONTROLLER",
        /// A bot of the brand.
        BrandBot = "BRAND_BOT",
    }
}

/// One participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Consumer's `sub`, or agent's PID.
    pub id: ParticipantId,
    /// What they are here.
    pub role: Role,
    /// False for an agent who was suggested and has not accepted yet, and for one who left.
    pub is_active: bool,
}

impl Participant {
    pub(super) fn to_value(&self) -> Value {
        let state = if self.is_active {
            "ACTIVE"
        } else {
            "SUGGESTED"
        };
        json!({"id": self.id.as_str(), "role": self.role.as_word(), "state": state})
    }
}

/// Reads `participantsDetails`, `participants` and `participantsPId`, of
/// which the first says most. The two maps hold the same people: the PIDs win.
pub(super) fn read(details: &Value, dialogs: &[Value]) -> Vec<Participant> {
    let from_dialogs: Vec<_> = dialogs
        .iter()
        .flat_map(|dialog| json::list(dialog, "participantsDetails"))
        .filter_map(one)
        .collect();
    if !from_dialogs.is_empty() {
        return from_dialogs;
    }
    match json::any_member(details, &["participantsPId", "participants"]) {
        Some(Value::Object(by_role)) => by_role
            .iter()
            .flat_map(|(role, ids)| json::as_list(ids).iter().map(move |id| (role, id)))
            .filter_map(|(role, id)| {
                Some(Participant {
                    id: ParticipantId::new(json::as_string(id)?),
                    role: Role::from_word(role),
                    is_active: true,
                })
            })
            .collect(),
        Some(list) => json::as_list(list).iter().filter_map(one).collect(),
        None => Vec::new(),
    }
}

fn one(value: &Value) -> Option<Participant> {
    let state = json::string(value, "state");
    Some(Participant {
        id: json::id(value, "id", ParticipantId::new)?,
        role: Role::from_word(&json::string(value, "role")?),
        is_active: !matches!(state.as_deref(), Some("SUGGESTED" | "REMOVED")),
    })
}
