//! Agents' login (protocol §6.2).

use super::{check_account, json, ok, read, refuse};
use crate::model::AgentSession;
use crate::world::{Shared, World, lock, new_id};
use axum::extract::{Path, State};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json as value;

/// Logs in with a user name, and a password or an app key. A second login ends the first one's
/// bearer.
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
    let agent = agent.filter(|agent| agent.may_log_in(&body));
    let Some(agent) = agent.cloned() else {
        let sentence = "Wrong user name, password or app key";
        let body = value!({"error": {"internalCode": 401}, "message": sentence});
        return json(StatusCode::UNAUTHORIZED, &body);
    };
    let session = AgentSession {
        bearer: new_id(),
        csrf: new_id(),
        id: new_id(),
        pid: agent.pid.clone(),
        expires_ms: world.login_ends_ms(),
    };
    let (bearer, csrf, id) = (&session.bearer, &session.csrf, &session.id);
    let answer = value!({
        "bearer": bearer,
        "csrf": csrf,
        "sessionId": id,
        "config": {"userId": agent.user_id, "userPid": agent.pid, "loginName": agent.login},
    });
    let cookie = format!("session_id={id}; Path=/; HttpOnly");
    if let Err(error) = world.store.store_session(&session) {
        return refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string());
    }
    world.sessions.insert(session.pid.clone(), session);
    ([(SET_COOKIE, cookie)], ok(&answer)).into_response()
}

/// Extends a login. The cookie and `csrf` must belong to the same login.
pub async fn refresh(
    State(shared): State<Shared>,
    Path(account): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    if let Err(refusal) = check_account(&shared, &account) {
        return refusal;
    }
    let Some(csrf) = read(&body)["csrf"].as_str().map(str::to_owned) else {
        return refuse(StatusCode::UNAUTHORIZED, "Missing csrf");
    };
    let Some(id) = session_cookie(&headers) else {
        return refuse(
            StatusCode::UNAUTHORIZED,
            "Missing the cookie session_id of the login",
        );
    };
    let mut world = lock(&shared);
    let ends_ms = world.login_ends_ms();
    let now_ms = world.now_ms();
    let mut sessions = world.sessions.values_mut();
    let session = sessions.find(|one| one.id == id && one.csrf == csrf && one.expires_ms > now_ms);
    let Some(session) = session else {
        return refuse(
            StatusCode::UNAUTHORIZED,
            "The login has ended, or cookie and csrf are not of one login: log in again",
        );
    };
    session.expires_ms = ends_ms;
    let session = session.clone();
    match world.store.store_session(&session) {
        Ok(()) => ok(&value!({})),
        Err(error) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

fn session_cookie(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter();
    let mut cookies = cookies
        .filter_map(|one| one.to_str().ok())
        .flat_map(|one| one.split(';'));
    cookies.find_map(|one| one.trim().strip_prefix("session_id=").map(str::to_owned))
}

impl World {
    fn login_ends_ms(&self) -> u64 {
        let lifetime_ms = self.config.login_lifetime.as_millis();
        (self.now_ms()).saturating_add(u64::try_from(lifetime_ms).unwrap_or(u64::MAX))
    }
}
