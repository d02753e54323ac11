//! A raw client: text over real sockets, no type shared with the server, so
//! that one mistake cannot hide on both sides. Waiting means waiting for a
//! frame, with a deadline.

#![allow(dead_code, reason = "each test file uses a part of it")]

use futures_util::{SinkExt as _, StreamExt as _};
use hailer_stand_in::Config;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
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
    asked: u32,
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

    /// POSTs text with headers; the status, the body and the cookie that was set.
    pub async fn post_with(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> (u16, Value, Option<String>) {
        let url = format!("http://{}{path}", self.host);
        let mut request = agent()
            .post(&url)
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.to_owned();
        blocking(move || {
            let answer = request.send(body).unwrap();
            let cookie = answer.headers().get("set-cookie");
            let cookie = cookie.map(|value| value.to_str().unwrap().to_owned());
            let (status, body) = read(answer);
            (status, body, cookie)
        })
        .await
    }

    /// PUTs bytes; the status.
    pub async fn put(&self, path: &str, bytes: &[u8]) -> u16 {
        let url = format!("http://{}{path}", self.host);
        let bytes = bytes.to_vec();
        blocking(move || {
            agent()
                .put(&url)
                .send(&bytes[..])
                .unwrap()
                .status()
                .as_u16()
        })
        .await
    }

    /// GETs bytes; the status and the body.
    pub async fn get_bytes(&self, path: &str) -> (u16, Vec<u8>) {
        let url = format!("http://{}{path}", self.host);
        blocking(move || {
            let mut answer = agent().get(&url).call().unwrap();
            (
                answer.status().as_u16(),
                answer.body_mut().read_to_vec().unwrap(),
            )
        })
        .await
    }

    /// How the server answers the wish for a socket: 101 when it opens one.
    pub async fn upgrade_status(&self, path: &str) -> u16 {
        match connect_async(format!("ws://{}{path}", self.host)).await {
            Ok(_) => 101,
            Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => answer.status().as_u16(),
            Err(error) => panic!("{error}"),
        }
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

    /// An agent who is online, hears rings and has the list of all conversations.
    pub async fn agent_at_work(&self, name: &str) -> Socket {
        let bearer = self.log_in(name).await;
        let mut agent = self.brand(&bearer).await;
        agent.gets("routing.SubscribeRoutingTasks", json!({})).await;
        agent.notification("RoutingTaskNotification").await;
        agent.gets("aam.SubscribeExConversations", json!({})).await;
        agent.notification("ExConversationChangeNotification").await;
        agent
            .gets("routing.SetAgentState", json!({"availability": "ONLINE"}))
            .await;
        agent
    }

    /// A new consumer with a conversation of a skill, subscribed to everything.
    pub async fn consumer_of(&self, skill: &str) -> (Socket, String) {
        let token = self.sign_up().await;
        let mut socket = self.consumer(&token).await;
        let asked = json!({"skillId": skill});
        let created = socket.gets("cm.ConsumerRequestConversation", asked).await;
        let id = created["conversationId"].as_str().unwrap().to_owned();
        let subscribe = json!({"dialogId": id});
        socket.gets("ms.SubscribeMessagingEvents", subscribe).await;
        socket.notification("MessagingEventNotification").await;
        socket.gets("aam.SubscribeExConversations", json!({})).await;
        socket
            .notification("ExConversationChangeNotification")
            .await;
        (socket, id)
    }

    /// Puts the clock forward.
    pub async fn later(&self, secs: u64) {
        let body = json!({"advanceMs": secs * 1_000}).to_string();
        assert_eq!(self.post("/control/clock", &body).await.0, 200);
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
            asked: 0,
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

    /// Asks in the first generation, as agents do; the answer.
    pub async fn ask(&mut self, kind: &str, body: Value) -> Value {
        self.asked += 1;
        let id = format!("ask-{}", self.asked);
        let frame = json!({"kind": "req", "id": id, "type": format!(".ams.{kind}"), "body": body});
        self.asks(&id, &frame.to_string()).await
    }

    /// Asks, and expects no refusal; the answer's body.
    pub async fn gets(&mut self, kind: &str, body: Value) -> Value {
        let answer = self.ask(kind, body).await;
        assert!(answer["code"].as_u64().unwrap() < 300, "{kind}: {answer}");
        answer["body"].clone()
    }

    /// Asks, and expects a refusal; its code and its words.
    pub async fn is_refused(&mut self, kind: &str, body: Value) -> (u64, String) {
        let answer = self.ask(kind, body).await;
        let code = answer["code"].as_u64().unwrap();
        assert!(code >= 400, "{kind}: {answer}");
        assert_eq!(answer["type"], ".ReqBody$StringResp");
        (code, answer["body"].as_str().unwrap().to_owned())
    }

    /// Changes a conversation; the sentence of the answer.
    pub async fn updates(&mut self, conversation: &str, field: Value) -> String {
        let body = json!({"conversationId": conversation, "conversationField": field});
        let said = self.gets("cm.UpdateConversationField", body).await;
        said.as_str().unwrap().to_owned()
    }

    /// Publishes; the sequence.
    pub async fn publishes(&mut self, dialog: &str, event: Value) -> u64 {
        let body = json!({"dialogId": dialog, "event": event});
        let said = self.gets("ms.PublishEvent", body).await;
        said["sequence"].as_u64().unwrap()
    }

    /// Says something; the sequence.
    pub async fn says(&mut self, dialog: &str, words: &str) -> u64 {
        let event = json!({"type": "ContentEvent", "contentType": "text/plain", "message": words});
        self.publishes(dialog, event).await
    }

    /// The next ring in a state; its result.
    pub async fn ring(&mut self, state: &str) -> Value {
        let is =
            |body: &Value| body["changes"][0]["result"]["ringsDetails"][0]["ringState"] == state;
        let told = self.notification_where("RoutingTaskNotification", is).await;
        told["body"]["changes"][0]["result"].clone()
    }

    /// Answers a ring.
    pub async fn answers(&mut self, ring: &Value, state: &str) -> Value {
        let body = json!({"ringId": ring["ringsDetails"][0]["ringId"], "ringState": state});
        self.ask("routing.UpdateRingState", body).await
    }

    /// The next change of a conversation for which something holds; its details.
    pub async fn conversation_where(&mut self, holds: impl Fn(&Value) -> bool) -> Value {
        let is = |body: &Value| holds(&body["changes"][0]["result"]["conversationDetails"]);
        let told = self
            .notification_where("ExConversationChangeNotification", is)
            .await;
        told["body"]["changes"][0]["result"]["conversationDetails"].clone()
    }

    /// Whether a notification of a kind was already sent when a request is answered:
    /// frames keep their order, so nothing can come later that was caused before.
    pub async fn has_heard(&mut self, kind: &str, holds: impl Fn(&Value) -> bool) -> bool {
        self.gets("GetClock", json!({})).await;
        self.waiting.iter().any(|frame| {
            frame["type"].as_str().unwrap_or_default().ends_with(kind) && holds(&frame["body"])
        })
    }

    /// Every frame that came and was not waited for.
    pub async fn everything_heard(&mut self) -> &[Value] {
        self.gets("GetClock", json!({})).await;
        &self.waiting
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

/// A stand-in in a process of its own, which can be killed.
pub struct Process(pub Child, pub Service);

impl Process {
    /// Starts one that keeps everything in a file.
    pub fn start(file: &Path) -> Self {
        // The kernel picks a free port; between asking and using it, it stays free in practice.
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let host = format!("127.0.0.1:{port}");
        let mut process = Command::new(env!("CARGO_BIN_EXE_hailer-stand-in"))
            .args([
                "--listen",
                &host,
                "--account",
                ACCOUNT,
                "--faults",
                "--data",
            ])
            .arg(file)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let output = process.stdout.take().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line).unwrap();
        assert!(line.contains("development"), "{line}");
        Self(process, Service { host })
    }

    /// SIGKILL: no chance to tidy up.
    pub fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// A data file that is not there yet, and is gone with this value.
pub struct DataFile(pub PathBuf);

impl DataFile {
    /// A name of its own for each test.
    pub fn new(test: &str) -> Self {
        let name = format!("hailer-stand-in-{test}-{}.sqlite", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for DataFile {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{ending}", self.0.display()));
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
