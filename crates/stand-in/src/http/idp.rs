//! The identity provider (protocol §1.2).

use super::{check_account, discovery::jsonp, ok, read, refuse};
use crate::tokens::external_subject;
use crate::world::{Shared, World, lock};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Creates a new anonymous identity.
pub async fn signup(State(shared): State<Shared>, Path(account): Path<String>) -> Response {
    match new_token(&shared, &account, None, false) {
        Ok(token) => ok(&json!({"jwt": token})),
        Err(refusal) => refusal,
    }
}

/// Like [`signup`], as a JSONP script.
pub async fn signup_jsonp(
    State(shared): State<Shared>,
    Path(account): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    match new_token(&shared, &account, None, false) {
        Ok(token) => jsonp(
            query.get("callback").map_or("callback", String::as_str),
            &json!({"jwt": token}),
        ),
        Err(refusal) => refusal,
    }
}

/// Signs in a consumer with the brand's authorization code.
pub async fn authenticate(
    State(shared): State<Shared>,
    Path(account): Path<String>,
    body: String,
) -> Response {
    let body = read(&body);
    let Some(code) = body["authCode"].as_str().filter(|code| !code.is_empty()) else {
        return refuse(StatusCode::BAD_REQUEST, "Missing authCode");
    };
    match new_token(&shared, &account, Some(external_subject(code)), false) {
        Ok(token) => ok(&json!({"jwt": token})),
        Err(refusal) => refusal,
    }
}

/// Step one of an anonymous login. With an old token in the body, the identity stays the same.
pub async fn authorize(
    State(shared): State<Shared>,
    Path(account): Path<String>,
    body: String,
) -> Response {
    let old = read(&body)["id_token"].as_str().map(str::to_owned);
    let token = match old {
        Some(old) => renewed(&shared, &old, true),
        None => new_token(&shared, &account, None, true),
    };
    match token {
        Ok(token) => ok(&json!({"token": token})),
        Err(refusal) => refusal,
    }
}

/// Step two: exchanges an external token or a code for a token that sockets accept.
pub async fn app_authenticate(
    State(shared): State<Shared>,
    Path((account, _connector)): Path<(String, String)>,
    body: String,
) -> Response {
    let body: Value = read(&body);
    let token = match (body["id_token"].as_str(), body["code"].as_str()) {
        (Some(external), _) => renewed(&shared, external, false),
        (None, Some(code)) => new_token(&shared, &account, Some(external_subject(code)), false),
        (None, None) => Err(refuse(StatusCode::BAD_REQUEST, "Missing id_token")),
    };
    match token {
        Ok(token) => ok(&json!({"token": token})),
        Err(refusal) => refusal,
    }
}

fn new_token(
    shared: &Shared,
    account: &str,
    external: Option<String>,
    is_external: bool,
) -> Result<String, Response> {
    check_account(shared, account)?;
    let mut world = lock(shared);
    check_fault(&mut world)?;
    let consumer = world.consumer(external);
    let consumer =
        consumer.map_err(|error| refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()))?;
    Ok(world.token(&consumer, is_external))
}

/// Issues a new token for an old one. The old token may have expired.
fn renewed(shared: &Shared, old: &str, is_external: bool) -> Result<String, Response> {
    let mut world = lock(shared);
    check_fault(&mut world)?;
    let claims = world.tokens.read(old);
    let consumer = claims.and_then(|claims| world.consumers.get(&claims.subject));
    let consumer =
        consumer.ok_or_else(|| refuse(StatusCode::UNAUTHORIZED, "The id_token is not ours"))?;
    Ok(world.token(consumer, is_external))
}

fn check_fault(world: &mut World) -> Result<(), Response> {
    if world.faults.refuses_identity() {
        return Err(refuse(StatusCode::UNAUTHORIZED, "Refused, as a test asked"));
    }
    Ok(())
}
