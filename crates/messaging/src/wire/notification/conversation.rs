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
        /// Messages can be published; also where nothing is said.
        #[default]
        Open = "OPEN",
        /// It has ended.
        Close = "CLOSE",
        /// Held by the service.
        Locked = "LOCKED",
    }
}

open_enum! {
    /// What a dialog is for.
    #[derive(Default)]
    DialogType {
        /// The conversation proper; its id equals the conversation's. Also where nothing is said.
        #[default]
        Main = "MAIN",
        /// The survey after it.
        PostSurvey = "POST_SURVEY",
    }
}

open_enum! {
    /// `closeReason`: who ended a conversation (§4.1).
    CloseReason {
        /// The consumer.
        Consumer = "CONSUMER",
        /// An agent.
        Agent = "AGENT",
        /// The service.
        System = "SYSTEM",
        /// Nobody: it was silent for too long.
        Timeout = "TIMEOUT",
    }
}

open_enum! {
    /// How soon an answer is due (§5.7).
    #[derive(Default)]
    TtrType {
        /// As usual; also where nothing is said.
        #[default]
        Normal = "NORMAL",
        /// The consumer asked for haste.
        Urgent = "URGENT",
        /// The brand put it first.
        Prioritized = "PRIORITIZED",
        /// A time of the brand's own.
        Custom = "CUSTOM",
    }
}

/// Time to respond.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Ttr {
    /// Its kind.
    #[serde(rename = "ttrType", deserialize_with = "lenient::or_default")]
    pub kind: TtrType,
    /// Its length in seconds.
    #[serde(rename = "value", deserialize_with = "lenient::optional")]
    pub secs: Option<u64>,
}

/// The rating a conversation carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Csat {
    /// 1 to 5, or 0 where it was skipped.
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
    /// What it is for.
    #[serde(rename = "dialogType")]
    pub kind: DialogType,
    /// Whether it can be written in.
    pub state: ConversationState,
    /// When it began, in milliseconds since 1970.
    #[serde(rename = "creationTs", skip_serializing_if = "Option::is_none")]
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
    /// Who ended it.
    pub close_reason: Option<CloseReason>,
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
        // Where there are no details around it, the members stand in the result itself.
        let details = lenient::present(result, "conversationDetails").unwrap_or(result);
        let details: ConversationDetails = lenient::read(details).unwrap_or_default();
        lenient::read::<ConversationResult>(result)?.with(details)
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

    /// The main dialog, if it can be written in.
    pub fn open_main_dialog(&self) -> Option<&DialogId> {
        self.open_dialog(&DialogType::Main)
    }

    /// The dialog in which a bot asks how it was, after the main one has ended (§5.6).
    pub fn survey_dialog(&self) -> Option<&DialogId> {
        let survey = self.open_dialog(&DialogType::PostSurvey);
        survey.filter(|_| self.open_main_dialog().is_none())
    }

    fn open_dialog(&self, kind: &DialogType) -> Option<&DialogId> {
        let is_it = |one: &&Dialog| one.kind == *kind && one.state == ConversationState::Open;
        let dialogs = self.is_open().then_some(&self.dialogs)?;
        Some(&dialogs.iter().find(is_it)?.id)
    }

    /// Whether a bot asks, or asked, how it was.
    pub fn has_survey_dialog(&self) -> bool {
        let mut dialogs = self.dialogs.iter();
        dialogs.any(|dialog| dialog.kind == DialogType::PostSurvey)
    }

    /// Whether a dialog of it can be written in.
    pub fn is_dialog_open(&self, dialog: &DialogId) -> bool {
        let is_it = |one: &Dialog| one.id == *dialog && one.state == ConversationState::Open;
        self.is_open() && self.dialogs.iter().any(is_it)
    }

    /// The dialog a message goes to: the main one, or a survey that runs after it.
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

/// The way an UPSERT tells it, as far as it is worth keeping.
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
