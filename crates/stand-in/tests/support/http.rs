//! HTTP requests of the tests.

use super::Service;
use serde_json::Value;
use std::collections::HashMap;

/// A response.
pub struct Reply {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Service {
    /// POSTs to an address under `/control`.
    pub async fn control(&self, name: &str, body: Value) {
        let (status, said) = self
            .post(&format!("/control/{name}"), &body.to_string())
            .await;
        assert_eq!(status, 200, "{said}");
    }

    /// GETs JSON. Returns the status and the body.
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

    /// POSTs text. Returns the status and the body.
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

    /// POSTs text with headers. Returns the status, the body and the `Set-Cookie` header.
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

    /// Sends any request and returns the response.
    pub async fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.host));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.to_vec()).unwrap();
        blocking(move || {
            let agent = agent();
            let config = agent
                .configure_request(request)
                .allow_non_standard_methods(true);
            let mut answer = agent.run(config.build()).unwrap();
            let headers = answer.headers().iter();
            Reply {
                status: answer.status().as_u16(),
                headers: headers
                    .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                    .collect(),
                body: answer.body_mut().read_to_vec().unwrap(),
            }
        })
        .await
    }

    /// PUTs bytes. Returns the status.
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

    /// PUTs bytes. Returns whether the file was stored; an interrupted upload was not.
    pub async fn is_put(&self, path: &str, bytes: &[u8]) -> bool {
        let url = format!("http://{}{path}", self.host);
        let bytes = bytes.to_vec();
        blocking(move || agent().put(&url).send(&bytes[..]))
            .await
            .is_ok_and(|answer| answer.status() == 201)
    }

    /// GETs bytes. Returns the status and the body.
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
