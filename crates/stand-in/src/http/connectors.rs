//! The login through a connector: unauthenticated messaging, and the step-up to an authenticated
//! consumer (protocol §1.2, §5.11).

use super::idp::{check_fault, new_token};
use super::{check_account, ok, read, refuse};
use crate::tokens::brand_claims;
use crate::world::{Shared, World, lock};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

/// The connector of the brand's login. One client calls it `default`.
const BRAND: [&str; 2] = ["4711", "default"];
/// The connector for unauthenticated messaging.
const UNAUTHENTICATED: &str = "4712";

/// The connectors, which are the ways to log in.
pub async fn list(State(shared): State<Shared>, Path(account): Path<String>) -> Response {
    if let Err(refusal) = check_account(&shared, &account) {
        return refusal;
    }
    let mut all = vec![json!({"id": 4_711, "type": 1, "name": "Brand login"})];
    if has_connector(&lock(&shared)) {
        all.push(json!({"id": 4_712, "type": 2, "name": "Unauthenticated messaging"}));
    }
    ok(&all.into())
}

fn has_connector(world: &World) -> bool {
    let switches = &world.config.switches;
    switches.unauthenticated && switches.connector
}

/// Step one of an anonymous login. With an earlier external token in the body, the identity stays
/// the same.
pub async fn authorize(
    State(shared): State<Shared>,
    Path(account): Path<String>,
    body: String,
) -> Response {
    if let Err(refusal) = check_account(&shared, &account) {
        return refusal;
    }
    if !lock(&shared).config.switches.unauthenticated {
        let sentence = "This account has no unauthenticated messaging";
        return refuse(StatusCode::PRECONDITION_REQUIRED, sentence);
    }
    token_answer(match read(&body)["id_token"].as_str() {
        Some(earlier) => renewed(&shared, earlier),
        None => new_token(&shared, &account, None, true),
    })
}

fn renewed(shared: &Shared, earlier: &str) -> Result<String, Response> {
    let mut world = lock(shared);
    check_fault(&mut world)?;
    let consumer = world.renewable_consumer(earlier);
    let sentence = "The id_token is not of this account, or too old";
    let consumer = consumer.ok_or_else(|| refuse(StatusCode::UNAUTHORIZED, sentence))?;
    Ok(world.token(consumer, true))
}

/// Step two: exchanges an external token for a token that sockets accept. The brand's connector
/// exchanges a code instead. With the token of an anonymous consumer beside the code, it is a
/// step-up.
pub async fn authenticate(
    State(shared): State<Shared>,
    Path((account, connector)): Path<(String, String)>,
    body: String,
) -> Response {
    if let Err(refusal) = check_account(&shared, &account) {
        return refusal;
    }
    let body = read(&body);
    if BRAND.contains(&connector.as_str()) {
        return token_answer(by_brand(&shared, &account, &body));
    }
    if connector != UNAUTHENTICATED || !has_connector(&lock(&shared)) {
        return refuse(StatusCode::NOT_FOUND, "There is no such connector");
    }
    token_answer(anonymous(&shared, &body))
}

fn anonymous(shared: &Shared, body: &Value) -> Result<String, Response> {
    let external = body["id_token"].as_str();
    let external = external.ok_or_else(|| refuse(StatusCode::BAD_REQUEST, "Missing id_token"))?;
    let mut world = lock(shared);
    check_fault(&mut world)?;
    let consumer = world.external_consumer(external);
    let sentence = "The id_token is not an external token of this account, or has expired";
    let consumer = consumer.ok_or_else(|| refuse(StatusCode::UNAUTHORIZED, sentence))?;
    Ok(world.token(consumer, false))
}

fn by_brand(shared: &Shared, account: &str, body: &Value) -> Result<String, Response> {
    let given = ["code", "id_token"].map(|name| body[name].as_str());
    let given = given.into_iter().flatten().find(|text| !text.is_empty());
    let code = given.ok_or_else(|| refuse(StatusCode::BAD_REQUEST, "Missing code"))?;
    let earlier = {
        let world = lock(shared);
        if world.tokens.read(code).is_some() {
            let sentence = "The brand has not issued this token";
            return Err(refuse(StatusCode::UNAUTHORIZED, sentence));
        }
        match body["lp_jwt"].as_str() {
            None => None,
            Some(token) => Some(world.check_token(token).map_err(|_| {
                let sentence = "The lp_jwt is not of this account, or has expired";
                refuse(StatusCode::UNAUTHORIZED, sentence)
            })?),
        }
    };
    let token = new_token(shared, account, Some(brand_claims(code)), false)?;
    let mut world = lock(shared);
    let subject = world.tokens.read(&token).map(|claims| claims.subject);
    if let (Some(earlier), Some(subject)) = (earlier, subject) {
        let is_anonymous = (world.consumers.get(&earlier)).is_some_and(|one| !one.is_authenticated);
        if is_anonymous && let Err(error) = world.step_up(&earlier, &subject) {
            return Err(refuse(
                StatusCode::INTERNAL_SERVER_ERROR,
                &error.to_string(),
            ));
        }
    }
    Ok(token)
}

fn token_answer(token: Result<String, Response>) -> Response {
    match token {
        Ok(token) => ok(&json!({"token": token})),
        Err(refusal) => refusal,
    }
}
