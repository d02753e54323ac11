//! The frames of an agent's socket (protocol §4, §6.5, §6.6). Rings and agents' states are parsed
//! here, because only agents receive them. Everything else is parsed by the core.

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
        Self {
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read_notification(name: &str, body: &Value) -> Received {
        let frame = json!({"kind": "notification", "type": name, "body": body});
        read(&frame.to_string()).unwrap()
    }

    #[test]
    fn the_fields_of_a_ring_are_read_from_inside_or_around_it() {
        let inside = json!({"ringId": "r1", "ringState": "WAITING", "ringExpirationTs": 72_000,
            "convId": "c1", "consumerId": "u1", "skillId": "-1"});
        let around = json!({"ringId": "r1", "ringState": "WAITING", "ringExpirationTs": 72_000});
        let bodies = [
            json!({"changes": [{"type": "UPSERT", "result": {"ringsDetails": [inside]}}]}),
            json!({"changes": {"result": {"ringsDetails": around, "conversationId": "c1", "consumerId": "u1", "skillId": -1}}}),
        ];
        let ring = Ring {
            id: "r1".to_owned(),
            conversation: "c1".to_owned(),
            consumer: "u1".to_owned(),
            skill: "-1".to_owned(),
            is_waiting: true,
            expires_unix_ms: 72_000,
        };
        for body in bodies {
            let received = read_notification(".ams.routing.RoutingTaskNotification", &body);
            assert_eq!(received, Received::Rings(vec![ring.clone()]));
        }
    }

    #[test]
    fn an_agents_state_is_read() {
        let result = json!({"agentUserId": "acct.777", "availability": "AWAY"});
        let body = json!({"changes": [{"type": "UPSERT", "result": result}]});
        let expected = Received::AgentState {
            agent: "acct.777".to_owned(),
            availability: "AWAY".to_owned(),
        };
        assert_eq!(
            read_notification(".ams.routing.AgentStateNotification", &body),
            expected
        );
    }

    #[test]
    fn a_conversation_has_the_details_that_only_agents_see() {
        let details = json!({
            "state": "OPEN", "stage": "OPEN", "note": "Calls back", "campaignInfo": {"campaignId": 9},
            "context": {"lang": "de-DE", "clientProperties": {"type": ".ClientProperties", "os": "LINUX", "features": ["RICH_CONTENT", "MULTI_DIALOG"]}},
            "dialogs": [{"dialogId": "c1", "participantsDetails": [{"id": "p1", "role": "ASSIGNED_AGENT", "state": "SUGGESTED"}]}],
        });
        let nameless = json!({"type": "UPSERT", "result": {}});
        let named =
            json!({"type": "DELETE", "result": {"convId": "c1", "conversationDetails": details}});
        let received = read_notification(
            ".ams.aam.ExConversationChangeNotification",
            &json!({"changes": [nameless, named]}),
        );
        let Received::Conversations(all) = received else {
            panic!("{received:?}");
        };
        let [one] = &all[..] else {
            panic!("{all:?}");
        };
        assert_eq!(one.conversation.id.as_str(), "c1");
        assert!(!one.is_ours);
        let of = &one.details;
        assert_eq!(of.language.as_deref(), Some("de-DE"));
        assert_eq!(of.note.as_deref(), Some("Calls back"));
        assert_eq!(of.suggested.as_deref(), Some("p1"));
        assert_eq!(of.campaign, [("campaignId".to_owned(), "9".to_owned())]);
        let features = (
            "features".to_owned(),
            "RICH_CONTENT, MULTI_DIALOG".to_owned(),
        );
        assert!(of.client_properties.contains(&features), "{of:?}");
    }

    #[test]
    fn a_queried_history_is_a_list_of_events() {
        let event = json!({"sequence": 4, "dialogId": "c1", "event": {"type": "ContentEvent", "contentType": "text/plain", "message": "Hi"}});
        let events = history(&json!([event]));
        assert_eq!(events[0].sequence.map(|sequence| sequence.0), Some(4));
    }

    #[test]
    fn unknown_notifications_are_ignored() {
        assert_eq!(
            read_notification("new.Notification", &json!({})),
            Received::Unknown
        );
        assert!(read("[]").is_err());
    }
}
