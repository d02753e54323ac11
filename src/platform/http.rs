//! HTTP by the browser's fetch.

use hailer_messaging::wire::text;
use js_sys::Array;
use serde_json::Value;
use std::pin::Pin;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

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
impl From<JsValue> for HttpError {
    fn from(_: JsValue) -> Self {
        Self::Network
    }
}

/// An answer on its way: one type, so that who waits for several carries one
/// piece of code for it.
pub type Answer = Pin<Box<dyn Future<Output = Result<Value, HttpError>>>>;

/// GETs a JSON document.
pub fn get(url: &str) -> Answer {
    ask(url.to_owned(), RequestInit::new())
}

/// POSTs a JSON text, or none at all, and reads the JSON answer.
pub fn post(url: &str, body: Option<&str>) -> Answer {
    let request = RequestInit::new();
    request.set_method("POST");
    if let Some(body) = body {
        let kind = Array::of2(&"content-type".into(), &"application/json".into());
        request.set_headers(&Array::of1(&kind));
        request.set_body(&body.into());
    }
    ask(url.to_owned(), request)
}

fn ask(url: String, request: RequestInit) -> Answer {
    Box::pin(async move {
        let window = web_sys::window().ok_or(HttpError::Network)?;
        let answer = JsFuture::from(window.fetch_with_str_and_init(&url, &request)).await?;
        let answer: Response = answer.unchecked_into();
        if !answer.ok() {
            return Err(HttpError::Status(answer.status()));
        }
        let text = JsFuture::from(answer.text()?).await?;
        text::parse(&text.as_string().unwrap_or_default()).map_err(|_| HttpError::NotJson)
    })
}
