//! ConsumerRequestConversation (protocol §3.1).

use super::{Request, RequestType};
use serde::{Serialize, Serializer};

/// Requests a new conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsumerRequestConversation {
    /// The brand's account id.
    pub brand_id: Option<String>,
    /// The requested skill. None for any skill.
    pub skill_id: Option<String>,
    /// The campaign id and the engagement id.
    pub campaign: Option<(String, String)>,
    /// The consumer's language, such as `en-US`.
    pub lang: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    channel_type: &'static str,
    ttr_def_name: &'static str,
    conversation_context: SharkContext<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    brand_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skill_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign_info: Option<CampaignInfo<'a>>,
}

/// Contains no visitor id or session id, as these need the brand's monitoring tag.
#[derive(Serialize)]
#[serde(tag = "type")]
struct SharkContext<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CampaignInfo<'a> {
    campaign_id: &'a str,
    engagement_id: &'a str,
}

impl Serialize for ConsumerRequestConversation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let campaign = self.campaign.as_ref();
        let body = Body {
            channel_type: "MESSAGING",
            ttr_def_name: "NORMAL",
            conversation_context: SharkContext {
                lang: self.lang.as_deref(),
            },
            brand_id: self.brand_id.as_deref(),
            skill_id: self.skill_id.as_deref(),
            campaign_info: campaign.map(|(campaign_id, engagement_id)| CampaignInfo {
                campaign_id,
                engagement_id,
            }),
        };
        body.serialize(serializer)
    }
}

impl Request for ConsumerRequestConversation {
    const TYPE: RequestType = RequestType::ConsumerRequestConversation;
}
