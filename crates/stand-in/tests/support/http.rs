//! HTTP requests of the tests.

use super::Service;
use serde_json::Value;

impl Service {
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
