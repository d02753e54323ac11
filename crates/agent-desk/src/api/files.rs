//! Files: put where the service says, fetched from where it says (protocol §3.9).

use super::Link;
use super::link::AskError;
use super::login::{Login, http};
use crate::ask;
use crate::told::word;
use gloo_net::http::Request;
use serde_json::Value;

/// Puts a file on the service; its path there, and its kind.
///
/// # Errors
/// When the service does not take it.
pub async fn upload(
    link: &Link,
    login: &Login,
    file: &web_sys::File,
) -> Result<(String, String), AskError> {
    let name = file.name();
    let kind = name.rsplit('.').next().unwrap_or_default().to_uppercase();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a browser's lengths are whole"
    )]
    let bytes = file.size() as u64;
    let place = link.ask(ask::upload_url(&kind, bytes)).await?;
    let request = Request::put(&signed(login, &place)).body(file.clone());
    let request = request.map_err(|_| AskError::NoAnswer)?;
    let answer = request.send().await.map_err(|_| AskError::NoAnswer)?;
    if answer.ok() {
        Ok((word(&place["relativePath"]), kind))
    } else {
        Err(AskError::Refused("The file was not taken".to_owned()))
    }
}

/// The address of a file, good for a minute.
///
/// # Errors
/// When the service knows no such file.
pub async fn address_of(link: &Link, login: &Login, path: &str) -> Result<String, AskError> {
    Ok(signed(login, &link.ask(ask::download_url(path)).await?))
}

fn signed(login: &Login, place: &Value) -> String {
    let query = place["queryParams"].as_object().into_iter().flatten();
    let query: Vec<String> = query
        .map(|(name, value)| format!("{name}={}", word(value)))
        .collect();
    let path = format!("{}?{}", word(&place["relativePath"]), query.join("&"));
    http(&login.file_host, &path)
}
