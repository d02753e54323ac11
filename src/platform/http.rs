//! HTTP by the browser's fetch.

use gloo_net::http::Request;
use hailer_messaging::wire::json::{self, Value};
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

/// An answer on its way: one type, so that who waits for several carries one
/// piece of code for it.
pub type Answer = Pin<Box<dyn Future<Output = Result<Value, HttpError>>>>;

/// GETs a JSON document.
pub fn get(url: &str) -> Answer {
    ask(Request::get(url).build())
}

/// POSTs a JSON body, or none at all, and reads the JSON answer.
pub fn post(url: &str, body: Option<&Value>) -> Answer {
    let request = Request::post(url);
    ask(match body {
        Some(body) => request
            .header("content-type", "application/json")
            .body(json::write(body)),
        None => request.build(),
    })
}

fn ask(request: Result<Request, gloo_net::Error>) -> Answer {
    Box::pin(async move {
        let request = request.map_err(|_| HttpError::Network)?;
        let answer = request.send().await.map_err(|_| HttpError::Network)?;
        if !answer.ok() {
            return Err(HttpError::Status(answer.status()));
        }
        let text = answer.text().await.map_err(|_| HttpError::Network)?;
        json::parse(&text).map_err(|_| HttpError::NotJson)
    })
}
