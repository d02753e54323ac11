//! `POST /control/account` switches features of the account; `POST /control/shifts` sets shifts.

use super::super::{ok, read, refuse};
use crate::shifts::Shift;
use crate::world::{Shared, lock};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

/// Switches features on and off. A feature that the body does not name stays as it is.
pub async fn switch(State(shared): State<Shared>, body: String) -> Response {
    let asked = read(&body);
    let mut world = lock(&shared);
    let switches = &mut world.config.switches;
    let all = [
        ("signup", &mut switches.signup),
        ("unauthenticated", &mut switches.unauthenticated),
        ("connector", &mut switches.connector),
        ("fileSharing", &mut switches.file_sharing),
        ("tokenizer", &mut switches.tokenizer),
    ];
    for (name, switch) in all {
        *switch = asked[name].as_bool().unwrap_or(*switch);
    }
    ok(&json!({}))
}

/// Sets the shift of one skill, or of all skills.
pub async fn set_shift(State(shared): State<Shared>, body: String) -> Response {
    let asked = read(&body);
    let Some(is_on) = asked["onShift"].as_bool() else {
        return refuse(StatusCode::BAD_REQUEST, "Missing onShift");
    };
    let shift = Shift {
        is_on,
        next_on_ms: asked["nextOn"].as_u64(),
        next_off_ms: asked["nextOff"].as_u64(),
    };
    let named = &asked["skillId"];
    let number = named.as_u64().map(|number| number.to_string());
    let named = number.as_deref().or(named.as_str());
    let mut world = lock(&shared);
    let skills = world.config.agents.skills().iter();
    let skills: Vec<String> = (skills.map(|skill| skill.id.clone()))
        .filter(|id| named.is_none_or(|named| named == id))
        .collect();
    if skills.is_empty() {
        return refuse(StatusCode::NOT_FOUND, "There is no such skill");
    }
    for skill in skills {
        world.shifts.insert(skill, shift);
    }
    ok(&json!({}))
}
