//! HTTP by the browser's fetch.

use gloo_net::http::{Request, RequestBuilder, Response};
use hailer_messaging::wire::json;
use serde_json::Value;

/// Why there is no answer to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// No answer at all: network, policy or CORS; a browser does not say which.
    Network,
    /// An answer with this status.
    Status(u16),
    /// An answer that is not JSON.
    NotJson,
}

/// GETs a JSON document.
pub async fn get(url: &str) -> Result<Value, HttpError> {
    let request = Request::get(url).build().map_err(|_| HttpError::Network)?;
    read(request.send().await).await
}

/// POSTs a JSON body, or none at all, and reads the JSON answer.
pub async fn post(url: &str, body: Option<&Value>) -> Result<Value, HttpError> {
    let request: RequestBuilder = Request::post(url);
    let request = match body {
        Some(body) => request
            .header("content-type", "application/json")
            .body(json::write(body)),
        None => request.build(),
    };
    let request = request.map_err(|_| HttpError::Network)?;
    read(request.send().await).await
}

async fn read(answer: Result<Response, gloo_net::Error>) -> Result<Value, HttpError> {
    let answer = answer.map_err(|_| HttpError::Network)?;
    if !answer.ok() {
        return Err(HttpError::Status(answer.status()));
    }
    let text = answer.text().await.map_err(|_| HttpError::Network)?;
    json::parse(&text).map_err(|_| HttpError::NotJson)
}
