//! Skills, users and public profiles (protocol §6.8).

use super::{check_account, ok, refuse};
use crate::products;
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
    if let Err(refusal) = check_bearer(&shared, &account, &headers) {
        return refusal;
    }
    let world = lock(&shared);
    let all = world.config.agents.skills().iter().map(|skill| {
        json!({"id": skill_number(&skill.id), "name": skill.name, "description": skill.description, "deleted": false})
    });
    ok(&all.collect::<Value>())
}

/// A skill's id is a number over HTTP, and a text in conversations.
pub fn skill_number(id: &str) -> Value {
    (id.parse::<u64>()).map_or_else(|_| json!(id), Value::from)
}

/// The account's agents, for agents.
pub async fn users(
    State(shared): State<Shared>,
    Path(account): Path<String>,
    ConnectInfo(origin): ConnectInfo<Origin>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = check_bearer(&shared, &account, &headers) {
        return refusal;
    }
    let base = base(origin, &headers);
    let world = lock(&shared);
    let all = world.config.agents.agents().iter();
    ok(&all.map(|agent| agent.user(&base)).collect::<Value>())
}

/// One agent. Agents see every member, everybody else sees only the public profile.
pub async fn user(
    State(shared): State<Shared>,
    Path((account, name)): Path<(String, String)>,
    ConnectInfo(origin): ConnectInfo<Origin>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = check_account(&shared, &account) {
        return refusal;
    }
    let is_agent = check_bearer(&shared, &account, &headers).is_ok();
    let base = base(origin, &headers);
    match lock(&shared).config.agents.anybody(&name) {
        Some(agent) if is_agent => {
            let mut user = agent.user(&base);
            if let (Some(user), Some(public)) = (
                user.as_object_mut(),
                agent.public_profile(&base).as_object_mut(),
            ) {
                user.append(public);
            }
            ok(&user)
        }
        Some(agent) => ok(&agent.public_profile(&base)),
        None => refuse(StatusCode::NOT_FOUND, "There is no such agent"),
    }
}

/// An agent by PID, for agents.
pub async fn user_by_pid(
    state: State<Shared>,
    path: Path<(String, String)>,
    origin: ConnectInfo<Origin>,
    headers: HeaderMap,
) -> Response {
    match check_bearer(&state, &path.0.0, &headers) {
        Ok(()) => user(state, path, origin, headers).await,
        Err(refusal) => refusal,
    }
}

/// An agent's portrait.
pub async fn portrait(State(shared): State<Shared>, Path(file): Path<String>) -> Response {
    let world = lock(&shared);
    let agent = (file.strip_suffix(".png")).and_then(|name| world.config.agents.anybody(name));
    match agent {
        Some(agent) => ([("content-type", "image/png")], agent.portrait()).into_response(),
        None => refuse(StatusCode::NOT_FOUND, "There is no such portrait"),
    }
}

/// A product's picture.
pub async fn picture(Path(file): Path<String>) -> Response {
    match file.strip_suffix(".png").and_then(products::find) {
        Some(product) => ([("content-type", "image/png")], product.picture()).into_response(),
        None => refuse(StatusCode::NOT_FOUND, "There is no such picture"),
    }
}

/// The base URL that the request was sent to.
pub fn base(origin: Origin, headers: &HeaderMap) -> String {
    let host = headers.get("host").and_then(|host| host.to_str().ok());
    format!("{}://{}", origin.scheme(), host.unwrap_or("127.0.0.1"))
}

/// Refuses a request without a valid bearer of an agent.
pub fn check_bearer(shared: &Shared, account: &str, headers: &HeaderMap) -> Result<(), Response> {
    check_account(shared, account)?;
    let header = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    let bearer = header.and_then(|value| value.strip_prefix("Bearer "));
    let is_known = bearer.is_some_and(|bearer| lock(shared).bearer_of(bearer).is_some());
    is_known
        .then_some(())
        .ok_or_else(|| refuse(StatusCode::UNAUTHORIZED, "Bad bearer"))
}
