//! A raw client: text over real sockets, no type shared with the server, so
//! that one mistake cannot hide on both sides. Waiting means waiting for a
//! frame, with a deadline.

#![allow(dead_code, reason = "each test file uses a part of it")]

use futures_util::{SinkExt as _, StreamExt as _};
use hailer_stand_in::Config;
use serde_json::Value;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// The account of all tests.
pub const ACCOUNT: &str = "12345678";
const PATIENCE: Duration = Duration::from_secs(5);

/// A running stand-in.
pub struct Service {
    /// `127.0.0.1:port`.
    pub host: String,
}

/// An open socket.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Frames that came while another was waited for.
    waiting: Vec<Value>,
}

/// Starts a stand-in on a free port.
pub async fn start() -> Service {
    start_with(|_| {}).await
}

/// Starts a stand-in that differs from the usual one.
pub async fn start_with(differ: impl FnOnce(&mut Config)) -> Service {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let mut config = Config::new(ACCOUNT);
    config.faults = true;
    config.agent_pace = Duration::from_millis(10);
    differ(&mut config);
    tokio::spawn(hailer_stand_in::run(
        listener,
        config,
        std::future::pending(),
    ));
    Service { host }
}

impl Service {
    /// GETs JSON; the status and the body.
    pub async fn get(&self, path: &str, authorization: Option<&str>) -> (u16, Value) {
        let url = format!("http://{}{path}", self.host);
        let authorization = authorization.map(str::to_owned);
        blocking(move || {
            let mut request = agent().get(&url);
            if let Some(value) = authorization {
                request = request.header("authorization", value);
            }
            read(request.call().unwrap())
        })
        .await
    }

    /// POSTs text; the status and the body.
    pub async fn post(&self, path: &str, body: &str) -> (u16, Value) {
        let url = format!("http://{}{path}", self.host);
        let body = body.to_owned();
        blocking(move || {
            read(
                agent()
                    .post(&url)
                    .header("content-type", "application/json")
                    .send(body)
                    .unwrap(),
            )
        })
        .await
    }

    /// A new anonymous consumer's token.
    pub async fn sign_up(&self) -> String {
        let (status, body) = self
            .post(&format!("/api/account/{ACCOUNT}/signup"), "")
            .await;
        assert_eq!(status, 200);
        body["jwt"].as_str().unwrap().to_owned()
    }

    /// An agent's bearer.
    pub async fn log_in(&self, name: &str) -> String {
        let body = format!(r#"{{"username": "{name}","password":"{name}"}}"#);
        let (status, body) = self
            .post(&format!("/api/account/{ACCOUNT}/login?v=1.2"), &body)
            .await;
        assert_eq!(status, 200, "{body}");
        body["bearer"].as_str().unwrap().to_owned()
    }

    /// A consumer's socket with the token in the header, as the documents do it.
    pub async fn consumer(&self, authorization: &str) -> Socket {
        self.socket(
            &format!("/ws_api/account/{ACCOUNT}/messaging/consumer?v=3"),
            Some(authorization),
        )
        .await
    }

    /// An agent's socket.
    pub async fn brand(&self, bearer: &str) -> Socket {
        self.socket(
            &format!("/ws_api/account/{ACCOUNT}/messaging/brand/{bearer}?v=2"),
            None,
        )
        .await
    }

    /// Any socket.
    pub async fn socket(&self, path: &str, authorization: Option<&str>) -> Socket {
        let mut request = format!("ws://{}{path}", self.host)
            .into_client_request()
            .unwrap();
        if let Some(value) = authorization {
            request
                .headers_mut()
                .insert("authorization", value.parse().unwrap());
        }
        let (stream, _) = connect_async(request).await.unwrap();
        Socket {
            stream,
            waiting: Vec::new(),
        }
    }
}

impl Socket {
    /// Sends a frame exactly as it is written.
    pub async fn sends(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    /// The response to a request, by its id.
    pub async fn answer(&mut self, id: &str) -> Value {
        self.wait(&format!("an answer to {id}"), |frame| {
            frame["kind"] == "resp" && frame["reqId"] == id
        })
        .await
    }

    /// Sends a frame and waits for its answer.
    pub async fn asks(&mut self, id: &str, text: &str) -> Value {
        self.sends(text).await;
        self.answer(id).await
    }

    /// The next notification of a kind.
    pub async fn notification(&mut self, kind: &str) -> Value {
        let is_kind = |frame: &Value| {
            frame["kind"] == "notification"
                && frame["type"].as_str().unwrap_or_default().ends_with(kind)
        };
        self.wait(&format!("a notification {kind}"), is_kind).await
    }

    /// The next notification of a kind for which something holds.
    pub async fn notification_where(
        &mut self,
        kind: &str,
        holds: impl Fn(&Value) -> bool,
    ) -> Value {
        let is_kind = |frame: &Value| {
            frame["type"].as_str().unwrap_or_default().ends_with(kind) && holds(&frame["body"])
        };
        self.wait(&format!("a certain notification {kind}"), is_kind)
            .await
    }

    async fn wait(&mut self, words: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(index) = self.waiting.iter().position(&is_wanted) {
            return self.waiting.remove(index);
        }
        loop {
            let next = tokio::time::timeout(PATIENCE, self.stream.next()).await;
            let next = next
                .unwrap_or_else(|_| panic!("waited for {words}; other frames: {:?}", self.waiting));
            match next {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    if is_wanted(&frame) {
                        return frame;
                    }
                    self.waiting.push(frame);
                }
                Some(Ok(_)) => {}
                other => panic!("waited for {words}; the socket ended: {other:?}"),
            }
        }
    }

    /// The code the server closes the socket with.
    pub async fn close_code(&mut self) -> u16 {
        loop {
            match tokio::time::timeout(PATIENCE, self.stream.next())
                .await
                .expect("a close")
            {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(_)) => {}
                other => panic!("waited for a close; saw {other:?}"),
            }
        }
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into()
}

fn read(mut answer: ureq::http::Response<ureq::Body>) -> (u16, Value) {
    let status = answer.status().as_u16();
    let text = answer.body_mut().read_to_string().unwrap();
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}
