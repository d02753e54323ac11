//! Connections and pages that break while a message is being sent.

use crate::scene::{Scene, does, says};
use crate::{act, until};
use serde_json::json;

/// Longer than any journey: the frame never arrives.
const FOREVER_MS: u32 = 600_000;

async fn chatting() -> Scene {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene
}

/// Checks that no message is duplicated. The last message comes after anything that was sent twice.
async fn nothing_is_doubled(scene: &Scene, lines: &[&str]) {
    until::transcript_equals_the_services(scene, lines).await;
    act::sends(scene, "After").await;
    let lines = [lines, &["consumer: After"]].concat();
    until::transcript_equals_the_services(scene, &lines).await;
    assert_eq!(scene.conversations().await.len(), 1);
}

#[tokio::test]
async fn a_network_failure_after_a_message_was_stored_loses_and_repeats_nothing() {
    let scene = chatting().await;
    scene.fault("faults", json!({"delayMs": FOREVER_MS})).await;
    act::sends(&scene, "Mid").await;
    until::service_has_message(&scene, "Mid").await;
    until::message_is(&scene, "Mid", "sending").await;
    scene.set_offline(true).await;
    until::connection_is(&scene, "offline").await;
    scene.fault("faults", json!({"delayMs": 0})).await;
    scene.agent(does("accept")).await;
    scene.agent(says("Meanwhile")).await;
    scene.set_offline(false).await;
    nothing_is_doubled(
        &scene,
        &["consumer: Before", "consumer: Mid", "agent: Meanwhile"],
    )
    .await;
    scene.close().await;
}

#[tokio::test]
async fn a_network_failure_before_a_message_was_received_loses_nothing() {
    let scene = chatting().await;
    scene.fault("sockets", json!({"mute": true})).await;
    act::sends(&scene, "Mid").await;
    until::message_is(&scene, "Mid", "sending").await;
    act::sends(&scene, "Behind it").await;
    until::message_is(&scene, "Behind it", "queued").await;
    scene.set_offline(true).await;
    until::connection_is(&scene, "offline").await;
    scene.agent(does("accept")).await;
    scene.agent(says("Meanwhile")).await;
    scene.set_offline(false).await;
    let lines = [
        "consumer: Before",
        "agent: Meanwhile",
        "consumer: Mid",
        "consumer: Behind it",
    ];
    nothing_is_doubled(&scene, &lines).await;
    scene.close().await;
}

#[tokio::test]
async fn a_reload_before_the_response_leaves_one_copy_of_a_stored_message() {
    let scene = chatting().await;
    scene.fault("faults", json!({"delayMs": FOREVER_MS})).await;
    act::sends(&scene, "Mid").await;
    until::service_has_message(&scene, "Mid").await;
    until::message_is(&scene, "Mid", "sending").await;
    scene.fault("faults", json!({"delayMs": 0})).await;
    scene.visit("plain").await;
    nothing_is_doubled(&scene, &["consumer: Before", "consumer: Mid"]).await;
    scene.close().await;
}

#[tokio::test]
async fn a_reload_after_a_lost_response_does_not_duplicate_equal_messages() {
    let scene = chatting().await;
    scene
        .fault("faults", json!({"losePublishResponses": 1}))
        .await;
    act::sends(&scene, "Same").await;
    until::service_has_message(&scene, "Same").await;
    scene.visit("plain").await;
    until::transcript_equals_the_services(&scene, &["consumer: Before", "consumer: Same"]).await;
    act::sends(&scene, "Same").await;
    nothing_is_doubled(
        &scene,
        &["consumer: Before", "consumer: Same", "consumer: Same"],
    )
    .await;
    scene.close().await;
}

#[tokio::test]
async fn a_reload_before_a_message_was_received_sends_it_once() {
    let scene = chatting().await;
    scene.fault("sockets", json!({"mute": true})).await;
    act::sends(&scene, "Mid").await;
    until::message_is(&scene, "Mid", "sending").await;
    scene.visit("plain").await;
    nothing_is_doubled(&scene, &["consumer: Before", "consumer: Mid"]).await;
    scene.close().await;
}
