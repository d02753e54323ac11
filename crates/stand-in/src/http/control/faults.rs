//! `POST /control/faults` switches faults on and off.

use super::super::{ok, read, refuse};
use crate::faults::{Faults, FileFaults};
use crate::store::StoreError;
use crate::world::{Shared, lock};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json as value};
use std::time::Duration;

/// Switches faults on and off. A fault that the body does not name stays as it is.
pub async fn set(State(shared): State<Shared>, body: String) -> Response {
    let asked = read(&body);
    let mut world = lock(&shared);
    set_frames(&mut world.faults, &asked);
    set_files(&mut world.faults.files, &asked);
    let outcome: Result<(), StoreError> = if asked["loseFiles"] == true {
        world.store.delete_files()
    } else {
        Ok(())
    };
    match outcome {
        Ok(()) => ok(&value!({})),
        Err(error) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

fn number<T: TryFrom<u64>>(asked: &Value, name: &str) -> Option<T> {
    asked[name]
        .as_u64()
        .and_then(|number| number.try_into().ok())
}

fn set_frames(faults: &mut Faults, asked: &Value) {
    if let Some(count) = number(asked, "losePublishResponses") {
        faults.lose_publish_responses = count;
    }
    if let Some(delay_ms) = number(asked, "delayMs") {
        faults.delay = Duration::from_millis(delay_ms);
    }
    if let Some(count) = number(asked, "refusePublishes") {
        faults.refuse_publishes = count;
        faults.refuse_code = number(asked, "refuseCode").unwrap_or(500);
    }
    let counts = [
        ("refuseIdentities", &mut faults.refuse_identities),
        ("expireFormTokens", &mut faults.expire_form_tokens),
        ("refuseForms", &mut faults.refuse_forms),
    ];
    for (name, count) in counts {
        *count = number(asked, name).unwrap_or(*count);
    }
    if let Some(count) = number(asked, "refuseConnections") {
        faults.refuse_connections = count;
        faults.close_code = number(asked, "closeCode").unwrap_or(4401);
    }
    let flags = [
        ("repeat", &mut faults.repeat),
        ("singleElements", &mut faults.single_elements),
        ("unknownFields", &mut faults.unknown_fields),
    ];
    for (name, flag) in flags {
        *flag = asked[name].as_bool().unwrap_or(*flag);
    }
    if asked["reorderNext"] == true {
        faults.reorder_next();
    }
}

fn set_files(faults: &mut FileFaults, asked: &Value) {
    let counts = [
        ("refuseFileUrls", &mut faults.refuse_addresses),
        ("expireFileUrls", &mut faults.expire_addresses),
        ("cutUploads", &mut faults.cut_uploads),
    ];
    for (name, count) in counts {
        *count = number(asked, name).unwrap_or(*count);
    }
    if let Some(count) = number(asked, "refuseUploads") {
        faults.refuse_uploads = count;
        faults.upload_code = number(asked, "uploadCode").unwrap_or(503);
    }
    if let Some(delay_ms) = number(asked, "delayFilesMs") {
        faults.delay_ms = delay_ms;
    }
}
