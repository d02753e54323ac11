//! Reads submitted secure forms (protocol §3.11).

use super::Link;
use super::link::AskError;
use super::login::{Login, http};
use crate::ask;
use crate::received::{pairs, word};
use gloo_net::http::Request;
use serde_json::Value;

/// Fetches the fields of a submission.
///
/// # Errors
/// If the service does not know the submission, or does not respond.
pub async fn submission(
    link: &Link,
    login: &Login,
    dialog: &str,
    id: &str,
    invitation: &str,
) -> Result<Vec<(String, String)>, AskError> {
    let token = link
        .ask(ask::download_token(dialog, id, invitation))
        .await?;
    let path = format!("/pcigw/submission?otk={}", word(&token["readOtk"]));
    let answer = Request::get(&http(&login.form_host, &path)).send().await;
    let answer = answer.map_err(|_| AskError::NoAnswer)?;
    let text = answer.text().await.map_err(|_| AskError::NoAnswer)?;
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    if answer.ok() {
        Ok(pairs(&body["fields"]))
    } else {
        Err(AskError::Refused(word(&body["error"])))
    }
}
