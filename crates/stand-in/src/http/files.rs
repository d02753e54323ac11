//! The file service (protocol §3.9).

use super::refuse;
use crate::clock;
use crate::faults::UploadFault;
use crate::files;
use crate::world::{Shared, World, lock};
use axum::body::{Body, BodyDataStream};
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt as _, stream};
use std::collections::HashMap;
use std::io;

type Signed = Query<HashMap<String, String>>;

/// Stores a file, if the signature of its address is valid.
pub async fn upload(
    State(shared): State<Shared>,
    Path(path): Path<String>,
    query: Signed,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let path = format!("/v1/{path}");
    let (fault, delay_ms) = {
        let mut world = lock(&shared);
        if !is_good(&world, "PUT", &path, &query) {
            return refuse(StatusCode::UNAUTHORIZED, "The address has expired");
        }
        let faults = &mut world.faults.files;
        (faults.fails_upload(), faults.delay_ms)
    };
    let length = headers.get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let mut file = Incoming {
        body: body.into_data_stream(),
        bytes: Vec::new(),
    };
    if let Err(refusal) = file.read_to(length.unwrap_or_default() / 2).await {
        return refusal;
    }
    match fault {
        Some(UploadFault::Cut) => return cut(),
        Some(UploadFault::Refused(code)) => {
            let code = StatusCode::from_u16(code).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
            return refuse(code, "Refused, as a test asked");
        }
        None => {}
    }
    clock::wait(&shared, delay_ms).await;
    if let Err(refusal) = file.read_to(usize::MAX).await {
        return refusal;
    }
    match lock(&shared).store.store_file(&path, &file.bytes) {
        Ok(()) => StatusCode::CREATED.into_response(),
        Err(error) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

/// The body of an upload, read in parts.
struct Incoming {
    body: BodyDataStream,
    bytes: Vec<u8>,
}

impl Incoming {
    /// Reads until at least `wanted` bytes have arrived, or to the end of the body.
    async fn read_to(&mut self, wanted: usize) -> Result<(), Response> {
        while self.bytes.len() < wanted {
            match self.body.next().await {
                None => return Ok(()),
                Some(Ok(part)) => self.bytes.extend_from_slice(&part),
                Some(Err(_)) => {
                    return Err(refuse(
                        StatusCode::BAD_REQUEST,
                        "The upload was interrupted",
                    ));
                }
            }
            if self.bytes.len() > files::MAX_BYTES {
                return Err(refuse(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "The file is too large",
                ));
            }
        }
        Ok(())
    }
}

/// Returns a response whose body fails at once, so that the server closes the connection.
fn cut() -> Response {
    let fault = Err::<Vec<u8>, _>(io::Error::other("cut, as a test asked"));
    let body = Body::from_stream(stream::once(async { fault }));
    (StatusCode::INTERNAL_SERVER_ERROR, body).into_response()
}

/// Returns a file, if the signature of its address is valid.
pub async fn download(
    State(shared): State<Shared>,
    Path(path): Path<String>,
    query: Signed,
) -> Response {
    let path = format!("/v1/{path}");
    let delay_ms = {
        let world = lock(&shared);
        if !is_good(&world, "GET", &path, &query) {
            return refuse(StatusCode::UNAUTHORIZED, "The address has expired");
        }
        world.faults.files.delay_ms
    };
    clock::wait(&shared, delay_ms).await;
    let Some(bytes) = lock(&shared).store.file(&path) else {
        return refuse(StatusCode::NOT_FOUND, "There is no such file");
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    let content_type = files::content_type(name);
    // Browsers display pictures and save all other files.
    let disposition = if content_type.starts_with("image/") {
        "inline"
    } else {
        "attachment"
    };
    let headers = [
        (CONTENT_TYPE, content_type.to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("{disposition}; filename=\"{name}\""),
        ),
    ];
    (headers, bytes).into_response()
}

fn is_good(world: &World, method: &str, path: &str, query: &HashMap<String, String>) -> bool {
    let expires = query
        .get("temp_url_expires")
        .and_then(|text| text.parse::<u64>().ok());
    let (Some(expires_secs), Some(signature)) = (expires, query.get("temp_url_sig")) else {
        return false;
    };
    expires_secs >= world.now_ms() / 1000
        && world.file_signature(method, path, expires_secs) == *signature
}
