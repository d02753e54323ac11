//! A raw client: text over real sockets, without types of the server, so that one mistake cannot
//! hide on both sides. Every wait is for a frame and has a deadline.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod files;
mod http;
pub mod process;
mod socket;

pub use socket::Socket;

use hailer_stand_in::Config;
use serde_json::json;
use std::time::Duration;
use tokio::net::TcpListener;

/// The account of every test.
pub const ACCOUNT: &str = "12345678";

/// A running stand-in.
pub struct Service {
    /// `127.0.0.1:port`.
    pub host: String,
}

/// Starts a stand-in on a free port.
pub async fn start() -> Service {
    start_with(|_| {}).await
}

/// Starts a stand-in with a changed configuration.
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

/// A consumer's socket by their token, and their open or new conversation.
pub async fn conversation(service: &Service, token: &str) -> (Socket, String) {
    let mut socket = service.consumer(token).await;
    let created = socket
        .asks(
            "1",
            r#"{"kind":"req","id":1,"type":"cm.ConsumerRequestConversation"}"#,
        )
        .await;
    let id = created["body"]["conversationId"]
        .as_str()
        .unwrap()
        .to_owned();
    (socket, id)
}

impl Service {
    /// The token of a new anonymous consumer.
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

    /// The socket of an agent who is online and subscribes to rings and to all conversations.
    pub async fn online_agent(&self, name: &str) -> Socket {
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

    /// A new consumer with a conversation in this skill, subscribed to everything.
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

    /// The socket of a consumer whose client declares features (protocol §1.6).
    pub async fn client_with(&self, token: &str, features: &[&str]) -> Socket {
        let address = format!("/ws_api/account/{ACCOUNT}/messaging/consumer?v=3");
        let mut socket = self.socket(&address, None).await;
        let headers = json!([
            {"type": ".ams.headers.ConsumerAuthentication", "jwt": token},
            {"type": ".ams.headers.ClientProperties", "features": features},
        ]);
        let init = json!({"kind": "req", "id": "0", "type": "InitConnection", "headers": headers});
        assert_eq!(socket.asks("0", &init.to_string()).await["code"], 200);
        let list = json!({"stage": ["OPEN", "CLOSE"]});
        socket.gets("aam.SubscribeExConversations", list).await;
        socket
    }

    /// Waits until `count` uploads and downloads wait for the clock.
    pub async fn waits_for_the_clock(&self, count: u64) {
        let waits = async { while self.get("/control/clock", None).await.1["waiting"] != count {} };
        let outcome = tokio::time::timeout(Duration::from_secs(5), waits).await;
        outcome.expect("the requests wait for the clock");
    }

    /// Advances the clock.
    pub async fn later(&self, secs: u64) {
        let body = json!({"advanceMs": secs * 1_000}).to_string();
        assert_eq!(self.post("/control/clock", &body).await.0, 200);
    }
}
