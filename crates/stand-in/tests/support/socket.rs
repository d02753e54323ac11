//! Opening sockets, asking on them and waiting for what they tell.

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
    /// Frames that came while another was waited for.
    waiting: Vec<Value>,
    asked: u32,
}

impl Service {
    /// How the server answers the wish for a socket: 101 when it opens one.
    pub async fn upgrade_status(&self, path: &str) -> u16 {
        match connect_async(format!("ws://{}{path}", self.host)).await {
            Ok(_) => 101,
            Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => answer.status().as_u16(),
            Err(error) => panic!("{error}"),
        }
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

    /// Publishes with metadata beside the event, as a click does; the answer.
    pub async fn publishes_with(&mut self, dialog: &str, event: Value, metadata: Value) -> Value {
        self.asked += 1;
        let id = format!("ask-{}", self.asked);
        let body = json!({"dialogId": dialog, "event": event});
        let frame = json!({"kind": "req", "id": id, "type": "ms.PublishEvent", "body": body,
            "metadata": metadata});
        self.asks(&id, &frame.to_string()).await
    }

    /// The next event for which something holds, as it is told: the agents' shape or the consumers'.
    pub async fn event_where(&mut self, holds: impl Fn(&Value) -> bool) -> Value {
        fn of(body: &Value) -> Vec<Value> {
            body["changes"]
                .as_array()
                .cloned()
                .unwrap_or_else(|| vec![body.clone()])
        }
        let is_told = |frame: &Value| {
            let kind = frame["type"].as_str().unwrap_or_default();
            let names = ["MessagingEventNotification", "OnlineEventDistribution"];
            names.iter().any(|name| kind.ends_with(name)) && of(&frame["body"]).iter().any(&holds)
        };
        let told = self.wait("a certain event", is_told).await;
        of(&told["body"]).into_iter().find(holds).unwrap()
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

    /// Lays aside what came and was not waited for.
    pub fn forget(&mut self) {
        self.waiting.clear();
    }

    /// Asks, and everything that comes from then on, the response included, in the order it came.
    pub async fn hears_after(&mut self, kind: &str, body: Value) -> Vec<Value> {
        self.everything_heard().await;
        self.forget();
        let frame =
            json!({"kind": "req", "id": "asked", "type": format!(".ams.{kind}"), "body": body});
        self.sends(&frame.to_string()).await;
        self.everything_heard().await;
        core::mem::take(&mut self.waiting)
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
