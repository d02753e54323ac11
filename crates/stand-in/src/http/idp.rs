//! The identity provider (protocol §1.2).

use super::{check_account, discovery::jsonp, ok, read, refuse};
use crate::tokens::{BrandClaims, brand_claims};
use crate::world::{Shared, World, lock};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use std::collections::HashMap;

/// Creates a new anonymous identity.
pub async fn signup(State(shared): State<Shared>, Path(account): Path<String>) -> Response {
    match signed_up(&shared, &account) {
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
    match signed_up(&shared, &account) {
        Ok(token) => jsonp(
            query.get("callback").map_or("callback", String::as_str),
            &json!({"jwt": token}),
        ),
        Err(refusal) => refusal,
    }
}

fn signed_up(shared: &Shared, account: &str) -> Result<String, Response> {
    if !lock(shared).config.switches.signup {
        let sentence = "This account accepts no sign-ups: use unauthenticated messaging";
        return Err(refuse(StatusCode::FORBIDDEN, sentence));
    }
    new_token(shared, account, None, false)
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
    match new_token(&shared, &account, Some(brand_claims(code)), false) {
        Ok(token) => ok(&json!({"jwt": token})),
        Err(refusal) => refusal,
    }
}

pub(super) fn new_token(
    shared: &Shared,
    account: &str,
    brand: Option<BrandClaims>,
    is_external: bool,
) -> Result<String, Response> {
    check_account(shared, account)?;
    let mut world = lock(shared);
    check_fault(&mut world)?;
    let consumer = world.consumer(brand);
    let consumer =
        consumer.map_err(|error| refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()))?;
    Ok(world.token(&consumer, is_external))
}

pub(super) fn check_fault(world: &mut World) -> Result<(), Response> {
    if world.faults.refuses_identity() {
        return Err(refuse(StatusCode::UNAUTHORIZED, "Refused, as a test asked"));
    }
    Ok(())
}
