//! GetBrandProfile (protocol §3.10).

use super::{Outcome, Refusal, Request, read};
use crate::names::Answer;
use crate::ttr;
use crate::world::World;
use serde_json::json;

impl World {
    /// The profile of the account's brand, for both sides. Times to respond are in milliseconds.
    pub(super) fn get_brand_profile(&self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        let account = &self.config.account;
        if read::optional(request.body, "brandId").is_some_and(|id| id != *account) {
            return Err(Refusal::with(404, "There is no such brand"));
        }
        let usual_ms = |kind: &str| ttr::usual_secs(kind) * 1_000;
        let profile = json!({
            "brandId": account,
            "name": format!("Brand {account}"),
            "description": "",
            "category": "Chat",
            "ttrNormal": usual_ms("NORMAL"),
            "ttrUrgent": usual_ms("URGENT"),
            "ttrCustom": usual_ms("CUSTOM"),
        });
        Ok(Outcome::Answer(Answer::BrandProfile, 200, profile, None))
    }
}
