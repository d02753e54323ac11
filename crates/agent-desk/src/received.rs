//! The frames of an agent's socket (protocol §4, §6.5, §6.6). Rings and agents' states are parsed
//! here, because only agents receive them. Everything else is parsed by the core.

#[cfg(test)]
mod tests;

use hailer_messaging::wire::{self, Change, Conversation, EventRecord, Incoming, Notification};
use serde_json::Value;

/// A frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Received {
    /// The response to a request.
    Answer(Answer),
    /// The conversation list, or changes of it.
    Conversations(Vec<ConversationUpdate>),
    /// Events of dialogs.
    Events(Vec<EventRecord>),
    /// New or changed rings.
    Rings(Vec<Ring>),
    /// An agent's availability.
    AgentState {
        /// `acct.number`.
        agent: String,
        /// The availability in the protocol.
        availability: String,
    },
    /// A frame that the desk does not use.
    Unknown,
}

/// The response to a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The request's id.
    pub request: String,
    /// The status code, as in HTTP.
    pub code: u16,
    /// The body, or null.
    pub body: Value,
}

/// A conversation of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversationUpdate {
    /// The part that consumers also receive.
    pub conversation: Conversation,
    /// The details that only agents see.
    pub details: Details,
    /// Whether it still matches the subscription. False means that it was transferred.
    pub is_ours: bool,
}

/// The details that the core does not parse, because consumers do not need them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// The consumer's device and browser, by their names in the protocol (§1.6).
    pub client_properties: Vec<(String, String)>,
    /// The consumer's language.
    pub language: Option<String>,
    /// The rest of the context: visitor, session, page and others (protocol §3.1).
    pub visit: Vec<(String, String)>,
    /// Campaign and engagement.
    pub campaign: Vec<(String, String)>,
    /// Whether the consumer's question is resolved, by their rating.
    pub is_resolved: Option<bool>,
    /// The agents' note.
    pub note: Option<String>,
    /// The id of the agent who was asked to take over and has not accepted yet.
    pub suggested: Option<String>,
}

/// A ring (protocol §6.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// The ring's id.
    pub id: String,
    /// The conversation's id.
    pub conversation: String,
    /// The consumer's id.
    pub consumer: String,
    /// The skill's id; `-1` for any.
    pub skill: String,
    /// Whether it waits for an answer.
    pub is_waiting: bool,
    /// The deadline in milliseconds since 1970, by the service's clock.
    pub expires_unix_ms: u64,
}

/// Parses a frame.
///
/// # Errors
/// If it is not a frame.
pub fn read(text: &str) -> Result<Received, wire::DecodeError> {
    Ok(match Incoming::parse(text)? {
        Incoming::Response(answer) => Received::Answer(Answer {
            request: answer.request.as_str().to_owned(),
            code: answer.code,
            body: answer.body,
        }),
        Incoming::Notification(Notification::MessagingEvents { events, .. }) => {
            Received::Events(events)
        }
        Incoming::Notification(Notification::ConversationChange(notification)) => {
            let frame = frame(text);
            let details = changes(&frame).map(|change| Details::read(&change["result"]));
            let conversations = notification.changes.into_iter().zip(details);
            Received::Conversations(conversations.map(conversation).collect())
        }
        Incoming::Notification(Notification::Unknown(name)) => {
            agent_notification(&name, &frame(text))
        }
    })
}

/// The events of a response to QueryMessages, whose body is a list of events (protocol §3.5).
pub fn history(answer: &Value) -> Vec<EventRecord> {
    let notification = serde_json::json!({
        "kind": "notification",
        "type": "ms.MessagingEventNotification",
        "body": {"changes": answer},
    });
    match read(&notification.to_string()) {
        Ok(Received::Events(events)) => events,
        _ => Vec::new(),
    }
}

fn frame(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// The changes of a frame, which may be a list or a single one (protocol §2.4). Like the core,
/// skips changes without a conversation id.
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

fn conversation((change, details): (Change, Details)) -> ConversationUpdate {
    let (conversation, is_ours) = match change {
        Change::Upsert(conversation) => (*conversation, true),
        Change::Delete(conversation) => (*conversation, false),
    };
    ConversationUpdate {
        conversation,
        details,
        is_ours,
    }
}

/// A value as text.
pub(crate) fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(all) => all.iter().map(word).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn agent_notification(name: &str, frame: &Value) -> Received {
    let changes = one_or_many(&frame["body"]["changes"]);
    let mut results = changes.iter().map(|change| &change["result"]);
    match name.rsplit('.').next() {
        Some("RoutingTaskNotification") => Received::Rings(
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
                .map_or(Received::Unknown, |result| Received::AgentState {
                    agent: word(&result["agentUserId"]),
                    availability: word(&result["availability"]),
                })
        }
        _ => Received::Unknown,
    }
}

impl Ring {
    /// Parses a ring. Its fields are inside the ring, around it, or both (protocol §6.5).
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

/// The members of an object as text, without `type`.
pub(crate) fn pairs(value: &Value) -> Vec<(String, String)> {
    let members = value.as_object().into_iter().flatten();
    members
        .filter(|(name, value)| *name != "type" && !value.is_null())
        .map(|(name, value)| (name.clone(), word(value)))
        .collect()
}
