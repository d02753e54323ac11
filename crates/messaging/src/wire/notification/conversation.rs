//! The complete state of one conversation (protocol §4.1).

use super::conversation_details::{ConversationDetails, ConversationResult};
use super::participants::{Participant, Role};
use crate::ids::{ConversationId, DialogId, ParticipantId, Sequence};
use crate::wire::lenient;
use crate::wire::open_enum::open_enum;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

open_enum! {
    /// `state` and `stage` of a conversation, `state` of a dialog.
    #[derive(Default)]
    ConversationState {
        /// Messages can be published. The default.
        #[default]
        Open = "OPEN",
        /// It has ended.
        Close = "CLOSE",
        /// The service has locked it.
        Locked = "LOCKED",
    }
}

open_enum! {
    /// The purpose of a dialog.
    #[derive(Default)]
    DialogType {
        /// The main dialog; its id equals the conversation's. The default.
        #[default]
        Main = "MAIN",
        /// The survey after the conversation.
        PostSurvey = "POST_SURVEY",
    }
}

open_enum! {
    /// `closeReason`: who closed a conversation (§4.1).
    CloseReason {
        /// The consumer.
        Consumer = "CONSUMER",
        /// An agent.
        Agent = "AGENT",
        /// The service.
        System = "SYSTEM",
        /// Nobody: the conversation was inactive for too long.
        Timeout = "TIMEOUT",
    }
}

open_enum! {
    /// The type of a response time (§5.7).
    #[derive(Default)]
    TtrType {
        /// Normal. The default.
        #[default]
        Normal = "NORMAL",
        /// The consumer marked the conversation as urgent.
        Urgent = "URGENT",
        /// The brand prioritised it.
        Prioritized = "PRIORITIZED",
        /// The brand set another response time.
        Custom = "CUSTOM",
    }
}

/// The response time of a conversation (TTR, time to respond).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Ttr {
    /// Its kind.
    #[serde(rename = "ttrType", deserialize_with = "lenient::or_default")]
    pub kind: TtrType,
    /// The response time, in seconds.
    #[serde(rename = "value", deserialize_with = "lenient::optional")]
    pub secs: Option<u64>,
}

/// The rating of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Csat {
    /// 1 to 5, or 0 if the survey was skipped.
    #[serde(rename = "csatRate", deserialize_with = "lenient::optional")]
    pub rate: Option<i64>,
    /// `FILLED`, `SKIPPED`, …
    #[serde(deserialize_with = "lenient::optional")]
    pub status: Option<String>,
}

/// One dialog of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dialog {
    /// Its id.
    #[serde(rename = "dialogId")]
    pub id: DialogId,
    /// Its purpose.
    #[serde(rename = "dialogType")]
    pub kind: DialogType,
    /// Whether messages can be published in it.
    pub state: ConversationState,
    /// When it was created, in milliseconds since 1970.
    #[serde(rename = "creationTs", skip_serializing_if = "Option::is_none")]
    pub created_unix_ms: Option<u64>,
}

/// The complete state of one conversation, as an UPSERT contains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// The main dialog's state.
    pub state: ConversationState,
    /// The state of the whole conversation. It is open while any dialog is.
    pub stage: ConversationState,
    /// The side that closed the conversation.
    pub close_reason: Option<CloseReason>,
    /// When it started, in milliseconds since 1970.
    pub started_unix_ms: Option<u64>,
    /// When it ended, in milliseconds since 1970.
    pub ended_unix_ms: Option<u64>,
    /// The time of the last metadata update. It shows whether a notification is outdated
    /// (§5.1).
    pub metadata_updated_unix_ms: Option<u64>,
    /// The participants, from whichever form the server used.
    pub participants: Vec<Participant>,
    /// The dialogs; never empty. If none is listed, it contains the main dialog.
    pub dialogs: Vec<Dialog>,
    /// The assigned skill.
    pub skill_id: Option<String>,
    /// The rating, if there is one.
    pub csat: Option<Csat>,
    /// The response time.
    pub ttr: Option<Ttr>,
    /// When a reply is due, in milliseconds since 1970. None if the wire value is −1.
    pub effective_ttr_unix_ms: Option<u64>,
    /// An agent's own estimate, in milliseconds since 1970. It replaces the other one (§5.7).
    pub manual_ettr_unix_ms: Option<u64>,
    /// Off hours end at this time, in milliseconds since 1970.
    pub delayed_until_unix_ms: Option<u64>,
    /// The dialog and sequence number of the newest message at the time of the notification.
    pub last_message: Option<(DialogId, Sequence)>,
}

