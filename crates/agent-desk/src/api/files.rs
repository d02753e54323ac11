//! Uploads and downloads through signed URLs (protocol §3.9).

use super::Link;
use super::link::AskError;
use super::login::{Login, http};
use crate::ask;
use crate::received::word;
use gloo_net::http::Request;
use serde_json::Value;

/// Uploads a file. Returns its path and its type.
///
/// # Errors
/// If the service rejects it.
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
        reason = "a file size is a positive whole number"
    )]
    let bytes = file.size() as u64;
    let place = link.ask(ask::upload_url(&kind, bytes)).await?;
    let request = Request::put(&signed(login, &place)).body(file.clone());
    let request = request.map_err(|_| AskError::NoAnswer)?;
    let answer = request.send().await.map_err(|_| AskError::NoAnswer)?;
    if answer.ok() {
        Ok((word(&place["relativePath"]), kind))
    } else {
        Err(AskError::Refused("The file was rejected".to_owned()))
    }
}

/// The URL of a file, valid for a minute.
///
/// # Errors
/// If the file does not exist.
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
