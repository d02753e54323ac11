//! The HTTP endpoints.

#![allow(
    clippy::result_large_err,
    reason = "a refusal is the answer itself, built once per request"
)]

mod connectors;
mod control;
mod desk;
mod discovery;
mod files;
mod idp;
mod login;
mod profiles;
mod secure_forms;
mod shifts;

pub use profiles::base;

use crate::sockets;
use crate::world::{Shared, lock};
use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use serde_json::Value;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Every address of the service.
pub fn router(shared: &Shared) -> Router {
    let mut router = Router::new()
        .route(
            "/",
            get(|| async { "hailer-stand-in: a development tool, not the real service\n" }),
        )
        .route(
            "/api/account/{account}/service/{*rest}",
            get(discovery::api),
        )
        .route(
            "/csdr/account/{account}/service/{*rest}",
            get(discovery::api),
        )
        .route("/api/account/{account}/signup", post(idp::signup))
        .route(
            "/api/account/{account}/signup.jsonp",
            get(idp::signup_jsonp),
        )
        .route(
            "/api/account/{account}/authenticate",
            post(idp::authenticate),
        )
        .route(
            "/api/account/{account}/anonymous/authorize",
            post(connectors::authorize),
        )
        .route(
            "/api/account/{account}/app/{connector}/authenticate",
            post(connectors::authenticate),
        )
        .route("/api/account/{account}/login", post(login::login))
        .route("/api/account/{account}/refresh", post(login::refresh))
        .route(
            "/api/account/{account}/configuration/le-connectors/all-connectors",
            get(connectors::list),
        )
        .route(
            "/api/account/{account}/configuration/le-users/skills",
            get(profiles::skills),
        )
        .route(
            "/api/account/{account}/configuration/le-users/users",
            get(profiles::users),
        )
        .route(
            "/api/account/{account}/configuration/le-users/users/{pid}",
            get(profiles::user),
        )
        .route(
            "/api/account/{account}/configuration/le-users/users/pid/{pid}",
            get(profiles::user_by_pid),
        )
        .route("/api/account/{account}/shift-status", get(shifts::status))
        .route("/portraits/{file}", get(profiles::portrait))
        .route("/pictures/{file}", get(profiles::picture))
        .route("/v1/{*path}", get(files::download).put(files::upload))
        .route(
            secure_forms::FORM,
            get(secure_forms::form).post(secure_forms::submit),
        )
        .route(secure_forms::SUBMITTED, get(secure_forms::submitted))
        .route(secure_forms::SUBMISSION, get(secure_forms::submission))
        .route(
            "/ws_api/account/{account}/messaging/consumer",
            any(sockets::consumer),
        )
        .route(
            "/ws_api/account/{account}/messaging/brand/{bearer}",
            any(sockets::brand),
        );
    if lock(shared).config.faults {
        router = router.nest("/control", control::router());
    }
    let built = lock(shared).config.desk.clone();
    router = desk::routes(router, built.as_deref());
    // Any page may embed the widget, so every origin is allowed. Requests with cookies need the
    // origin's name in place of `*`.
    let cors = CorsLayer::very_permissive()
        .allow_origin(AllowOrigin::mirror_request())
        .expose_headers([CONTENT_DISPOSITION]);
    router.layer(cors).with_state(shared.clone())
}

/// A JSON response with this status.
fn json(status: StatusCode, body: &Value) -> Response {
    let kind = [("content-type", "application/json")];
    (status, kind, body.to_string()).into_response()
}

/// A JSON response with status 200.
fn ok(body: &Value) -> Response {
    json(StatusCode::OK, body)
}

/// A JSON response whose `error` says what went wrong.
fn refuse(status: StatusCode, sentence: &str) -> Response {
    json(status, &serde_json::json!({"error": sentence}))
}

/// Parses a body as JSON. Invalid JSON becomes null.
fn read(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_default()
}

/// Refuses any account except the configured one.
fn check_account(shared: &Shared, account: &str) -> Result<(), Response> {
    if lock(shared).config.account == account {
        Ok(())
    } else {
        Err(refuse(StatusCode::NOT_FOUND, "There is no such account"))
    }
}
