//! Information about the browser: the client properties (protocol §1.6), visibility and
//! connectivity.

use hailer_messaging::wire::request::{ClientProperties, Integration};
use leptos::prelude::document;

/// The client properties. They declare only features that the widget supports.
pub fn client_properties() -> ClientProperties {
    let agent = user_agent();
    // A bytewise search, because `str::contains` would add much code to the bundle.
    let has = |word: &str| {
        let mut places = agent.as_bytes().windows(word.len());
        places.any(|place| place == word.as_bytes())
    };
    let os = match () {
        () if has("Android") => "ANDROID",
        () if has("iPhone") || has("iPad") => "IOS",
        () if has("Windows") => "WINDOWS",
        () if has("Mac OS") => "OSX",
        () if has("Linux") => "LINUX",
        () => "OTHER",
    };
    let browser = match () {
        () if has("Firefox/") => "FIREFOX",
        () if has("Edg/") => "EDGE",
        () if has("Chrome/") => "CHROME",
        () if has("Safari/") => "SAFARI",
        () => "OTHER",
    };
    ClientProperties {
        app_id: Some("hailer".to_owned()),
        app_version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        device_family: Some(if has("Mobi") { "MOBILE" } else { "DESKTOP" }.to_owned()),
        os: Some(os.to_owned()),
        browser: Some(browser.to_owned()),
        time_zone: None,
        integration: Integration::WebSdk,
        integration_version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        features: vec!["AUTO_MESSAGES".to_owned()],
    }
}

fn user_agent() -> String {
    let window = web_sys::window();
    window
        .and_then(|window| window.navigator().user_agent().ok())
        .unwrap_or_default()
}

/// Whether the tab is visible.
pub fn is_tab_visible() -> bool {
    !document().hidden()
}

/// Whether the browser believes it has a network.
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}
