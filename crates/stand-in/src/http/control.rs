//! The control addresses for tests, enabled with `--faults`.

mod account;
mod agent;
mod faults;

use super::{ok, read, refuse};
use crate::notifications::event_value;
use crate::world::{ConnectionId, Peer, Shared, World, lock};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json as value};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// The control addresses; crates/stand-in/README.md lists them.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/conversations", get(conversations))
        .route("/frames", get(frames))
        .route("/faults", post(faults::set))
        .route("/account", post(account::switch))
        .route("/shifts", post(account::set_shift))
        .route("/sockets", post(sockets))
        .route("/agent", post(agent::act))
        .route("/clock", get(time).post(clock))
}

/// Every conversation with its events, as stored.
async fn conversations(State(shared): State<Shared>) -> Response {
    let world = lock(&shared);
    let all = world.conversations.values().map(|one| {
        let events = one
            .dialogs
            .iter()
            .filter_map(|dialog| world.events.get(&dialog.id))
            .flatten();
        let events: Vec<Value> = events
            .map(|event| event_value(event, &Peer::Unknown))
            .collect();
        value!({"id": one.id, "state": one.state, "stage": one.stage, "csat": one.csat,
                "ttr": one.ttr_kind, "skill": one.skill, "consumer": one.consumer, "events": events,
                "context": one.context, "campaign": one.campaign, "closeReason": one.close_reason})
    });
    ok(&all.collect::<Value>())
}

/// The frames that consumers sent, without their tokens, oldest first.
async fn frames(State(shared): State<Shared>) -> Response {
    ok(&Value::from(lock(&shared).consumer_frames.clone()))
}

/// Acts on all consumers' sockets, or on all agents' sockets with `{"of": "agents"}`: `{"close":
/// 4407}`, `{"mute": true}`, `{"expireTokens": true}` or `{"send": {…}}`.
async fn sockets(State(shared): State<Shared>, body: String) -> Response {
    let asked = read(&body);
    let mut world = lock(&shared);
    let of_agents = asked["of"] == "agents";
    let wanted = |world: &World| -> Vec<ConnectionId> {
        let is_wanted = |peer: &Peer| match peer {
            Peer::Agent(_) => of_agents,
            Peer::Consumer(_) => !of_agents,
            Peer::Unknown => false,
        };
        world
            .connections
            .iter()
            .filter(|(_, one)| is_wanted(&one.peer))
            .map(|(id, _)| *id)
            .collect()
    };
    if asked["expireTokens"] == true {
        for consumer in world.consumers.values_mut() {
            consumer.token_generation += 1;
        }
        for consumer in world.consumers.values() {
            if let Err(error) = world.store.store_consumer(consumer) {
                return refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string());
            }
        }
    }
    let targets = wanted(&world);
    for id in &targets {
        if let Some(mute) = asked["mute"].as_bool()
            && let Some(connection) = world.connections.get(id)
        {
            connection.is_mute.store(mute, Ordering::Relaxed);
        }
        if asked["send"].is_object() {
            world.send(*id, &asked["send"], Duration::ZERO);
        }
        if let Some(code) = asked["close"]
            .as_u64()
            .and_then(|code| u16::try_from(code).ok())
        {
            world.close(*id, code);
        }
    }
    ok(&value!({"sockets": targets.len()}))
}

/// Returns the time, and how many uploads and downloads wait for the clock.
async fn time(State(shared): State<Shared>) -> Response {
    let world = lock(&shared);
    let waiting = world.clock_ahead_ms.receiver_count();
    ok(&value!({"currentTime": world.now_ms(), "waiting": waiting}))
}

/// Advances the clock: `{"advanceMs": n}`. Everything that falls due happens before the response.
async fn clock(State(shared): State<Shared>, body: String) -> Response {
    let Some(advance_ms) = read(&body)["advanceMs"].as_u64() else {
        return refuse(StatusCode::BAD_REQUEST, "Missing advanceMs");
    };
    let mut world = lock(&shared);
    (world.clock_ahead_ms).send_modify(|ahead| *ahead = ahead.saturating_add(advance_ms));
    world.settle();
    ok(&value!({"currentTime": world.now_ms()}))
}
