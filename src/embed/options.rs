//! The brand's options as `hailer.js` hands them over: checked there, where a
//! mistake can be named before the module is loaded, and read here.

use wasm_bindgen::JsValue;

/// The brand's options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The account.
    pub account: String,
    /// Base address of domain discovery.
    pub domains: String,
    /// The skill new conversations ask for.
    pub skill: Option<String>,
    /// The campaign and engagement new conversations come from.
    pub campaign: Option<(String, String)>,
    /// The window's name.
    pub title: String,
    /// The greeting before anything was said.
    pub welcome: String,
    /// Address of the brand's picture.
    pub logo: Option<String>,
}

impl Options {
    /// Reads the object that `hailer.js` made.
    pub fn read(object: &JsValue) -> Self {
        let member = |name: &str| text_member(object, name);
        Self {
            account: member("account").unwrap_or_default(),
            domains: member("domains").unwrap_or_default(),
            skill: member("skill"),
            campaign: member("campaign").zip(member("engagement")),
            title: member("title").unwrap_or_default(),
            welcome: member("welcome").unwrap_or_default(),
            logo: member("logo"),
        }
    }
}

fn text_member(object: &JsValue, name: &str) -> Option<String> {
    let value = js_sys::Reflect::get(object, &name.into()).ok()?;
    value.as_string().filter(|text| !text.is_empty())
}
