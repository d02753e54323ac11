//! What the service says on an agent's socket (protocol §4, §6.5, §6.6). Rings
//! and agents' states are told to agents alone; everything else is what a
//! consumer's socket says, and is read by the core.

#[cfg(test)]
mod tests;

use hailer_messaging::wire::{self, Change, Conversation, EventRecord, Incoming, Notification};
use serde_json::Value;

/// One frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// The answer to a request.
    Answer(Answer),
    /// The conversation list, or a change of it.
    Conversations(Vec<ConversationTold>),
    /// Events of dialogs.
    Events(Vec<EventRecord>),
    /// Rings that came, went or changed.
    Rings(Vec<Ring>),
    /// An agent's availability.
    AgentState {
        /// `acct.number`.
        agent: String,
        /// The availability's word.
        availability: String,
    },
    /// Nothing that a desk shows.
    Unknown,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The request's id.
    pub request: String,
    /// A status with HTTP's meaning.
    pub code: u16,
    /// Null when there is none.
    pub body: Value,
}

/// A conversation, and whether it is still among those that were asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversationTold {
    /// What consumers are told, too.
    pub conversation: Conversation,
    /// What only matters at a desk.
    pub details: Details,
    /// Whether it still matches the subscription.
    pub is_ours: bool,
}

/// What the core leaves aside, because no consumer needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// The consumer's device and browser, by their names on the wire (protocol §1.6).
    pub client_properties: Vec<(String, String)>,
    /// The consumer's language.
    pub language: Option<String>,
    /// Visitor, session, page and whatever else the client told of the visit (protocol §3.1).
    pub visit: Vec<(String, String)>,
    /// Campaign and engagement.
    pub campaign: Vec<(String, String)>,
    /// Whether the consumer called their question answered.
    pub is_resolved: Option<bool>,
    /// What agents noted for each other.
    pub note: Option<String>,
    /// Who was suggested and has not accepted yet; their id.
    pub suggested: Option<String>,
}

/// One ring (protocol §6.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// Its id.
    pub id: String,
    /// The conversation that waits.
    pub conversation: String,
    /// Who waits in it.
    pub consumer: String,
    /// The skill it waits for; `-1` for any.
    pub skill: String,
    /// Whether it can be answered.
    pub is_waiting: bool,
    /// When it ends, in milliseconds since 1970 by the service's clock.
    pub expires_unix_ms: u64,
}

/// Reads one frame.
///
/// # Errors
/// When it is no frame at all.
pub fn read(text: &str) -> Result<Told, wire::DecodeError> {
    Ok(match Incoming::parse(text)? {
        Incoming::Response(answer) => Told::Answer(Answer {
            request: answer.request.as_str().to_owned(),
            code: answer.code,
            body: answer.body,
        }),
        Incoming::Notification(Notification::MessagingEvents { events, .. }) => {
            Told::Events(events)
        }
        Incoming::Notification(Notification::ConversationChange(told)) => {
            let frame = frame(text);
            let details = changes(&frame).map(|change| Details::read(&change["result"]));
            let conversations = told.changes.into_iter().zip(details);
            Told::Conversations(conversations.map(conversation).collect())
        }
        Incoming::Notification(Notification::Unknown(name)) => agents_own(&name, &frame(text)),
    })
}

/// The events of an answer to QueryMessages, whose body is their list (protocol §3.5).
pub fn history(answer: &Value) -> Vec<EventRecord> {
    let told = serde_json::json!({
        "kind": "notification",
        "type": "ms.MessagingEventNotification",
        "body": {"changes": answer},
    });
    match read(&told.to_string()) {
        Ok(Told::Events(events)) => events,
        _ => Vec::new(),
    }
}

fn frame(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// One or many (protocol §2.4), without what names no conversation and the core leaves out.
fn changes(frame: &Value) -> impl Iterator<Item = &Value> {
    one_or_many(&frame["body"]["changes"])
        .iter()
        .filter(|change| {
            let result = &change["result"];
            let of = &result["conversationDetails"];
            [&result["convId"], &of["convId"], &result["conversationId"]]
                .iter()
                .any(|id| !word(id).is_empty())
        })
}

fn one_or_many(value: &Value) -> &[Value] {
    match value {
        Value::Null => &[],
        Value::Array(elements) => elements,
        one => std::slice::from_ref(one),
    }
}

fn conversation((change, details): (Change, Details)) -> ConversationTold {
    let (conversation, is_ours) = match change {
        Change::Upsert(conversation) => (*conversation, true),
        Change::Delete(conversation) => (*conversation, false),
    };
    ConversationTold {
        conversation,
        details,
        is_ours,
    }
}

/// A text, or a number's digits.
pub(crate) fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(all) => all.iter().map(word).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn agents_own(name: &str, frame: &Value) -> Told {
    let changes = one_or_many(&frame["body"]["changes"]);
    let mut results = changes.iter().map(|change| &change["result"]);
    match name.rsplit('.').next() {
        Some("RoutingTaskNotification") => Told::Rings(
            results
                .flat_map(|result| {
                    let rings = one_or_many(&result["ringsDetails"]).iter();
                    rings.map(move |ring| Ring::read(ring, result))
                })
                .collect(),
        ),
        Some("AgentStateNotification") => {
            results
                .next_back()
                .map_or(Told::Unknown, |result| Told::AgentState {
                    agent: word(&result["agentUserId"]),
                    availability: word(&result["availability"]),
                })
        }
        _ => Told::Unknown,
    }
}

impl Ring {
    /// The members stand in the ring, around it, or in both (protocol §6.5).
    fn read(ring: &Value, around: &Value) -> Self {
        let member = |names: [&str; 2]| {
            let [inner, outer] = names;
            let inner = word(&ring[inner]);
            if inner.is_empty() {
                word(&around[outer])
            } else {
                inner
            }
        };
        Self {
            id: word(&ring["ringId"]),
            conversation: member(["convId", "conversationId"]),
            consumer: member(["consumerId", "consumerId"]),
            skill: member(["skillId", "skillId"]),
            is_waiting: ring["ringState"] == "WAITING",
            expires_unix_ms: ring["ringExpirationTs"].as_u64().unwrap_or_default(),
        }
    }
}

impl Details {
    fn read(result: &Value) -> Self {
        let of = match &result["conversationDetails"] {
            Value::Null => result,
            details => details,
        };
        let text = |value: &Value| Some(word(value)).filter(|text| !text.is_empty());
        let people = one_or_many(&of["dialogs"]);
        let people = people
            .iter()
            .flat_map(|dialog| one_or_many(&dialog["participantsDetails"]));
        let suggested = people
            .filter(|one| one["role"] == "ASSIGNED_AGENT" && one["state"] == "SUGGESTED")
            .find_map(|one| text(&one["id"]));
        let mut visit = pairs(&of["context"]);
        visit.retain(|(name, _)| !["clientProperties", "lang"].contains(&name.as_str()));
        Self {
            visit,
            client_properties: pairs(&of["context"]["clientProperties"]),
            language: text(&of["context"]["lang"]),
            campaign: pairs(&of["campaignInfo"]),
            is_resolved: of["csat"]["csatResolutionConfirmation"].as_bool(),
            note: text(&of["note"]),
            suggested,
        }
    }
}

/// The members of an object as words, without its type.
pub(crate) fn pairs(value: &Value) -> Vec<(String, String)> {
    let members = value.as_object().into_iter().flatten();
    members
        .filter(|(name, value)| *name != "type" && !value.is_null())
        .map(|(name, value)| (name.clone(), word(value)))
        .collect()
}
