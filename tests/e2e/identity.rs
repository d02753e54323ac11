//! Who the consumer is: the brand's page says so, and the service may doubt it.

use crate::scene::Scene;
use crate::{act, find, until};
use serde_json::json;
use std::time::Duration;

/// A provider that says nothing is given 30 s.
const TOKEN_PATIENCE: Duration = Duration::from_secs(40);

async fn calls(scene: &Scene) -> u64 {
    let calls = scene.script("return window.calls").await;
    calls.as_u64().expect("the page counts")
}

/// Until the consumer is told something and given a way on.
async fn told(scene: &Scene, patience: Duration) -> String {
    until::some_within(patience, "a notice with a way on", async || {
        let notice = find::text(scene, ".notice__text").await;
        let button = find::by_role(scene, "button", "Try again").await;
        match button {
            Some(_) if !notice.is_empty() => Ok(notice),
            _ => Err(format!("notice {notice:?}")),
        }
    })
    .await
}

/// Presses "Try again" until the chat is there again; where the widget tries
/// by itself, too, the button may be gone before it is pressed.
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
async fn the_brand_is_asked_again_once_when_its_token_expired() {
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
async fn a_brands_consumer_finds_the_conversation_again_after_a_reload() {
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
async fn a_service_that_refuses_every_token_is_not_asked_in_a_loop() {
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
    let notice = told(&scene, TOKEN_PATIENCE).await;
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
async fn a_provider_that_misbehaves_is_told_and_the_chat_goes_on_when_it_works() {
    let scene = Scene::open("identified?throws").await;
    act::open_chat(&scene).await;
    let mut lines: Vec<String> = Vec::new();
    for kind in ["throws", "rejects", "number", "nothing", "empty", "object"] {
        // The window stays open from page to page.
        scene.visit(&format!("identified?{kind}")).await;
        told(&scene, TOKEN_PATIENCE).await;
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
async fn a_provider_that_never_answers_is_told_and_its_late_answer_changes_nothing() {
    let scene = Scene::open("identified?never").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    told(&scene, TOKEN_PATIENCE).await;
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
async fn an_auth_code_that_is_refused_pauses_the_chat_until_a_good_one_comes() {
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
        match told(&scene, TOKEN_PATIENCE).await {
            notice if notice == paused => Ok(()),
            notice => Err(notice),
        }
    })
    .await;
    // A message is as good as the button.
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
async fn an_anonymous_consumer_whose_token_is_refused_for_good_chats_on_as_a_new_one() {
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
