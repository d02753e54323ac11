//! The complete state of one conversation (protocol §4.1).

use super::participants::{self, Participant, Role};
use crate::ids::{ConversationId, DialogId, ParticipantId, Sequence};
use crate::wire::json;
use crate::wire::json::Value;
use crate::wire::json::json;
use crate::wire::open_enum::open_enum;

open_enum! {
    /// `state` and `stage` of a conversation, `state` of a dialog.
    ConversationState {
        /// Messages can be published.
        Open = "OPEN",
        /// It has ended.
        Close = "CLOSE",
        /// Held by the service.
        Locked = "LOCKED",
    }
}

open_enum! {
    /// What a dialog is for.
    DialogType {
        /// The conversation proper; its id equals the conversation's.
        Main = "MAIN",
        /// The survey after it.
        PostSurvey = "POST_SURVEY",
    }
}

open_enum! {
    /// How soon an answer is due (§5.7).
    TtrType {
        /// As usual.
        Normal = "NORMAL",
        /// The consumer asked for haste.
        Urgent = "URGENT",
        /// The brand put it first.
        Prioritized = "PRIORITIZED",
        /// A time of the brand's own.
        Custom = "CUSTOM",
    }
}

/// Real conversations have a main dialog and a survey or two; each costs a subscription.
const MAX_DIALOGS: usize = 100;

/// Time to respond.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ttr {
    /// Its kind.
    pub kind: TtrType,
    /// Its length in seconds.
    pub secs: Option<u64>,
}

/// The rating a conversation carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Csat {
    /// 1 to 5, or 0 where it was skipped.
    pub rate: Option<i64>,
    /// `FILLED`, `SKIPPED`, …
    pub status: Option<String>,
}

/// One dialog of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialog {
    /// Its id.
    pub id: DialogId,
    /// What it is for.
    pub kind: DialogType,
    /// Whether it can be written in.
    pub state: ConversationState,
    /// When it began, in milliseconds since 1970.
    pub created_unix_ms: Option<u64>,
}

/// The complete state of one conversation, as an UPSERT tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// The main dialog's state.
    pub state: ConversationState,
    /// The whole conversation's state: open while any dialog is.
    pub stage: ConversationState,
    /// Who ended it: `CONSUMER`, `AGENT`, `SYSTEM`, `TIMEOUT`.
    pub close_reason: Option<String>,
    /// When it began, in milliseconds since 1970.
    pub started_unix_ms: Option<u64>,
    /// When it ended, in milliseconds since 1970.
    pub ended_unix_ms: Option<u64>,
    /// The stamp that tells a late notification from a newer one (§5.1).
    pub metadata_updated_unix_ms: Option<u64>,
    /// Everybody, whatever the shape it came in.
    pub participants: Vec<Participant>,
    /// The dialogs; never empty, as the main one is made up when none is listed.
    pub dialogs: Vec<Dialog>,
    /// The skill it waits for.
    pub skill_id: Option<String>,
    /// The rating, once given.
    pub csat: Option<Csat>,
    /// Time to respond.
    pub ttr: Option<Ttr>,
    /// By when a reply is due, in milliseconds since 1970. −1 on the wire is absent here.
    pub effective_ttr_unix_ms: Option<u64>,
    /// An estimate an agent set, in milliseconds since 1970; overrides the other (§5.7).
    pub manual_ettr_unix_ms: Option<u64>,
    /// Off hours until then, in milliseconds since 1970.
    pub delayed_until_unix_ms: Option<u64>,
    /// Where the newest message stood when this was told.
    pub last_message: Option<(DialogId, Sequence)>,
}

impl Conversation {
    /// A conversation of which only the id is known yet, as the answer to
    /// `ConsumerRequestConversation` tells no more.
    pub fn opened(id: ConversationId) -> Self {
        let main = DialogId::new(id.as_str());
        Self {
            id,
            state: ConversationState::Open,
            stage: ConversationState::Open,
            close_reason: None,
            started_unix_ms: None,
            ended_unix_ms: None,
            metadata_updated_unix_ms: None,
            participants: Vec::new(),
            dialogs: vec![Dialog {
                id: main,
                kind: DialogType::Main,
                state: ConversationState::Open,
                created_unix_ms: None,
            }],
            skill_id: None,
            csat: None,
            ttr: None,
            effective_ttr_unix_ms: None,
            manual_ettr_unix_ms: None,
            delayed_until_unix_ms: None,
            last_message: None,
        }
    }

    /// Reads the `result` of a change; none where it names no conversation.
    pub fn from_result(result: &Value) -> Option<Self> {
        let details = json::member(result, "conversationDetails").unwrap_or(result);
        let id = json::id(result, "convId", ConversationId::new)
            .or_else(|| json::id(details, "convId", ConversationId::new))
            .or_else(|| json::id(result, "conversationId", ConversationId::new))?;
        let mut conversation = Self::opened(id);
        conversation.read_states(details);
        conversation.read_dialogs(details);
        conversation.read_times(result, details);
        conversation.participants = participants::read(details, json::list(details, "dialogs"));
        conversation.skill_id = json::string(details, "skillId");
        conversation.csat = Self::read_csat(details);
        conversation.ttr = json::member(details, "ttr").map(|ttr| Ttr {
            kind: TtrType::from_word(&json::string(ttr, "ttrType").unwrap_or_default()),
            secs: json::unsigned(ttr, "value"),
        });
        conversation.last_message =
            json::member(result, "lastContentEventNotification").and_then(|last| {
                let dialog = json::id(last, "dialogId", DialogId::new);
                let main = || DialogId::new(conversation.id.as_str());
                let at = json::unsigned(last, "sequence").map(Sequence);
                Some((dialog.unwrap_or_else(main), at?))
            });
        Some(conversation)
    }

