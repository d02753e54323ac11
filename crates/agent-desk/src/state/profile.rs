//! Profiles of consumers and agents (protocol §3.10).

use crate::received::{pairs, word};
use serde_json::Value;

/// A profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The display name; empty if there is none.
    pub name: String,
    /// All other values, by their names in the protocol.
    pub facts: Vec<(String, String)>,
}

impl Profile {
    /// Parses a response to GetUserProfile.
    pub(super) fn read(value: &Value) -> Self {
        let text = |name: &str| word(&value[name]);
        let name = [text("firstName"), text("lastName")].join(" ");
        let name = name.trim();
        let name = if name.is_empty() {
            text("nickName")
        } else {
            name.to_owned()
        };
        let mut facts = Vec::new();
        for part in ["privateData", "claims"] {
            facts.extend(pairs(&value[part]));
        }
        facts.retain(|(name, _)| name != "lp_sdes");
        for holder in ["authenticatedData", "claims"] {
            for sde in value[holder]["lp_sdes"].as_array().into_iter().flatten() {
                for part in ["info", "personal"] {
                    facts.extend(pairs(&sde[part]));
                }
            }
        }
        let known = [
            "firstName",
            "lastName",
            "nickName",
            "privateData",
            "claims",
            "authenticatedData",
            "avatarUrl",
        ];
        let others = pairs(value).into_iter();
        facts.extend(
            others.filter(|(name, text)| !known.contains(&name.as_str()) && !text.is_empty()),
        );
        Self { name, facts }
    }
}
