//! Opens sockets, sends requests and waits for frames.

use super::{ACCOUNT, Service};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const PATIENCE: Duration = Duration::from_secs(5);

/// An open socket.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Frames that were received while the test waited for another one.
    waiting: Vec<Value>,
    asked: u32,
}

impl Service {
    /// The status of the response to a WebSocket upgrade: 101 if it succeeds.
    pub async fn upgrade_status(&self, path: &str) -> u16 {
        match connect_async(format!("ws://{}{path}", self.host)).await {
            Ok(_) => 101,
            Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => answer.status().as_u16(),
            Err(error) => panic!("{error}"),
        }
    }

    /// A consumer's socket, with the token in the header as in the documents.
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

    /// A socket at any path.
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
    /// Sends a frame unchanged.
    pub async fn sends(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    /// Waits for the response to a request, by its id.
    pub async fn answer(&mut self, id: &str) -> Value {
        self.wait(&format!("an answer to {id}"), |frame| {
            frame["kind"] == "resp" && frame["reqId"] == id
        })
        .await
    }

    /// Sends a frame and waits for the response.
    pub async fn asks(&mut self, id: &str, text: &str) -> Value {
        self.sends(text).await;
        self.answer(id).await
    }

    /// Sends a request in the first generation, as agents do, and returns the response.
    pub async fn ask(&mut self, kind: &str, body: Value) -> Value {
        self.asked += 1;
        let id = format!("ask-{}", self.asked);
        let frame = json!({"kind": "req", "id": id, "type": format!(".ams.{kind}"), "body": body});
        self.asks(&id, &frame.to_string()).await
    }

    /// Sends a request that must succeed, and returns the response's body.
    pub async fn gets(&mut self, kind: &str, body: Value) -> Value {
        let answer = self.ask(kind, body).await;
        assert!(answer["code"].as_u64().unwrap() < 300, "{kind}: {answer}");
        answer["body"].clone()
    }

    /// Sends a request that must be refused, and returns the code and the reason.
    pub async fn is_refused(&mut self, kind: &str, body: Value) -> (u64, String) {
        let answer = self.ask(kind, body).await;
        let code = answer["code"].as_u64().unwrap();
        assert!(code >= 400, "{kind}: {answer}");
        assert_eq!(answer["type"], ".ReqBody$StringResp");
        (code, answer["body"].as_str().unwrap().to_owned())
    }

    /// Changes a conversation and returns the text of the response.
    pub async fn updates(&mut self, conversation: &str, field: Value) -> String {
        let body = json!({"conversationId": conversation, "conversationField": field});
        let said = self.gets("cm.UpdateConversationField", body).await;
        said.as_str().unwrap().to_owned()
    }

    /// Publishes an event and returns its sequence.
    pub async fn publishes(&mut self, dialog: &str, event: Value) -> u64 {
        let body = json!({"dialogId": dialog, "event": event});
        let said = self.gets("ms.PublishEvent", body).await;
        said["sequence"].as_u64().unwrap()
    }

    /// Publishes an event with metadata, as a click does, and returns the response.
    pub async fn publishes_with(&mut self, dialog: &str, event: Value, metadata: Value) -> Value {
        self.asked += 1;
        let id = format!("ask-{}", self.asked);
        let body = json!({"dialogId": dialog, "event": event});
        let frame = json!({"kind": "req", "id": id, "type": "ms.PublishEvent", "body": body,
            "metadata": metadata});
        self.asks(&id, &frame.to_string()).await
    }

    /// Waits for an event for which `holds` is true, in the format of either side.
    pub async fn event_where(&mut self, holds: impl Fn(&Value) -> bool) -> Value {
        fn of(body: &Value) -> Vec<Value> {
            body["changes"]
                .as_array()
                .cloned()
                .unwrap_or_else(|| vec![body.clone()])
        }
        let is_received = |frame: &Value| {
            let kind = frame["type"].as_str().unwrap_or_default();
            let names = ["MessagingEventNotification", "OnlineEventDistribution"];
            names.iter().any(|name| kind.ends_with(name)) && of(&frame["body"]).iter().any(&holds)
        };
        let seen = self.wait("a certain event", is_received).await;
        of(&seen["body"]).into_iter().find(holds).unwrap()
    }

    /// Publishes a text and returns its sequence.
    pub async fn says(&mut self, dialog: &str, words: &str) -> u64 {
        let event = json!({"type": "ContentEvent", "contentType": "text/plain", "message": words});
        self.publishes(dialog, event).await
    }

    /// Waits for a ring in this state, and returns its result.
    pub async fn ring(&mut self, state: &str) -> Value {
        let is =
            |body: &Value| body["changes"][0]["result"]["ringsDetails"][0]["ringState"] == state;
        let seen = self.notification_where("RoutingTaskNotification", is).await;
        seen["body"]["changes"][0]["result"].clone()
    }

    /// Accepts or rejects a ring.
    pub async fn answers(&mut self, ring: &Value, state: &str) -> Value {
        let body = json!({"ringId": ring["ringsDetails"][0]["ringId"], "ringState": state});
        self.ask("routing.UpdateRingState", body).await
    }

    /// Waits for a change of a conversation for which `holds` is true, and returns its details.
    pub async fn conversation_where(&mut self, holds: impl Fn(&Value) -> bool) -> Value {
        let is = |body: &Value| holds(&body["changes"][0]["result"]["conversationDetails"]);
        let seen = self
            .notification_where("ExConversationChangeNotification", is)
            .await;
        seen["body"]["changes"][0]["result"]["conversationDetails"].clone()
    }

    /// Whether a notification was received. It first sends a request and waits for the response,
    /// because frames keep their order: everything caused before has arrived then.
    pub async fn has_received(&mut self, kind: &str, holds: impl Fn(&Value) -> bool) -> bool {
        self.gets("GetClock", json!({})).await;
        self.waiting.iter().any(|frame| {
            frame["type"].as_str().unwrap_or_default().ends_with(kind) && holds(&frame["body"])
        })
    }

    /// All frames that were received and not waited for.
    pub async fn all_frames(&mut self) -> &[Value] {
        self.gets("GetClock", json!({})).await;
        &self.waiting
    }

    /// Drops all received frames.
    pub fn forget(&mut self) {
        self.waiting.clear();
    }

    /// Sends a request, and returns all frames that follow in their order, including the response.
    pub async fn frames_after(&mut self, kind: &str, body: Value) -> Vec<Value> {
        self.all_frames().await;
        self.forget();
        let frame =
            json!({"kind": "req", "id": "asked", "type": format!(".ams.{kind}"), "body": body});
        self.sends(&frame.to_string()).await;
        self.all_frames().await;
        core::mem::take(&mut self.waiting)
    }

    /// Waits for a notification of this kind.
    pub async fn notification(&mut self, kind: &str) -> Value {
        let is_kind = |frame: &Value| {
            frame["kind"] == "notification"
                && frame["type"].as_str().unwrap_or_default().ends_with(kind)
        };
        self.wait(&format!("a notification {kind}"), is_kind).await
    }

    /// Waits for a notification of this kind for which `holds` is true.
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

    /// Waits until the server closes the socket, and returns the code.
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
