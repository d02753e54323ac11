//! Features of ChromeDriver: the network, the DevTools protocol, the console.

use crate::scene::Scene;
use crate::until;
use axum::http::Method;
use fantoccini::wd::{WebDriverCompatibleCommand, WindowHandle};
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A ChromeDriver command below the session's URL.
#[derive(Debug)]
struct Command {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

impl Scene {
    /// Switches the browser's network off or on.
    pub async fn set_offline(&self, offline: bool) {
        self.set_network(json!({"offline": offline, "latency": 0, "throughput": -1}))
            .await;
    }

    /// Sets ChromeDriver's `network_conditions` for this tab.
    pub async fn set_network(&self, conditions: Value) {
        let body = json!({"network_conditions": conditions});
        self.chrome("chromium/network_conditions", body)
            .await
            .expect("ChromeDriver changes the network");
    }

    /// Sends a DevTools command to this tab.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value, String> {
        let body = json!({"cmd": command, "params": parameters});
        self.chrome("goog/cdp/execute", body).await
    }

    /// Freezes the page, as the browser does before the machine sleeps. Timers and socket events
    /// wait until it is thawed.
    pub async fn fall_asleep(&self) {
        self.set_lifecycle("frozen").await;
    }

    /// Thaws a frozen page.
    pub async fn wake_up(&self) {
        self.set_lifecycle("active").await;
    }

    async fn set_lifecycle(&self, state: &str) {
        self.devtools("Page.setWebLifecycleState", json!({"state": state}))
            .await
            .expect("Chrome freezes and thaws pages");
    }

    /// Crashes the page's process. The tab stays open without content.
    pub async fn crash_tab(&self) {
        let answer = self.devtools("Page.crash", json!({})).await;
        let complaint = answer.expect_err("a crashed page answers no more");
        assert!(complaint.contains("crashed"), "{complaint}");
    }

    /// The handle of the current tab.
    pub async fn tab(&self) -> WindowHandle {
        self.browser.window().await.expect("there is a tab")
    }

    /// Opens an empty tab without switching to it.
    pub async fn new_tab(&self) -> WindowHandle {
        let tab = self.browser.new_window(true).await;
        tab.expect("ChromeDriver opens a tab").handle
    }

    /// Opens a page in another tab, to which this page refers as `window.other`.
    pub async fn open_another(&self, page: &str) -> WindowHandle {
        let before = self.browser.windows().await.expect("there are tabs");
        self.script(&format!("window.other = window.open('/pages/{page}')"))
            .await;
        until::some("the other tab's launcher", async || {
            match self.script("return Boolean(window.other.hailer)").await {
                loaded if loaded == true => Ok(()),
                other => Err(other.to_string()),
            }
        })
        .await;
        let now = self.browser.windows().await.expect("there are tabs");
        let new = now.into_iter().find(|tab| !before.contains(tab));
        new.expect("a tab was opened")
    }

    /// Switches to another tab.
    pub async fn switch_to(&self, tab: &WindowHandle) {
        let switched = self.browser.switch_to_window(tab.clone()).await;
        switched.expect("the tab is there");
    }

    /// Closes the current tab.
    pub async fn close_tab(&self) {
        let closed = self.browser.close_window().await;
        closed.expect("the tab was there");
    }

    /// The console messages since the last call, including the browser's own.
    pub async fn console(&self) -> Vec<String> {
        let entries = self.chrome("se/log", json!({"type": "browser"})).await;
        let entries = entries.expect("ChromeDriver keeps the console");
        let entries = entries.as_array().cloned().unwrap_or_default();
        entries.iter().map(ToString::to_string).collect()
    }

    async fn chrome(&self, path: &'static str, body: Value) -> Result<Value, String> {
        let answer = self.browser.issue_cmd(Command { path, body }).await;
        answer.map_err(|error| error.to_string())
    }
}
