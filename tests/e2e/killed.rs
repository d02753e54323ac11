//! The service is killed during a conversation.

use crate::scene::{Scene, does, says};
use crate::{act, until};
use serde_json::json;

#[tokio::test]
async fn a_service_that_is_killed_and_comes_back_finds_the_same_conversation() {
    let mut scene = Scene::open_with_killable_service("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.agent(does("accept")).await;
    scene.agent(says("I am here.")).await;
    let lines = ["consumer: Before", "agent: I am here."];
    until::transcript_equals_the_services(&scene, &lines).await;
    let before = scene.conversations().await;
    // The message is stored, but the service is killed before its response arrives.
    scene.fault("faults", json!({"delayMs": 600_000})).await;
    act::sends(&scene, "Under way").await;
    until::service_has_message(&scene, "Under way").await;
    until::message_is(&scene, "Under way", "sending").await;

    scene.service.kill();
    until::connection_is(&scene, "waiting").await;
    act::sends(&scene, "Meanwhile").await;
    until::message_is(&scene, "Meanwhile", "queued").await;
    scene.service.restart();

    until::connection_is(&scene, "online").await;
    let lines = [&lines[..], &["consumer: Under way", "consumer: Meanwhile"]].concat();
    until::transcript_equals_the_services(&scene, &lines).await;
    scene.agent(says("Still here.")).await;
    act::sends(&scene, "After").await;
    let after = scene.conversations().await;
    assert_eq!(after.len(), 1);
    assert_eq!(after[0]["id"], before[0]["id"], "the same conversation");
    assert_eq!(after[0]["consumer"], before[0]["consumer"]);
    let lines = [&lines[..], &["agent: Still here.", "consumer: After"]].concat();
    until::transcript_equals_the_services(&scene, &lines).await;
    scene.close().await;
}
