//! Shift status (protocol §6.8).

use super::ok;
use super::profiles::{check_bearer, skill_number};
use crate::world::{Shared, lock};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

/// Reports every skill as on shift, because there is no calendar. A skill that is always on shift
/// has neither `nextOn` nor `nextOff`.
pub async fn status(
    State(shared): State<Shared>,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = check_bearer(&shared, &account, &headers) {
        return refusal;
    }
    let world = lock(&shared);
    let all = world.config.agents.skills().iter();
    ok(&all
        .map(|skill| json!({"skillId": skill_number(&skill.id), "onShift": true}))
        .collect::<Value>())
}
