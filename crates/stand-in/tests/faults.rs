//! What a test may break, each fault by itself.

mod support;

use serde_json::json;
use std::time::Duration;
use support::{ACCOUNT, start, start_with};

const CLOCK: &str = r#"{"kind":"req","id":"7","type":".GetClock"}"#;

#[tokio::test]
async fn a_mute_socket_swallows_both_ways_and_a_new_one_works() {
    let service = start_with(|config| config.idle_limit = Duration::from_millis(200)).await;
    let token = service.sign_up().await;
    let mut old = service.consumer(&token).await;
    let asked = r#"{"kind":"req","id":"1","type":"cm.ConsumerRequestConversation"}"#;
    old.asks("1", asked).await;
    service.post("/control/sockets", r#"{"mute": true}"#).await;
    let heard = async || {
        let (_, frames) = service.get("/control/frames", None).await;
        frames.as_array().map_or(0, Vec::len)
    };
    let before = heard().await;
    old.sends(CLOCK).await;
    let mut new = service.consumer(&token).await;
    assert_eq!(new.asks("7", CLOCK).await["code"], 200);
    assert_eq!(
        heard().await,
        before + 1,
        "only the new socket's frame was heard"
    );
    // Nothing ends the old one but the patience with silence.
    assert_eq!(old.close_code().await, 1001);
}

#[tokio::test]
async fn the_identity_provider_says_no_as_often_as_it_was_asked_to() {
    let service = start().await;
    service
        .post("/control/faults", r#"{"refuseIdentities": 2}"#)
        .await;
    let sign_up = format!("/api/account/{ACCOUNT}/signup");
    let authenticate = format!("/api/account/{ACCOUNT}/authenticate");
    assert_eq!(service.post(&sign_up, "").await.0, 401);
    let body = json!({"authCode": "customer-7"}).to_string();
    assert_eq!(service.post(&authenticate, &body).await.0, 401);
    assert_eq!(service.post(&authenticate, &body).await.0, 200);
}

#[tokio::test]
async fn a_connection_is_refused_by_the_code_that_was_asked_for() {
    let service = start().await;
    let token = service.sign_up().await;
    service
        .post(
            "/control/faults",
            r#"{"refuseConnections": 1, "closeCode": 4407}"#,
        )
        .await;
    let path = format!("/ws_api/account/{ACCOUNT}/messaging/consumer?v=3");
    let init = json!({"kind": "req", "id": "0", "type": "InitConnection", "headers": [
        {"type": ".ams.headers.ConsumerAuthentication", "jwt": token}]})
    .to_string();
    let mut refused = service.socket(&path, None).await;
    refused.sends(&init).await;
    assert_eq!(refused.close_code().await, 4407);
    let mut accepted = service.socket(&path, None).await;
    assert_eq!(accepted.asks("0", &init).await["code"], 200);
}

#[tokio::test]
async fn a_late_answer_does_not_stop_what_is_asked_meanwhile() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut socket = service.consumer(&token).await;
    service
        .post("/control/faults", r#"{"delayMs": 600000}"#)
        .await;
    socket.sends(CLOCK).await;
    let asked = r#"{"kind":"req","id":"1","type":"cm.ConsumerRequestConversation"}"#;
    socket.sends(asked).await;
    let created = async || {
        let (_, all) = service.get("/control/conversations", None).await;
        all.as_array().map_or(0, Vec::len)
    };
    tokio::time::timeout(Duration::from_secs(5), async {
        while created().await == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("the second request is done while the first one's answer is late");
}
