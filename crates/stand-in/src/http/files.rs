//! The file service (protocol §3.9).

use super::refuse;
use crate::world::{Shared, lock};
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;

type Signed = Query<HashMap<String, String>>;

/// Stores a file, if the signature of its address is valid.
pub async fn upload(
    State(shared): State<Shared>,
    Path(path): Path<String>,
    query: Signed,
    body: Bytes,
) -> Response {
    let path = format!("/v1/{path}");
    if !is_good(&shared, "PUT", &path, &query) {
        return refuse(StatusCode::UNAUTHORIZED, "The address has expired");
    }
    match lock(&shared).store.store_file(&path, &body) {
        Ok(()) => StatusCode::CREATED.into_response(),
        Err(error) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

/// Returns a file, if the signature of its address is valid.
pub async fn download(
    State(shared): State<Shared>,
    Path(path): Path<String>,
    query: Signed,
) -> Response {
    let path = format!("/v1/{path}");
    if !is_good(&shared, "GET", &path, &query) {
        return refuse(StatusCode::UNAUTHORIZED, "The address has expired");
    }
    match lock(&shared).store.file(&path) {
        Some(bytes) => bytes.into_response(),
        None => refuse(StatusCode::NOT_FOUND, "There is no such file"),
    }
}

fn is_good(shared: &Shared, method: &str, path: &str, query: &HashMap<String, String>) -> bool {
    let expires = query
        .get("temp_url_expires")
        .and_then(|text| text.parse::<u64>().ok());
    let (Some(expires_secs), Some(signature)) = (expires, query.get("temp_url_sig")) else {
        return false;
    };
    let world = lock(shared);
    expires_secs >= world.now_ms() / 1000
        && world.file_signature(method, path, expires_secs) == *signature
}
