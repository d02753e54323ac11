//! UpdateConversationField: closing, rating and urgency (protocol §3.7).

use super::{Request, RequestType};
use crate::ids::{ConversationId, DialogId};
use crate::wire::notification::{ConversationState, TtrType};
use crate::wire::open_enum::open_enum;
use serde::{Serialize, Serializer};

open_enum! {
    /// The result of a survey.
    CsatStatus {
        /// Every question was answered.
        Filled = "FILLED",
        /// Some questions were answered.
        PartiallyFilled = "PARTIALLY_FILLED",
        /// The consumer skipped the survey.
        Skipped = "SKIPPED",
    }
}

/// The fields a consumer may set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConversationField {
    /// Closes the whole conversation at once. No survey follows (§5.6).
    Close,
    /// Closes one dialog, so that a survey can follow.
    CloseDialog(DialogId),
    /// Closes the conversation with everything that is still open, including a survey.
    CloseStage,
    /// Rates a closed conversation. The schema requires all members.
    Csat {
        /// 1 to 5, or 0 if the survey was skipped.
        rate: u8,
        /// Whether the issue was resolved. Also `false` if the consumer did not say.
        resolved: bool,
        /// The result of the survey.
        status: CsatStatus,
    },
    /// Sets the response time.
    Ttr {
        /// `URGENT` or `NORMAL`.
        kind: TtrType,
        /// The expected response time, in seconds.
        secs: u32,
    },
}

/// Changes one field of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateConversationField {
    /// The conversation.
    pub conversation: ConversationId,
    /// The field and its new value.
    pub field: ConversationField,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    conversation_id: &'a ConversationId,
    conversation_field: [Field<'a>; 1],
}

/// A field in its wire format.
#[derive(Serialize)]
#[serde(tag = "field", rename_all_fields = "camelCase")]
enum Field<'a> {
    #[serde(rename = "ConversationStateField")]
    State {
        conversation_state: ConversationState,
    },
    Stage {
        conversation_state: ConversationState,
    },
    DialogChange {
        r#type: &'static str,
        dialog: ClosedDialog<'a>,
    },
    #[serde(rename = "CSATRate")]
    Csat {
        csat_rate: u8,
        csat_resolution_confirmation: bool,
        status: &'a CsatStatus,
    },
    #[serde(rename = "TTRField")]
    Ttr { ttr_type: &'a TtrType, value: u32 },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClosedDialog<'a> {
    dialog_id: &'a DialogId,
    state: ConversationState,
    closed_by: &'static str,
    closed_cause: &'static str,
}

impl<'a> From<&'a ConversationField> for Field<'a> {
    fn from(field: &'a ConversationField) -> Self {
        match field {
            ConversationField::Close => Self::State {
                conversation_state: ConversationState::Close,
            },
            ConversationField::CloseDialog(dialog_id) => Self::DialogChange {
                r#type: "UPDATE",
                dialog: ClosedDialog {
                    dialog_id,
                    state: ConversationState::Close,
                    closed_by: "CONSUMER",
                    closed_cause: "Closed by consumer",
                },
            },
            ConversationField::CloseStage => Self::Stage {
                conversation_state: ConversationState::Close,
            },
            ConversationField::Csat {
                rate,
                resolved,
                status,
            } => Self::Csat {
                csat_rate: *rate,
                csat_resolution_confirmation: *resolved,
                status,
            },
            ConversationField::Ttr { kind, secs } => Self::Ttr {
                ttr_type: kind,
                value: *secs,
            },
        }
    }
}

impl Serialize for UpdateConversationField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let body = Body {
            conversation_id: &self.conversation,
            conversation_field: [Field::from(&self.field)],
        };
        body.serialize(serializer)
    }
}

impl Request for UpdateConversationField {
    const TYPE: RequestType = RequestType::UpdateConversationField;
}