impl Conversation {
    /// A conversation of which only the id is known. The response to
    /// `ConsumerRequestConversation` contains nothing else.
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

    /// Reads the `result` of a change. None if it contains no conversation id.
    pub fn from_result(result: &Value) -> Option<Self> {
        // Without `conversationDetails`, the members are in the result itself.
        let details = lenient::present(result, "conversationDetails").unwrap_or(result);
        let details: ConversationDetails = lenient::read(details).unwrap_or_default();
        lenient::read::<ConversationResult>(result)?.with(details)
    }

    /// Whether messages can still be published in any dialog.
    pub fn is_open(&self) -> bool {
        self.stage == ConversationState::Open
    }

    /// The assigned agent. An agent who was only suggested does not count.
    pub fn assigned_agent(&self) -> Option<&ParticipantId> {
        self.participants
            .iter()
            .find(|participant| participant.role == Role::AssignedAgent && participant.is_active)
            .map(|participant| &participant.id)
    }

    /// The main dialog, if it is open.
    pub fn open_main_dialog(&self) -> Option<&DialogId> {
        self.open_dialog(&DialogType::Main)
    }

    /// The dialog of a bot's survey, if it is open and the main dialog has ended (§5.6).
    pub fn survey_dialog(&self) -> Option<&DialogId> {
        let survey = self.open_dialog(&DialogType::PostSurvey);
        survey.filter(|_| self.open_main_dialog().is_none())
    }

    fn open_dialog(&self, kind: &DialogType) -> Option<&DialogId> {
        let is_it = |one: &&Dialog| one.kind == *kind && one.state == ConversationState::Open;
        let dialogs = self.is_open().then_some(&self.dialogs)?;
        Some(&dialogs.iter().find(is_it)?.id)
    }

    /// Whether there is a survey dialog, open or ended.
    pub fn has_survey_dialog(&self) -> bool {
        let mut dialogs = self.dialogs.iter();
        dialogs.any(|dialog| dialog.kind == DialogType::PostSurvey)
    }

    /// Whether messages can be published in this dialog.
    pub fn is_dialog_open(&self, dialog: &DialogId) -> bool {
        let is_it = |one: &Dialog| one.id == *dialog && one.state == ConversationState::Open;
        self.is_open() && self.dialogs.iter().any(is_it)
    }

    /// The dialog that new messages go to: the main dialog, or else a survey after it.
    pub fn writable_dialog(&self) -> Option<&DialogId> {
        let open = |dialog: &&Dialog| dialog.state == ConversationState::Open;
        if !self.is_open() {
            return None;
        }
        let any = || Some(&self.dialogs.iter().find(open)?.id);
        self.open_main_dialog().or_else(any)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeptResult<'a> {
    conv_id: &'a ConversationId,
    conversation_details: KeptDetails<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeptDetails<'a> {
    state: &'a ConversationState,
    stage: &'a ConversationState,
    participants: &'a [Participant],
    dialogs: &'a [Dialog],
    #[serde(skip_serializing_if = "Option::is_none")]
    close_reason: Option<&'a CloseReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_ts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_ts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta_data_last_update_ts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    csat: Option<&'a Csat>,
}

/// Serialises it like an UPSERT, with the members that are worth storing.
impl Serialize for Conversation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kept = KeptResult {
            conv_id: &self.id,
            conversation_details: KeptDetails {
                state: &self.state,
                stage: &self.stage,
                participants: &self.participants,
                dialogs: &self.dialogs,
                close_reason: self.close_reason.as_ref(),
                start_ts: self.started_unix_ms,
                end_ts: self.ended_unix_ms,
                meta_data_last_update_ts: self.metadata_updated_unix_ms,
                csat: self.csat.as_ref(),
            },
        };
        kept.serialize(serializer)
    }
}
