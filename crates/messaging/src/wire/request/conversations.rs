//! ConsumerRequestConversation (protocol §3.1).

use super::{Request, RequestType};
use crate::wire::json::Value;
use crate::wire::json::json;
use crate::wire::json::put;

/// Opens a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsumerRequestConversation {
    /// The account.
    pub brand_id: Option<String>,
    /// The skill that should answer; absent for any.
    pub skill_id: Option<String>,
    /// The campaign and engagement that led here.
    pub campaign: Option<(String, String)>,
    /// The consumer's language, such as `en-US`.
    pub lang: Option<String>,
}

impl Request for ConsumerRequestConversation {
    fn request_type(&self) -> RequestType {
        RequestType::ConsumerRequestConversation
    }

    fn body(&self) -> Value {
        // Without the brand's monitoring tag there is no visitor or session id to send.
        let mut context = json!({"type": "SharkContext"});
        put(&mut context, "lang", self.lang.clone());
        let mut body = json!({
            "channelType": "MESSAGING",
            "ttrDefName": "NORMAL",
            "conversationContext": context,
        });
        put(&mut body, "brandId", self.brand_id.clone());
        put(&mut body, "skillId", self.skill_id.clone());
        let campaign = self.campaign.as_ref().map(
            |(campaign, engagement)| json!({"campaignId": campaign.as_str(), "engagementId": engagement.as_str()}),
        );
        put(&mut body, "campaignInfo", campaign);
        body
    }
}
