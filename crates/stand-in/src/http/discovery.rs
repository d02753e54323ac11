//! Domain discovery in every format (protocol §1.1). Every service is at the host that the request
//! was sent to.

use super::{check_account, json, ok, refuse};
use crate::world::{Shared, lock};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json as value};
use std::collections::HashMap;

const SERVICES: [&str; 17] = [
    "idp",
    "asyncMessagingEnt",
    "asyncMessaging",
    "facadeMsg",
    "agentVep",
    "shiftstatus",
    "acCdnDomain",
    "accountConfigReadOnly",
    "accountConfigReadWrite",
    "swift",
    "sentinel",
    "tokenizer",
    "coBrowse",
    "msgHist",
    "liveEngage",
    "adminArea",
    "leDataReporting",
];

/// `…/service/baseURI[.json]` and `…/service/{service}/baseURI[.json|.lpCsds]`.
pub async fn api(
    State(shared): State<Shared>,
    Path((account, rest)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = check_account(&shared, &account) {
        return refusal;
    }
    let host = headers
        .get("host")
        .and_then(|host| host.to_str().ok())
        .unwrap_or("127.0.0.1");
    let has_tokenizer = lock(&shared).config.switches.tokenizer;
    let services: Vec<&str> = (SERVICES.into_iter())
        .filter(|service| has_tokenizer || *service != "tokenizer")
        .collect();
    let entry = |service: &str| value!({"service": service, "account": account, "baseURI": host});
    match rest.split('/').collect::<Vec<_>>().as_slice() {
        ["baseURI" | "baseURI.json"] => {
            let all: Vec<Value> = services.iter().map(|service| entry(service)).collect();
            ok(&value!({"baseURIs": all}))
        }
        [service, "baseURI" | "baseURI.json"] if services.contains(service) => ok(&entry(service)),
        [service, "baseURI.lpCsds"] if services.contains(service) => {
            let body = value!({"ResultSet": {"lpData": [{"lpServer": host}]}});
            jsonp(query.get("cb").map_or("callback", String::as_str), &body)
        }
        [service, _] => json(
            StatusCode::NOT_FOUND,
            &value!({"error": format!("There is no service {service}")}),
        ),
        _ => refuse(StatusCode::NOT_FOUND, "Ask for baseURI.json"),
    }
}

/// Responds with a script that calls `callback`. Only a plain name is accepted as the callback.
pub fn jsonp(callback: &str, body: &Value) -> Response {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || "._$[]".contains(letter);
    if callback.is_empty() || !callback.chars().all(is_name) {
        return refuse(StatusCode::BAD_REQUEST, "The callback must be a name");
    }
    let kind = [("content-type", "application/javascript")];
    (kind, format!("{callback}({body});")).into_response()
}