    fn read_states(&mut self, details: &Value) {
        let state =
            |name| json::string(details, name).map(|word| ConversationState::from_word(&word));
        self.state = state("state").unwrap_or(ConversationState::Open);
        // Single-dialog servers send no stage: then the dialog is the conversation.
        self.stage = state("stage").unwrap_or_else(|| self.state.clone());
        self.close_reason = json::string(details, "closeReason");
    }

    fn read_dialogs(&mut self, details: &Value) {
        let mut dialogs: Vec<Dialog> = Vec::new();
        let told = json::list(details, "dialogs").iter().take(MAX_DIALOGS);
        for dialog in told.filter_map(Dialog::from_value) {
            // A message is shown once, however often its dialog is named.
            if dialogs.iter().all(|other| other.id != dialog.id) {
                dialogs.push(dialog);
            }
        }
        if dialogs.is_empty() {
            self.dialogs[0].state = self.state.clone();
        } else {
            self.dialogs = dialogs;
        }
    }

    fn read_times(&mut self, result: &Value, details: &Value) {
        let time = |of, name| json::unsigned(of, name).filter(|&ms| ms > 0);
        self.started_unix_ms = time(details, "startTs");
        self.ended_unix_ms = time(details, "endTs");
        self.metadata_updated_unix_ms = time(details, "metaDataLastUpdateTs");
        self.effective_ttr_unix_ms =
            time(result, "effectiveTTR").or_else(|| time(details, "effectiveTTR"));
        self.manual_ettr_unix_ms = time(details, "manualETTR");
        self.delayed_until_unix_ms =
            json::member(details, "delay").and_then(|delay| time(delay, "tillWhen"));
    }

    /// Writes the conversation the way an UPSERT tells it, as far as it is worth keeping.
    pub fn to_result(&self) -> Value {
        let dialogs: Vec<_> = self.dialogs.iter().map(Dialog::to_value).collect();
        let people: Vec<_> = self
            .participants
            .iter()
            .map(Participant::to_value)
            .collect();
        let mut details = json!({
            "state": self.state.as_word(),
            "stage": self.stage.as_word(),
            "participants": people,
            "dialogs": dialogs,
        });
        json::put(&mut details, "closeReason", self.close_reason.clone());
        json::put(&mut details, "startTs", self.started_unix_ms);
        json::put(&mut details, "endTs", self.ended_unix_ms);
        json::put(
            &mut details,
            "metaDataLastUpdateTs",
            self.metadata_updated_unix_ms,
        );
        let csat = self
            .csat
            .as_ref()
            .map(|csat| json!({"csatRate": csat.rate, "status": csat.status.clone()}));
        json::put(&mut details, "csat", csat);
        json!({"convId": self.id.as_str(), "conversationDetails": details})
    }

    fn read_csat(details: &Value) -> Option<Csat> {
        // An object in one generation, a bare number in the other (§4.1).
        let csat = json::any_member(details, &["csat", "csatRate"])?;
        Some(if csat.is_object() {
            Csat {
                rate: json::integer(csat, "csatRate"),
                status: json::string(csat, "status"),
            }
        } else {
            Csat {
                rate: json::integer(details, "csatRate"),
                status: None,
            }
        })
    }

    /// Whether anything can still be written in it.
    pub fn is_open(&self) -> bool {
        self.stage == ConversationState::Open
    }

    /// The agent who answers now; one who was only suggested does not count.
    pub fn assigned_agent(&self) -> Option<&ParticipantId> {
        self.participants
            .iter()
            .find(|participant| participant.role == Role::AssignedAgent && participant.is_active)
            .map(|participant| &participant.id)
    }

    /// The dialog a message goes to: the main one, or a survey that runs after it.
    pub fn writable_dialog(&self) -> Option<&DialogId> {
        let open = |dialog: &&Dialog| dialog.state == ConversationState::Open;
        let main = |dialog: &&Dialog| dialog.kind == DialogType::Main;
        if !self.is_open() {
            return None;
        }
        let dialogs = || self.dialogs.iter().filter(open);
        dialogs()
            .find(main)
            .or_else(|| dialogs().next())
            .map(|dialog| &dialog.id)
    }
}

impl Dialog {
    fn from_value(value: &Value) -> Option<Self> {
        let word = |name| json::string(value, name);
        Some(Self {
            id: json::id(value, "dialogId", DialogId::new)?,
            kind: DialogType::from_word(word("dialogType").as_deref().unwrap_or("MAIN")),
            state: ConversationState::from_word(word("state").as_deref().unwrap_or("OPEN")),
            created_unix_ms: json::unsigned(value, "creationTs"),
        })
    }

    fn to_value(&self) -> Value {
        let mut dialog = json!({
            "dialogId": self.id.as_str(),
            "dialogType": self.kind.as_word(),
            "state": self.state.as_word(),
        });
        json::put(&mut dialog, "creationTs", self.created_unix_ms);
        dialog
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn dialogs_told(dialogs: &Value) -> usize {
        let result = json!({"convId": "c1", "dialogs": dialogs});
        Conversation::from_result(&result).unwrap().dialogs.len()
    }

    #[test]
    fn a_dialog_that_is_named_twice_is_one() {
        let twice = json!([{"dialogId": "c1"}, {"dialogId": "c2"}, {"dialogId": "c1"}]);
        assert_eq!(dialogs_told(&twice), 2);
    }

    #[test]
    fn an_absurd_list_of_dialogs_is_cut() {
        let many: Vec<_> = (0..10_000).map(|id| json!({"dialogId": id})).collect();
        assert_eq!(dialogs_told(&many.into()), MAX_DIALOGS);
    }
}
