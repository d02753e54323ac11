//! The brand's options. `hailer.js` validates them, so that it can report mistakes before the
//! module is loaded. This module only reads them.

use crate::text::Speech;
use hailer_messaging::Routing;
use wasm_bindgen::{JsCast as _, JsValue};

/// The brand's options. An empty string counts as a missing option.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The LivePerson account number.
    pub account: String,
    /// Base URL of domain discovery.
    pub domains: String,
    /// The skill ID for new conversations.
    pub skill: Option<String>,
    /// The campaign ID and the engagement ID for new conversations.
    pub campaign: Option<(String, String)>,
    /// The window's title, if the brand sets one.
    pub title: Option<String>,
    /// The greeting, if the brand sets one.
    pub welcome: Option<String>,
    /// The URL of the brand's logo.
    pub logo: Option<String>,
    /// The allowed kinds of notifications, such as `title sound`.
    pub notify: Option<String>,
    /// The language, chosen from the options and the page.
    pub speech: Speech,
}

impl Options {
    /// The routing of new conversations.
    pub fn routing(&self) -> Routing {
        Routing {
            skill_id: self.skill.clone(),
            campaign: self.campaign.clone(),
            lang: Some(self.speech.locale()),
        }
    }

    /// Reads the object that `hailer.js` created.
    pub fn read(object: &JsValue) -> Self {
        let member = |name: &str| text_member(object, name);
        Self {
            account: member("account").unwrap_or_default(),
            domains: member("domains").unwrap_or_default(),
            skill: member("skill"),
            campaign: member("campaign").zip(member("engagement")),
            title: member("title"),
            welcome: member("welcome"),
            logo: member("logo"),
            notify: member("notify").filter(|ways| ways != "none"),
            speech: js_sys::Reflect::get(object, &"language".into())
                .unwrap_or_default()
                .unchecked_into(),
        }
    }
}

fn text_member(object: &JsValue, name: &str) -> Option<String> {
    let value = js_sys::Reflect::get(object, &name.into()).ok()?;
    value.as_string().filter(|text| !text.is_empty())
}
