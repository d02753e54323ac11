//! HTTP by `gloo-net`.

use gloo_net::http::{Method, RequestBuilder};
use hailer_messaging::wire::text;
use serde_json::Value;
use std::pin::Pin;

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

/// A browser rejects for a reason that it tells only its own console.
impl From<gloo_net::Error> for HttpError {
    fn from(_: gloo_net::Error) -> Self {
        Self::Network
    }
}

/// An answer on its way: one type, so that who waits for several carries one
/// piece of code for it.
pub type Answer = Pin<Box<dyn Future<Output = Result<Value, HttpError>>>>;

/// GETs a JSON document.
pub fn get(url: &str) -> Answer {
    ask(url.to_owned(), Method::GET, None)
}

/// POSTs a JSON text, or none at all, and reads the JSON answer.
pub fn post(url: &str, body: Option<String>) -> Answer {
    ask(url.to_owned(), Method::POST, body)
}

fn ask(url: String, method: Method, body: Option<String>) -> Answer {
    Box::pin(async move {
        let request = RequestBuilder::new(&url).method(method);
        let request = match body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(body)?,
            None => request.build()?,
        };
        let answer = request.send().await?;
        if !answer.ok() {
            return Err(HttpError::Status(answer.status()));
        }
        text::parse(&answer.text().await?).map_err(|_| HttpError::NotJson)
    })
}
