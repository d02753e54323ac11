//! A client of the stand-in: a socket, and the two REST requests before it.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

/// An open socket.
pub struct Client {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    last_id: u64,
    /// The number of frames in both directions.
    pub frames: u64,
}

impl Client {
    /// Opens a socket.
    pub async fn open(host: &str, path: &str, token: Option<&str>) -> Result<Self, String> {
        let request = format!("ws://{host}{path}").into_client_request();
        let mut request = request.map_err(|error| error.to_string())?;
        if let Some(token) = token {
            let value = token
                .parse()
                .map_err(|_| "the token is not a valid header value")?;
            request.headers_mut().insert("authorization", value);
        }
        // Without Nagle's algorithm, like browsers.
        let (stream, _) = (connect_async_with_config(request, None, true).await)
            .map_err(|error| format!("cannot open {path}: {error}"))?;
        Ok(Self {
            stream,
            last_id: 0,
            frames: 0,
        })
    }

    /// Sends a request and returns its id.
    pub async fn send(&mut self, kind: &str, body: Value) -> Result<String, String> {
        self.last_id += 1;
        self.frames += 1;
        let id = self.last_id.to_string();
        let frame = json!({"kind": "req", "id": id, "type": kind, "body": body});
        let sent = self.stream.send(Message::text(frame.to_string())).await;
        sent.map_err(|error| error.to_string())?;
        Ok(id)
    }

    /// Sends a request and returns the response's body. Other frames are dropped meanwhile.
    pub async fn ask(&mut self, kind: &str, body: Value) -> Result<Value, String> {
        let id = self.send(kind, body).await?;
        loop {
            let frame = self.next().await?;
            if frame["kind"] == "resp" && frame["reqId"] == id {
                return match frame["code"].as_u64() {
                    Some(code) if code < 300 => Ok(frame["body"].clone()),
                    _ => Err(format!("{kind} was refused: {frame}")),
                };
            }
        }
    }

    /// The next frame.
    pub async fn next(&mut self) -> Result<Value, String> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    self.frames += 1;
                    return serde_json::from_str(&text).map_err(|error| error.to_string());
                }
                Some(Ok(Message::Close(frame))) => return Err(format!("closed: {frame:?}")),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.to_string()),
                None => return Err("the socket ended".to_owned()),
            }
        }
    }
}

/// A new consumer's token.
pub async fn sign_up(host: &str, account: &str) -> Result<String, String> {
    let url = format!("http://{host}/api/account/{account}/signup");
    post(url, json!({}), "jwt").await
}

/// An agent's bearer. The password equals the name.
pub async fn log_in(host: &str, account: &str, name: &str) -> Result<String, String> {
    let url = format!("http://{host}/api/account/{account}/login?v=1.3");
    post(url, json!({"username": name, "password": name}), "bearer").await
}

async fn post(url: String, body: Value, member: &'static str) -> Result<String, String> {
    let asked = tokio::task::spawn_blocking(move || {
        let answer = ureq::post(&url).send_json(&body);
        let mut answer = answer.map_err(|error| format!("{url}: {error}"))?;
        let answer: Value = (answer.body_mut())
            .read_json()
            .map_err(|error| format!("{url}: {error}"))?;
        Ok(answer[member].as_str().unwrap_or_default().to_owned())
    });
    asked.await.map_err(|error| error.to_string())?
}
