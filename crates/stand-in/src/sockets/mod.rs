//! The two sockets (protocol §1.3, §6.3).

mod connection;

use crate::http::base;
use crate::tls::Origin;
use crate::world::{Newcomer, Outgoing, Peer, Shared, World, lock};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;

/// The consumer's socket. The token is in the `Authorization` header or in the first frame.
pub async fn consumer(
    upgrade: WebSocketUpgrade,
    State(shared): State<Shared>,
    Path(account): Path<String>,
    ConnectInfo(origin): ConnectInfo<Origin>,
    headers: HeaderMap,
) -> Response {
    let base = base(origin, &headers);
    let header = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    let header = header.map(|value| bare_token(value).to_owned());
    let (peer, refused) = {
        let world = lock(&shared);
        if account != world.config.account {
            return (StatusCode::NOT_FOUND, "There is no such account").into_response();
        }
        match header.map(|token| world.check_token(&token)) {
            None => (Peer::Unknown, None),
            Some(Ok(consumer)) => (Peer::Consumer(consumer), None),
            Some(Err(code)) => (Peer::Unknown, Some(code)),
        }
    };
    let newcomer = Newcomer {
        peer,
        sees_suggested: false,
        base,
    };
    upgrade.on_upgrade(move |socket| connection::serve(socket, shared, newcomer, refused))
}

/// The agents' socket. The bearer is part of the path.
pub async fn brand(
    upgrade: WebSocketUpgrade,
    State(shared): State<Shared>,
    Path((account, bearer)): Path<(String, String)>,
    ConnectInfo(origin): ConnectInfo<Origin>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let agent = {
        let world = lock(&shared);
        let known = world.bearer_of(&bearer).cloned();
        known.filter(|_| account == world.config.account)
    };
    let Some(agent) = agent else {
        return (StatusCode::UNAUTHORIZED, "Bad bearer").into_response();
    };
    let sees_suggested = query
        .get("v")
        .is_some_and(|version| shows_suggested(version));
    let newcomer = Newcomer {
        peer: Peer::Agent(agent),
        sees_suggested,
        base: base(origin, &headers),
    };
    upgrade.on_upgrade(move |socket| connection::serve(socket, shared, newcomer, None))
}

/// Whether the version shows agents who were asked to take over: `v=2.1` and later (protocol §6.3).
fn shows_suggested(version: &str) -> bool {
    version.parse::<f64>().is_ok_and(|number| number > 2.0)
}

/// `jwt <token>`, `Bearer <token>` or the token alone (protocol §8.2, row 5).
fn bare_token(header: &str) -> &str {
    let header = header.trim();
    for prefix in ["jwt ", "bearer "] {
        let is_prefixed =
            (header.get(..prefix.len())).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        if is_prefixed {
            return header[prefix.len()..].trim();
        }
    }
    header
}

/// Waits for `shutdown` and then closes every socket, so that the server can stop.
pub async fn closing_on(shared: Shared, shutdown: impl Future<Output = ()>) {
    shutdown.await;
    let world = lock(&shared);
    close_all(&world);
}

fn close_all(world: &World) {
    for connection in world.connections.values() {
        // 1001: going away.
        let _ = connection.sender.send(Outgoing::Close(1001));
    }
}
