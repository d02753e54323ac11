//! The scene of a journey: a stand-in, a shop that serves the release assets,
//! and a browser on its page.

use crate::service::Service;
use crate::shop::{self, Release, Rest};
use crate::{browser, keys};
use fantoccini::Client;
use hyper_util::client::legacy::Client as HttpClient;
use serde_json::{Value, json};
use std::env;
use std::path::PathBuf;
use tokio::sync::watch;

/// Everything a journey needs.
pub struct Scene {
    /// The browser.
    pub browser: Client,
    /// The shop's address.
    pub shop: String,
    /// What becomes of the rest of the module.
    pub rest: watch::Sender<Rest>,
    /// The release that the shop serves.
    pub release: watch::Sender<Release>,
    /// The stand-in.
    pub service: Service,
}

impl Scene {
    /// Opens a page of `tests/pages/`.
    pub async fn open(page: &str) -> Self {
        Self::prepare(Service::start().await, Rest::Given, page).await
    }

    /// The same where the rest of the module fares so.
    pub async fn open_with_rest(rest: Rest, page: &str) -> Self {
        Self::prepare(Service::start().await, rest, page).await
    }

    /// The same with a stand-in that can be killed.
    pub async fn open_with_a_mortal_service(page: &str) -> Self {
        Self::prepare(Service::start_process(), Rest::Given, page).await
    }

    async fn prepare(service: Service, fares: Rest, page: &str) -> Self {
        let shop = shop::open(&service.address).await;
        shop.rest.send_replace(fares);
        let browser = browser::open().await;
        let scene = Self {
            browser,
            shop: shop.address,
            rest: shop.rest,
            release: shop.release,
            service,
        };
        scene.visit(page).await;
        scene
    }

    /// Goes to a page.
    pub async fn visit(&self, page: &str) {
        let url = format!("{}/pages/{page}", self.shop);
        self.browser.goto(&url).await.expect("the page loads");
    }

    /// Runs a script in the page; its value.
    pub async fn script(&self, script: &str) -> Value {
        let value = self.browser.execute(script, Vec::new()).await;
        value.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// What the stand-in holds: every conversation with its events.
    pub async fn conversations(&self) -> Vec<Value> {
        let all = self.control("GET", "conversations", Value::Null).await;
        all.as_array().cloned().unwrap_or_default()
    }

    /// The requests the widget sent, oldest first, of one kind.
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

    /// Lets the agent act.
    pub async fn agent(&self, action: Value) {
        self.control("POST", "agent", action).await;
    }

    /// Asks for a fault.
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

    /// Presses one key with another held, on whatever has the focus.
    pub async fn press_with(&self, held: char, key: char) {
        keys::press_with(&self.browser, held, key).await;
    }

    /// Presses keys, one after the other, on whatever has the focus.
    pub async fn press(&self, keys: &str) {
        keys::press(&self.browser, keys).await;
    }

    /// How often this page had the rest of the module brought, and how often the
    /// page stood still for that.
    pub async fn rest_brought(&self) -> (u64, u64) {
        let count = "const of = (kind) => performance.getEntriesByType('resource')
              .filter((one) => one.initiatorType === kind && one.name.includes('_rest-')).length;
            return [of('fetch'), of('xmlhttprequest')];";
        let counts = self.browser.execute(count, Vec::new()).await;
        let counts = counts.unwrap_or_default();
        let count = |at: usize| counts[at].as_u64().unwrap_or_default();
        (count(0), count(1))
    }

    /// Ends the journey. A browser that is not closed outlives the tests.
    pub async fn close(self) {
        if let Some(folder) = env::var_os("HAILER_PICTURES") {
            // For looking at where a journey ended; not part of the check.
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

/// An action of the agent.
pub fn says(text: &str) -> Value {
    json!({"do": "say", "text": text})
}

/// An action of the agent without words.
pub fn does(what: &str) -> Value {
    json!({"do": what})
}
