//! UpdateConversationField: closing, rating and urgency (protocol §3.7).

use super::{Request, RequestType};
use crate::ids::{ConversationId, DialogId};
use crate::wire::notification::{ConversationState, TtrType};
use crate::wire::open_enum::open_enum;
use serde::{Serialize, Serializer};

open_enum! {
    /// How a survey ended.
    CsatStatus {
        /// Every question was answered.
        Filled = "FILLED",
        /// Some were.
        PartiallyFilled = "PARTIALLY_FILLED",
        /// The consumer declined.
        Skipped = "SKIPPED",
    }
}

/// The fields a consumer may set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConversationField {
    /// Ends everything at once; no survey dialog runs (§5.6).
    Close,
    /// Ends one dialog, which lets a survey dialog run.
    CloseDialog(DialogId),
    /// Ends what is left, a running survey included.
    CloseStage,
    /// Rates a closed conversation. All members are required by the schema.
    Csat {
        /// 1 to 5; 0 where the survey was skipped.
        rate: u8,
        /// Whether the consumer's issue was resolved; `false`, too, where that was not answered.
        resolved: bool,
        /// How the survey ended.
        status: CsatStatus,
    },
    /// Asks for haste, or takes that back.
    Ttr {
        /// `URGENT` or `NORMAL`.
        kind: TtrType,
        /// Seconds within which an answer is hoped for.
        secs: u32,
    },
}

/// Changes one field of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateConversationField {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Which field.
    pub field: ConversationField,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    conversation_id: &'a ConversationId,
    conversation_field: [Field<'a>; 1],
}

/// A field as the service names it.
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
