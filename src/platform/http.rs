//! HTTP requests with JSON responses.

use gloo_net::http::{Method, RequestBuilder};
use hailer_messaging::wire::text;
use serde_json::Value;
use std::pin::Pin;

/// Why a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// No response: network, content policy or CORS. The browser does not say which.
    Network,
    /// A response with an error status.
    Status(u16),
    /// The response is not JSON.
    NotJson,
}

/// The browser writes the reason to its console and does not pass it to scripts.
impl From<gloo_net::Error> for HttpError {
    fn from(_: gloo_net::Error) -> Self {
        Self::Network
    }
}

/// A pending response. Boxed, so that all callers share the code of one type.
pub type Response = Pin<Box<dyn Future<Output = Result<Value, HttpError>>>>;

/// GETs a JSON document.
pub fn get(url: &str) -> Response {
    fetch(url.to_owned(), Method::GET, None)
}

/// POSTs a JSON body, or no body, and reads the JSON response.
pub fn post(url: &str, body: Option<String>) -> Response {
    fetch(url.to_owned(), Method::POST, body)
}

fn fetch(url: String, method: Method, body: Option<String>) -> Response {
    Box::pin(async move {
        let request = RequestBuilder::new(&url).method(method);
        let request = match body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(body)?,
            None => request.build()?,
        };
        let response = request.send().await?;
        if !response.ok() {
            return Err(HttpError::Status(response.status()));
        }
        text::parse(&response.text().await?).map_err(|_| HttpError::NotJson)
    })
}
