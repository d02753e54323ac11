//! `POST /control/account`: what the account may use.

use super::super::{ok, read};
use crate::world::{Shared, lock};
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

/// Switches features on and off; what is not named stays.
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
