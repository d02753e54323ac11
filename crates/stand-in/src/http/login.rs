//! Agents' login (protocol §6.2).

use super::{check_account, json, ok, read, refuse};
use crate::world::{Shared, lock, new_id};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use serde_json::json as value;

/// User name and password; a second login ends the first bearer.
pub async fn login(
    State(shared): State<Shared>,
    Path(account): Path<String>,
    body: String,
) -> Response {
    if let Err(refusal) = check_account(&shared, &account) {
        return refusal;
    }
    let body = read(&body);
    let mut world = lock(&shared);
    let agents = &world.config.agents;
    let agent = body["username"]
        .as_str()
        .and_then(|login| agents.by_login(login));
    let agent = agent.filter(|agent| body["password"] == agent.password);
    let Some(agent) = agent.cloned() else {
        let body =
            value!({"error": {"internalCode": 401}, "message": "Wrong user name or password"});
        return json(StatusCode::UNAUTHORIZED, &body);
    };
    let (bearer, csrf, session) = (new_id(), new_id(), new_id());
    world.bearers.retain(|_, known| *known != agent);
    world.bearers.insert(bearer.clone(), agent.clone());
    let answer = value!({
        "bearer": bearer,
        "csrf": csrf,
        "sessionId": session,
        "config": {"userId": agent.user_id, "userPid": agent.pid, "loginName": agent.login},
    });
    let cookie = format!("session_id={session}; Path=/; HttpOnly");
    ([(SET_COOKIE, cookie)], ok(&answer)).into_response()
}

/// Keeps a login alive. The stand-in's logins do not end, so any will do.
pub async fn refresh(
    State(shared): State<Shared>,
    Path(account): Path<String>,
    body: String,
) -> Response {
    if let Err(refusal) = check_account(&shared, &account) {
        return refusal;
    }
    match read(&body)["csrf"].as_str() {
        Some(_) => ok(&value!({})),
        None => refuse(StatusCode::UNAUTHORIZED, "Missing csrf"),
    }
}
