//! The scene of a journey: a stand-in, a shop that serves the release assets,
//! and a browser on its page.

use crate::browser;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fantoccini::Client;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::wd::WebDriverCompatibleCommand;
use hailer_stand_in::Config;
use hyper_util::client::legacy::Client as HttpClient;
use serde_json::{Value, json};
use std::env;
use std::path::PathBuf;
use std::time::Duration;
use tokio::net::TcpListener;
use url::{ParseError, Url};

/// The strictest policy under which the widget must work (design §3).
const STRICT: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src http: ws:; \
                      img-src http: data:; require-trusted-types-for 'script'";
/// Counts what the policy forbade, for the journey to ask.
const VIOLATIONS: &str = "window.violations = [];\
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));";

/// Everything a journey needs.
pub struct Scene {
    /// The browser.
    pub browser: Client,
    /// The shop's address.
    pub shop: String,
    /// The stand-in's address.
    pub service: String,
}

#[derive(Clone)]
struct Shop {
    dist: PathBuf,
    domains: String,
}

impl Scene {
    /// Opens a page of `tests/pages/`.
    pub async fn open(page: &str) -> Self {
        let scene = Self::prepare().await;
        scene.visit(page).await;
        scene
    }

    async fn prepare() -> Self {
        let service = start_service().await;
        let shop = start_shop(&service).await;
        let browser = browser::open().await;
        Self {
            browser,
            shop,
            service,
        }
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
            .uri(format!("{}/control/{path}", self.service))
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

    /// Takes the browser's network away, or gives it back.
    pub async fn set_offline(&self, offline: bool) {
        let conditions =
            json!({"network_conditions": {"offline": offline, "latency": 0, "throughput": -1}});
        let command = NetworkConditions(conditions);
        self.browser
            .issue_cmd(command)
            .await
            .expect("ChromeDriver changes the network");
    }

    /// Presses one key with another held, on whatever has the focus.
    pub async fn press_with(&self, held: char, key: char) {
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: held });
        self.browser
            .perform_actions(keys)
            .await
            .expect("keys are pressed");
    }

    /// Presses keys, one after the other, on whatever has the focus.
    pub async fn press(&self, keys: &str) {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in keys.chars() {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.browser
            .perform_actions(actions)
            .await
            .expect("keys are pressed");
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

/// ChromeDriver's own command for the network.
#[derive(Debug)]
struct NetworkConditions(Value);

impl WebDriverCompatibleCommand for NetworkConditions {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/chromium/network_conditions",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.0.to_string()))
    }
}

async fn start_service() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    let config = Config {
        faults: true,
        agent_pace: Duration::from_millis(40),
        ..Config::new("12345678")
    };
    tokio::spawn(hailer_stand_in::run(
        listener,
        config,
        std::future::pending(),
    ));
    format!("http://{address}")
}

async fn start_shop(domains: &str) -> String {
    let dist = env::var_os("HAILER_DIST").map_or_else(|| PathBuf::from("dist"), PathBuf::from);
    assert!(
        dist.join("hailer.js").exists(),
        "no release assets: run `cargo xtask test e2e`"
    );
    let shop = Shop {
        dist,
        domains: domains.to_owned(),
    };
    let router = Router::new()
        .route("/pages/{page}", get(page))
        .route(
            "/violations.js",
            get(|| async { ([("content-type", "text/javascript")], VIOLATIONS) }),
        )
        .route("/{file}", get(asset))
        .with_state(shop);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

async fn page(State(shop): State<Shop>, Path(page): Path<String>) -> Response {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pages/{page}.html"));
    let Ok(html) = std::fs::read_to_string(file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let html = html.replace("{{domains}}", &shop.domains);
    let mut answer = ([("content-type", "text/html")], html).into_response();
    if page == "strict_policy" {
        let policy = STRICT.parse().expect("a policy is a header value");
        answer
            .headers_mut()
            .insert("content-security-policy", policy);
    }
    answer
}

async fn asset(State(shop): State<Shop>, Path(file): Path<String>) -> Response {
    let kind = match file.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match std::fs::read(shop.dist.join(&file)) {
        Ok(bytes) => ([("content-type", kind)], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
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
