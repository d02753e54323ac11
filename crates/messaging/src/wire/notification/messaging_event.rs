//! One published event, as MessagingEventNotification and
//! OnlineEventDistribution tell it (protocol §4.2).

use super::participants::Role;
use crate::ids::{ConversationId, DialogId, ParticipantId, Sequence};
use crate::wire::event::MessagingEvent;
use crate::wire::json;
use crate::wire::open_enum::open_enum;
use serde_json::{Value, json};

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
        let event = json::member(record, "event")?;
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
            metadata: json::member(record, "metadata").cloned(),
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
        let mut ids = self.originator.ids.iter().map(ParticipantId::as_str);
        let mut metadata = json!({});
        json::put(&mut metadata, "id", ids.next());
        json::put(
            &mut metadata,
            "role",
            self.originator.role.as_ref().map(Role::as_word),
        );
        json::put(&mut record, "originatorMetadata", Some(metadata));
        json::put(&mut record, "originatorId", ids.next());
        record
    }
}
