//! Shift status (protocol §6.8).

use super::ok;
use super::profiles::{check_bearer, skill_number};
use crate::shifts::Shift;
use crate::world::{Shared, World, lock};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

/// Returns the shift of every skill. Consumers' tokens are accepted too: LivePerson's window
/// requests the status (protocol §9.3), and no document says which token it sends.
pub async fn status(
    State(shared): State<Shared>,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = check_bearer(&shared, &account, &headers)
        && !is_consumer(&lock(&shared), &account, &headers)
    {
        return refusal;
    }
    let world = lock(&shared);
    let always = Shift::default();
    let now_ms = world.now_ms();
    let all = world.config.agents.skills().iter().map(|skill| {
        let shift = world.shifts.get(&skill.id).unwrap_or(&always).at(now_ms);
        let mut status = json!({"skillId": skill_number(&skill.id), "onShift": shift.is_on});
        let times = [("nextOn", shift.next_on_ms), ("nextOff", shift.next_off_ms)];
        for (name, at_ms) in times {
            if let Some(at_ms) = at_ms {
                status[name] = at_ms.into();
            }
        }
        status
    });
    ok(&all.collect::<Value>())
}

fn is_consumer(world: &World, account: &str, headers: &HeaderMap) -> bool {
    let header = headers.get("authorization");
    let token = header.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    account == world.config.account && token.is_some_and(|token| world.check_token(token).is_ok())
}
