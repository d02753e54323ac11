//! Skills, users and public profiles (protocol §6.8).

use super::{check_account, ok, refuse};
use crate::agents::{AGENTS, Agent, skills as all_skills};
use crate::tls::Origin;
use crate::world::{Shared, lock};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// The account's skills, for agents.
pub async fn skills(
    State(shared): State<Shared>,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Response {
    match check_bearer(&shared, &account, &headers) {
        Ok(()) => ok(&all_skills()),
        Err(refusal) => refusal,
    }
}

/// The account's agents, for agents.
pub async fn users(
    State(shared): State<Shared>,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = check_bearer(&shared, &account, &headers) {
        return refusal;
    }
    let all = AGENTS.iter().map(|agent| {
        json!({"id": agent.user_id, "pid": agent.pid, "loginName": agent.login,
               "nickname": agent.nickname, "fullName": agent.full_name})
    });
    ok(&all.collect::<Value>())
}

/// An agent's public profile, for everybody.
pub async fn user(
    State(shared): State<Shared>,
    Path((account, pid)): Path<(String, String)>,
    ConnectInfo(origin): ConnectInfo<Origin>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = check_account(&shared, &account) {
        return refusal;
    }
    let host = headers
        .get("host")
        .and_then(|host| host.to_str().ok())
        .unwrap_or("127.0.0.1");
    match Agent::find(&pid) {
        Some(agent) => ok(&agent.public_profile(&format!("{}://{host}", origin.scheme()))),
        None => refuse(StatusCode::NOT_FOUND, "There is no such agent"),
    }
}

/// An agent's portrait.
pub async fn portrait(Path(file): Path<String>) -> Response {
    let agent = file.strip_suffix(".svg").and_then(Agent::find);
    match agent {
        Some(agent) => ([("content-type", "image/svg+xml")], agent.portrait()).into_response(),
        None => refuse(StatusCode::NOT_FOUND, "There is no such portrait"),
    }
}

/// The ways to log in; the second is the anonymous one.
pub async fn connectors(State(shared): State<Shared>, Path(account): Path<String>) -> Response {
    match check_account(&shared, &account) {
        Ok(()) => ok(&json!([
            {"id": 4_711, "type": 1, "name": "Brand login"},
            {"id": 4_712, "type": 2, "name": "Unauthenticated messaging"},
        ])),
        Err(refusal) => refusal,
    }
}

fn check_bearer(shared: &Shared, account: &str, headers: &HeaderMap) -> Result<(), Response> {
    check_account(shared, account)?;
    let header = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    let bearer = header.and_then(|value| value.strip_prefix("Bearer "));
    let is_known = bearer.is_some_and(|bearer| lock(shared).bearers.contains_key(bearer));
    is_known
        .then_some(())
        .ok_or_else(|| refuse(StatusCode::UNAUTHORIZED, "Bad bearer"))
}
