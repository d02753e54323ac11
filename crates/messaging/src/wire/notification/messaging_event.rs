//! A published event, as MessagingEventNotification and OnlineEventDistribution contain it
//! (protocol §4.2).

use super::participants::Role;
use crate::ids::{ConversationId, DialogId, ParticipantId, Sequence};
use crate::wire::event::MessagingEvent;
use crate::wire::lenient;
use crate::wire::open_enum::open_enum;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

/// The largest nesting depth of an event. A frame may be nested more deeply than a stored text.
/// A stored text that is too deep could not be read at all, so one message would lose the
/// outbox.
const MAX_DEPTH: usize = 64;

open_enum! {
    /// Who may see an event.
    #[derive(Default)]
    MessageAudience {
        /// Everybody. The default.
        #[default]
        All = "ALL",
        /// Agents and managers only. The consumer must not see it (§4.2).
        AgentsAndManagers = "AGENTS_AND_MANAGERS",
    }
}

/// The author of an event, in every spelling received (protocol §5.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Originator {
    /// All ids received. There are several if the generations differ. The one for requesting
    /// the public profile comes first.
    pub ids: Vec<ParticipantId>,
    /// The role in the conversation.
    pub role: Option<Role>,
}

/// One event of a dialog with its metadata.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRecord {
    /// Its sequence number. Chat states have none.
    pub sequence: Option<Sequence>,
    /// Its dialog.
    pub dialog: Option<DialogId>,
    /// Its conversation. Absent in histories.
    pub conversation: Option<ConversationId>,
    /// Its author.
    pub originator: Originator,
    /// When the server stored it, in milliseconds since 1970. For display only (§5.1).
    pub server_unix_ms: Option<u64>,
    /// Who may see it.
    pub audience: MessageAudience,
    /// Opaque data, returned unchanged (§7.7).
    pub metadata: Option<Value>,
    /// The published event.
    pub event: MessagingEvent,
}

/// An event as it is sent and stored, in the form of the second generation. Members of several
/// shapes are read separately.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    #[serde(skip_deserializing)]
    event: Option<&'a MessagingEvent>,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    sequence: Option<Sequence>,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    dialog_id: Option<DialogId>,
    #[serde(deserialize_with = "lenient::optional", skip_serializing)]
    conversation_id: Option<ConversationId>,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    server_timestamp: Option<u64>,
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a Value>,
    #[serde(
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "MessageAudience::is_all"
    )]
    message_audience: MessageAudience,
    #[serde(deserialize_with = "lenient::or_default")]
    originator_metadata: OriginatorMetadata,
    #[serde(
        rename = "originatorPId",
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    originator_p_id: Option<ParticipantId>,
    #[serde(
        rename = "originatorPid",
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    originator_pid: Option<ParticipantId>,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    originator_id: Option<ParticipantId>,
}

#[derive(Default, Deserialize, Serialize)]
struct OriginatorMetadata {
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    id: Option<ParticipantId>,
    #[serde(
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    role: Option<Role>,
}

impl MessageAudience {
    fn is_all(&self) -> bool {
        *self == Self::All
    }
}

impl Record<'_> {
    fn take_originator(&mut self) -> Originator {
        let told = core::mem::take(&mut self.originator_metadata);
        let spelled = [
            told.id,
            self.originator_p_id.take(),
            self.originator_pid.take(),
            self.originator_id.take(),
        ];
        let mut ids = Vec::new();
        for id in spelled.into_iter().flatten() {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let role = told.role;
        Originator { ids, role }
    }
}

impl EventRecord {
    /// Reads all events of a notification's body. The body either contains `changes` or is a
    /// single event (§8.2, row 7). Unreadable events are skipped.
    pub(crate) fn all_from_body(body: &Value) -> Vec<Self> {
        if lenient::present(body, "event").is_some() {
            return Self::from_value(body, body).into_iter().collect();
        }
        lenient::elements(body, "changes")
            .iter()
            .filter_map(|change| Self::from_value(change, body))
            .collect()
    }

    /// Reads one event. Members that it lacks are taken from `around`.
    pub(crate) fn from_value(record: &Value, around: &Value) -> Option<Self> {
        let event = lenient::present(record, "event")?;
        let metadata = lenient::present(record, "metadata");
        let metadata = metadata.filter(|metadata| !lenient::is_deeper(metadata, MAX_DEPTH));
        let mut record: Record<'_> = lenient::read(record)?;
        let event = if lenient::is_deeper(event, MAX_DEPTH) {
            MessagingEvent::Unknown(Value::Object(Map::new()))
        } else {
            MessagingEvent::from_value(event)
        };
        let is_stored = !matches!(event, MessagingEvent::ChatState(_));
        Some(Self {
            // A chat state's `sequence: 0` is not a sequence number in the dialog (§8.3, point
            // 9).
            sequence: record.sequence.filter(|_| is_stored),
            originator: record.take_originator(),
            dialog: (record.dialog_id).or_else(|| lenient::member(around, "dialogId")),
            conversation: record.conversation_id,
            server_unix_ms: record.server_timestamp,
            audience: record.message_audience,
            metadata: metadata.cloned(),
            event,
        })
    }
}

/// Serialises it in the form of the second generation, to be stored.
impl Serialize for EventRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut ids = self.originator.ids.iter().cloned();
        let record = Record {
            event: Some(&self.event),
            sequence: self.sequence,
            dialog_id: self.dialog.clone(),
            conversation_id: None,
            server_timestamp: self.server_unix_ms,
            metadata: self.metadata.as_ref(),
            message_audience: self.audience.clone(),
            // The ids are written in the order they are read in. None may be lost, because any
            // of them may be the consumer's.
            originator_metadata: OriginatorMetadata {
                id: ids.next(),
                role: self.originator.role.clone(),
            },
            originator_p_id: ids.next(),
            originator_pid: ids.next(),
            originator_id: ids.next(),
        };
        record.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn again(record: &EventRecord) -> EventRecord {
        EventRecord::from_value(&serde_json::to_value(record).unwrap(), &Value::Null).unwrap()
    }

    #[test]
    fn every_id_of_an_originator_is_kept() {
        let record = EventRecord::from_value(
            &json!({"event": {}, "originatorMetadata": {"id": "a", "role": "READER"},
                "originatorPId": "b", "originatorPid": "c", "originatorId": "d"}),
            &Value::Null,
        )
        .unwrap();
        assert_eq!(record.originator.ids.len(), 4);
        assert_eq!(again(&record), record);
    }

    #[test]
    fn an_event_that_is_too_deep_is_stored_as_unknown() {
        let depth = |levels: usize| -> Value {
            let text = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
            serde_json::from_str(&text).unwrap()
        };
        let record = |levels| {
            let content = json!({"type": "RichContentEvent", "content": depth(levels)});
            let record = json!({"event": content, "metadata": depth(levels)});
            EventRecord::from_value(&record, &Value::Null).unwrap()
        };
        assert!(matches!(record(63).event, MessagingEvent::Content { .. }));
        assert_eq!(record(64).event, MessagingEvent::Unknown(json!({})));
        assert_eq!(record(65).metadata, None);
        assert_eq!(again(&record(64)), record(64));
    }
}
