//! The consumer's identity: the brand's page provides it, and the service may refuse it.

use crate::scene::Scene;
use crate::{act, find, until};
use serde_json::json;
use std::time::Duration;

/// The timeout of the provider is 30 s.
const TOKEN_TIMEOUT: Duration = Duration::from_secs(40);

async fn calls(scene: &Scene) -> u64 {
    let calls = scene.script("return window.calls").await;
    calls.as_u64().expect("the page counts")
}

/// Waits until a notice with an action is displayed.
async fn notice_with_retry(scene: &Scene, timeout: Duration) -> String {
    until::some_within(timeout, "a notice with a way on", async || {
        let notice = find::text(scene, ".notice__text").await;
        let button = find::by_role(scene, "button", "Try again").await;
        match button {
            Some(_) if !notice.is_empty() => Ok(notice),
            _ => Err(format!("notice {notice:?}")),
        }
    })
    .await
}

/// Clicks "Try again" until the chat works again. The button may disappear before the click,
/// because the widget also retries by itself.
pub async fn tries_again(scene: &Scene) {
    until::some("the chat to go on", async || {
        let state = find::attribute(scene, ".window", "data-connection").await;
        if state.as_deref() == Some("online") {
            return Ok(());
        }
        if let Some(button) = find::by_role(scene, "button", "Try again").await {
            let _ = button.click().await;
        }
        Err(format!("{state:?}"))
    })
    .await;
}

#[tokio::test]
async fn an_expired_token_is_requested_again_once() {
    let scene = Scene::open("identified").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    assert_eq!(calls(&scene).await, 1);
    scene
        .fault("sockets", json!({"expireTokens": true, "close": 4401}))
        .await;
    until::requests_of(&scene, "InitConnection", 2).await;
    until::connection_is(&scene, "online").await;
    act::sends(&scene, "After").await;
    until::transcript_equals_the_services(&scene, &["consumer: Before", "consumer: After"]).await;
    assert_eq!(calls(&scene).await, 2);
    assert_eq!(scene.conversations().await.len(), 1, "the same consumer");
    scene.close().await;
}

#[tokio::test]
async fn an_identified_consumer_keeps_the_conversation_after_a_reload() {
    let scene = Scene::open("identified").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.visit("identified").await;
    until::connection_is(&scene, "online").await;
    until::transcript_equals_the_services(&scene, &["consumer: Before"]).await;
    act::sends(&scene, "After").await;
    until::transcript_equals_the_services(&scene, &["consumer: Before", "consumer: After"]).await;
    assert_eq!(scene.conversations().await.len(), 1, "the same consumer");
    assert_eq!(calls(&scene).await, 1);
    scene.close().await;
}

#[tokio::test]
async fn requests_stop_if_the_service_refuses_every_token() {
    let scene = Scene::open("identified").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene
        .fault(
            "faults",
            json!({"refuseConnections": 1_000, "closeCode": 4401}),
        )
        .await;
    scene.fault("sockets", json!({"close": 4401})).await;
    until::connection_is(&scene, "ended").await;
    let notice = notice_with_retry(&scene, TOKEN_TIMEOUT).await;
    assert_eq!(
        notice,
        "We could not confirm who you are, so the chat is paused."
    );
    let asked = calls(&scene).await;
    assert!((2..=5).contains(&asked), "asked {asked} times");
    scene.fault("faults", json!({"refuseConnections": 0})).await;
    act::click(&scene, "button", "Try again").await;
    until::connection_is(&scene, "online").await;
    assert_eq!(calls(&scene).await, asked + 1);
    act::sends(&scene, "After").await;
    until::transcript_equals_the_services(&scene, &["consumer: Before", "consumer: After"]).await;
    scene.close().await;
}

#[tokio::test]
async fn a_failing_provider_shows_a_notice_and_the_chat_continues_when_it_works() {
    let scene = Scene::open("identified?throws").await;
    act::open_chat(&scene).await;
    let mut lines: Vec<String> = Vec::new();
    for kind in ["throws", "rejects", "number", "nothing", "empty", "object"] {
        // The window stays open across pages.
        scene.visit(&format!("identified?{kind}")).await;
        notice_with_retry(&scene, TOKEN_TIMEOUT).await;
        let asked = calls(&scene).await;
        assert!((1..=4).contains(&asked), "{kind}: asked {asked} times");
        act::sends(&scene, kind).await;
        scene.script("window.works()").await;
        tries_again(&scene).await;
        lines.push(format!("consumer: {kind}"));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        until::transcript_equals_the_services(&scene, &lines).await;
    }
    assert_eq!(scene.conversations().await.len(), 1);
    scene.close().await;
}

#[tokio::test]
async fn a_provider_that_times_out_shows_a_notice_and_its_late_answer_is_ignored() {
    let scene = Scene::open("identified?never").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    notice_with_retry(&scene, TOKEN_TIMEOUT).await;
    scene.script("window.works()").await;
    tries_again(&scene).await;
    until::transcript_equals_the_services(&scene, &["consumer: Hello?"]).await;
    scene.script("window.settle('customer-8')").await;
    scene.fault("sockets", json!({"close": 1011})).await;
    until::requests_of(&scene, "InitConnection", 2).await;
    act::sends(&scene, "Still me").await;
    until::transcript_equals_the_services(&scene, &["consumer: Hello?", "consumer: Still me"])
        .await;
    assert_eq!(scene.conversations().await.len(), 1, "the same consumer");
    scene.close().await;
}

#[tokio::test]
async fn a_refused_auth_code_pauses_the_chat_until_a_valid_one_is_provided() {
    let scene = Scene::open("identified").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.fault("faults", json!({"refuseIdentities": 1})).await;
    scene
        .fault("sockets", json!({"expireTokens": true, "close": 4401}))
        .await;
    let paused = "We could not confirm who you are, so the chat is paused.";
    until::some("the chat to be paused", async || {
        match notice_with_retry(&scene, TOKEN_TIMEOUT).await {
            notice if notice == paused => Ok(()),
            notice => Err(notice),
        }
    })
    .await;
    // Sending a message also tries again.
    act::sends(&scene, "After").await;
    until::transcript_equals_the_services(&scene, &["consumer: Before", "consumer: After"]).await;
    assert_eq!(calls(&scene).await, 3);
    assert_eq!(scene.conversations().await.len(), 1, "the same consumer");
    scene.close().await;
}

#[tokio::test]
async fn an_anonymous_consumer_stays_the_same_however_often_the_token_expires() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    let mut lines = Vec::new();
    for message in ["One", "Two", "Three"] {
        act::sends(&scene, message).await;
        lines.push(format!("consumer: {message}"));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        until::transcript_equals_the_services(&scene, &lines).await;
        scene
            .fault("sockets", json!({"expireTokens": true, "close": 4407}))
            .await;
        until::requests_of(&scene, "InitConnection", lines.len() + 1).await;
    }
    assert_eq!(scene.conversations().await.len(), 1);
    scene.close().await;
}

#[tokio::test]
async fn an_anonymous_consumer_whose_token_is_always_refused_continues_as_a_new_one() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.fault("faults", json!({"refuseIdentities": 1})).await;
    scene
        .fault("sockets", json!({"expireTokens": true, "close": 4407}))
        .await;
    until::requests_of(&scene, "InitConnection", 2).await;
    act::sends(&scene, "After").await;
    until::message_is(&scene, "After", "sent").await;
    let stored = until::stored_messages(&scene).await;
    let texts: Vec<&str> = stored.iter().map(|(_, line)| line.as_str()).collect();
    assert_eq!(texts, ["consumer: Before", "consumer: After"]);
    scene.close().await;
}
