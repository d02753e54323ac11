//! One published event, as MessagingEventNotification and
//! OnlineEventDistribution tell it (protocol §4.2).

use super::participants::Role;
use crate::ids::{ConversationId, DialogId, ParticipantId, Sequence};
use crate::wire::event::MessagingEvent;
use crate::wire::json;
use crate::wire::json::Value;
use crate::wire::json::json;
use crate::wire::open_enum::open_enum;

/// How deep the parts of an event may lie in each other. A frame may be deeper than
/// what is kept of it, and a kept text that is too deep could not be read back
/// at all: one message would cost the outbox.
const MAX_DEPTH: usize = 64;

open_enum! {
    /// Who may see an event.
    MessageAudience {
        /// Everybody.
        All = "ALL",
        /// Not the consumer: hidden should it ever arrive (§4.2).
        AgentsAndManagers = "AGENTS_AND_MANAGERS",
    }
}

/// Who published an event, in every spelling that came (protocol §5.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Originator {
    /// The ids given; more than one where the generations differ. The one best suited to ask the public profile for comes first.
    pub ids: Vec<ParticipantId>,
    /// What they are in the conversation.
    pub role: Option<Role>,
}

/// One event of a dialog with everything around it.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRecord {
    /// Its place in the dialog; chat states have none.
    pub sequence: Option<Sequence>,
    /// The dialog it belongs to.
    pub dialog: Option<DialogId>,
    /// Its conversation; absent in replayed history.
    pub conversation: Option<ConversationId>,
    /// Who published it.
    pub originator: Originator,
    /// When the server stored it, in milliseconds since 1970; for showing only (§5.1).
    pub server_unix_ms: Option<u64>,
    /// Who may see it.
    pub audience: MessageAudience,
    /// Opaque, echoed unchanged (§7.7).
    pub metadata: Option<Value>,
    /// What was published.
    pub event: MessagingEvent,
}

impl Originator {
    const ID_SPELLINGS: [&str; 3] = ["originatorPId", "originatorPid", "originatorId"];

    fn write_into(&self, record: &mut Value) {
        let mut ids = self.ids.iter().map(ParticipantId::as_str);
        let mut metadata = json!({});
        json::put(&mut metadata, "id", ids.next());
        json::put(&mut metadata, "role", self.role.as_ref().map(Role::as_word));
        json::put(record, "originatorMetadata", Some(metadata));
        // In the order they are read in, so that none is lost: any may be the consumer's.
        for (name, id) in Self::ID_SPELLINGS.iter().zip(ids) {
            json::put(record, name, Some(id));
        }
    }

    fn from_value(record: &Value) -> Self {
        let metadata = json::member(record, "originatorMetadata").unwrap_or(&Value::Null);
        let mut ids = Vec::new();
        let spelled = Self::ID_SPELLINGS.iter().map(|name| (record, *name));
        for (of, name) in core::iter::once((metadata, "id")).chain(spelled) {
            if let Some(id) = json::id(of, name, ParticipantId::new)
                && !ids.contains(&id)
            {
                ids.push(id);
            }
        }
        let role = json::string(metadata, "role").map(|word| Role::from_word(&word));
        Self { ids, role }
    }
}

impl EventRecord {
    /// Reads every event of a notification's body, whether it holds `changes`
    /// or is one event itself (§8.2, row 7). One that cannot be read does not
    /// stop the others.
    pub(crate) fn all_from_body(body: &Value) -> Vec<Self> {
        if json::member(body, "event").is_some() {
            return Self::from_value(body, body).into_iter().collect();
        }
        json::list(body, "changes")
            .iter()
            .filter_map(|change| Self::from_value(change, body))
            .collect()
    }

    /// Reads one event; `around` is asked for what the event itself leaves out.
    pub(crate) fn from_value(record: &Value, around: &Value) -> Option<Self> {
        let unshowable = json!({});
        let event = json::member(record, "event")?;
        let event = if json::is_deeper(event, MAX_DEPTH) {
            &unshowable
        } else {
            event
        };
        let dialog = |of| json::id(of, "dialogId", DialogId::new);
        let event = MessagingEvent::from_value(event);
        Some(Self {
            // A chat state's `sequence: 0` is no place in the dialog (§8.3, point 9).
            sequence: (!matches!(event, MessagingEvent::ChatState(_)))
                .then(|| json::member(record, "sequence").and_then(json::sequence))
                .flatten(),
            dialog: dialog(record).or_else(|| dialog(around)),
            conversation: json::id(record, "conversationId", ConversationId::new),
            originator: Originator::from_value(record),
            server_unix_ms: json::unsigned(record, "serverTimestamp"),
            audience: MessageAudience::from_word(
                json::string(record, "messageAudience")
                    .as_deref()
                    .unwrap_or("ALL"),
            ),
            metadata: json::member(record, "metadata")
                .filter(|metadata| !json::is_deeper(metadata, MAX_DEPTH))
                .cloned(),
            event,
        })
    }

    /// Writes the event the way the second generation does, for keeping it.
    pub fn to_value(&self) -> Value {
        let mut record = json!({"event": self.event.to_value()});
        json::put(
            &mut record,
            "sequence",
            self.sequence.map(|sequence| sequence.0),
        );
        json::put(
            &mut record,
            "dialogId",
            self.dialog.as_ref().map(DialogId::as_str),
        );
        json::put(&mut record, "serverTimestamp", self.server_unix_ms);
        json::put(&mut record, "metadata", self.metadata.clone());
        if self.audience != MessageAudience::All {
            json::put(
                &mut record,
                "messageAudience",
                Some(self.audience.as_word()),
            );
        }
        self.originator.write_into(&mut record);
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn again(record: &EventRecord) -> EventRecord {
        EventRecord::from_value(&record.to_value(), &Value::Null).unwrap()
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
    fn what_is_too_deep_to_be_kept_is_kept_as_something_unknown() {
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
