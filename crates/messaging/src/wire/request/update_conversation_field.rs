//! UpdateConversationField: closing, rating and urgency (protocol §3.7).

use super::{Request, RequestType};
use crate::ids::{ConversationId, DialogId};
use crate::wire::json::Value;
use crate::wire::json::json;
use crate::wire::notification::TtrType;
use crate::wire::open_enum::open_enum;

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

impl ConversationField {
    fn to_value(&self) -> Value {
        match self {
            Self::Close => json!({"field": "ConversationStateField", "conversationState": "CLOSE"}),
            Self::CloseDialog(dialog) => json!({
                "field": "DialogChange",
                "type": "UPDATE",
                "dialog": json!({
                    "dialogId": dialog.as_str(),
                    "state": "CLOSE",
                    "closedBy": "CONSUMER",
                    "closedCause": "Closed by consumer",
                }),
            }),
            Self::CloseStage => json!({"field": "Stage", "conversationState": "CLOSE"}),
            Self::Csat {
                rate,
                resolved,
                status,
            } => json!({
                "field": "CSATRate",
                "csatRate": *rate,
                "csatResolutionConfirmation": *resolved,
                "status": status.as_word(),
            }),
            Self::Ttr { kind, secs } => {
                json!({"field": "TTRField", "ttrType": kind.as_word(), "value": *secs})
            }
        }
    }
}

impl Request for UpdateConversationField {
    fn request_type(&self) -> RequestType {
        RequestType::UpdateConversationField
    }

    fn body(&self) -> Value {
        json!({
            "conversationId": self.conversation.as_str(),
            "conversationField": json!([self.field.to_value()]),
        })
    }
}
