//! Each fault that a test can switch on.

mod support;

use serde_json::json;
use std::time::Duration;
use support::{ACCOUNT, start, start_with};

const CLOCK: &str = r#"{"kind":"req","id":"7","type":".GetClock"}"#;

#[tokio::test]
async fn a_mute_socket_drops_frames_in_both_directions_and_a_new_one_works() {
    let service = start_with(|config| config.idle_limit = Duration::from_millis(200)).await;
    let token = service.sign_up().await;
    let mut old = service.consumer(&token).await;
    let asked = r#"{"kind":"req","id":"1","type":"cm.ConsumerRequestConversation"}"#;
    old.asks("1", asked).await;
    service.post("/control/sockets", r#"{"mute": true}"#).await;
    let received = async || {
        let (_, frames) = service.get("/control/frames", None).await;
        frames.as_array().map_or(0, Vec::len)
    };
    let before = received().await;
    old.sends(CLOCK).await;
    let mut new = service.consumer(&token).await;
    assert_eq!(new.asks("7", CLOCK).await["code"], 200);
    assert_eq!(
        received().await,
        before + 1,
        "only the frame of the new socket was received"
    );
    // The old socket is closed only by the idle limit.
    assert_eq!(old.close_code().await, 1001);
}

#[tokio::test]
async fn the_identity_provider_refuses_the_requested_number_of_times() {
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
async fn a_connection_is_refused_with_the_requested_close_code() {
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
async fn a_delayed_response_does_not_block_later_requests() {
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
    .expect("the second request is handled while the first response is delayed");
}
