//! The environment of a journey: a stand-in, a shop that serves the release assets, and a browser
//! with one of its pages.

use crate::service::Service;
use crate::shop::{self, Part, Release};
use crate::{browser, keys};
use fantoccini::Client;
use hyper_util::client::legacy::Client as HttpClient;
use serde_json::{Value, json};
use std::env;
use std::path::PathBuf;
use tokio::sync::watch;

/// The environment of a journey.
pub struct Scene {
    /// The browser.
    pub browser: Client,
    /// The shop's address.
    pub shop: String,
    /// How the shop answers requests for the conversation part.
    pub part: watch::Sender<Part>,
    /// The release that the shop serves.
    pub release: watch::Sender<Release>,
    /// The stand-in.
    pub service: Service,
}

impl Scene {
    /// Opens a page of `tests/pages/`.
    pub async fn open(page: &str) -> Self {
        Self::prepare(Service::start().await, Part::Given, page).await
    }

    /// Like `open`, with another answer to requests for the conversation part.
    pub async fn open_with_part(part: Part, page: &str) -> Self {
        Self::prepare(Service::start().await, part, page).await
    }

    /// Like `open`, with a stand-in that can be killed.
    pub async fn open_with_killable_service(page: &str) -> Self {
        Self::prepare(Service::start_process(), Part::Given, page).await
    }

    async fn prepare(service: Service, answered: Part, page: &str) -> Self {
        let shop = shop::open(&service.address).await;
        shop.part.send_replace(answered);
        let browser = browser::open().await;
        let scene = Self {
            browser,
            shop: shop.address,
            part: shop.part,
            release: shop.release,
            service,
        };
        scene.visit(page).await;
        scene
    }

    /// Navigates to a page.
    pub async fn visit(&self, page: &str) {
        let url = format!("{}/pages/{page}", self.shop);
        self.browser.goto(&url).await.expect("the page loads");
    }

    /// Runs a script in the page and returns its value.
    pub async fn script(&self, script: &str) -> Value {
        let value = self.browser.execute(script, Vec::new()).await;
        value.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// All conversations of the stand-in with their events.
    pub async fn conversations(&self) -> Vec<Value> {
        let all = self.control("GET", "conversations", Value::Null).await;
        all.as_array().cloned().unwrap_or_default()
    }

    /// The requests of this type that the widget sent, oldest first.
    pub async fn requests(&self, kind: &str) -> Vec<Value> {
        let all = self.control("GET", "frames", Value::Null).await;
        let all = all.as_array().cloned().unwrap_or_default();
        let is_kind = |frame: &Value| {
            frame["type"]
                .as_str()
                .is_some_and(|name| name.ends_with(kind))
        };
        all.into_iter().filter(is_kind).collect()
    }

    /// Performs an action of the agent.
    pub async fn agent(&self, action: Value) {
        self.control("POST", "agent", action).await;
    }

    /// Switches a fault on.
    pub async fn fault(&self, kind: &str, asked: Value) {
        self.control("POST", kind, asked).await;
    }

    async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let client = HttpClient::builder(hyper_util::rt::TokioExecutor::new())
            .build_http::<axum::body::Body>();
        let request = axum::http::Request::builder()
            .method(method)
            .uri(format!("{}/control/{path}", self.service.address))
            .body(axum::body::Body::from(body.to_string()))
            .expect("a plain request");
        let answer = client.request(request).await.expect("the stand-in answers");
        let status = answer.status();
        let bytes =
            axum::body::to_bytes(axum::body::Body::new(answer.into_body()), usize::MAX).await;
        let bytes = bytes.expect("an answer has a body");
        let text = String::from_utf8_lossy(&bytes);
        assert!(status.is_success(), "{path} {body}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Presses a key while another is held, on the focused element.
    pub async fn press_with(&self, held: char, key: char) {
        keys::press_with(&self.browser, held, key).await;
    }

    /// Presses keys one after another, on the focused element.
    pub async fn press(&self, keys: &str) {
        keys::press(&self.browser, keys).await;
    }

    /// Ends the journey. A browser that is not closed would keep running after the tests.
    pub async fn close(self) {
        if let Some(folder) = env::var_os("HAILER_PICTURES") {
            // A screenshot of the end of the journey, for manual inspection.
            let name = std::thread::current()
                .name()
                .unwrap_or("journey")
                .replace("::", "-");
            if let Ok(picture) = self.browser.screenshot().await {
                let _ = std::fs::write(PathBuf::from(folder).join(format!("{name}.png")), picture);
            }
        }
        let _ = self.browser.close().await;
    }
}

/// The agent sends a text.
pub fn says(text: &str) -> Value {
    json!({"do": "say", "text": text})
}

/// An action of the agent without text.
pub fn does(what: &str) -> Value {
    json!({"do": what})
}
