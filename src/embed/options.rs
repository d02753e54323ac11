//! The brand's options as `hailer.js` hands them over: checked there, where a
//! mistake can be named before the module is loaded, and read here.

use crate::text::Speech;
use hailer_messaging::Routing;
use wasm_bindgen::{JsCast as _, JsValue};

/// The brand's options.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The account.
    pub account: String,
    /// Base address of domain discovery.
    pub domains: String,
    /// The skill new conversations ask for.
    pub skill: Option<String>,
    /// The campaign and engagement new conversations come from.
    pub campaign: Option<(String, String)>,
    /// The window's name, if the brand gives one.
    pub title: Option<String>,
    /// The greeting before anything was said, if the brand gives one.
    pub welcome: Option<String>,
    /// Address of the brand's picture.
    pub logo: Option<String>,
    /// The ways in which the consumer may be told of messages beside the window, in words.
    pub notify: Option<String>,
    /// The language that these and the page led to.
    pub speech: Speech,
}

impl Options {
    /// What is said of new conversations.
    pub fn routing(&self) -> Routing {
        Routing {
            skill_id: self.skill.clone(),
            campaign: self.campaign.clone(),
            lang: Some(self.speech.locale()),
        }
    }

    /// Reads the object that `hailer.js` made.
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
