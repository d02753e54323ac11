//! Bad networks: no message is lost or duplicated, and the displayed state is true.

use crate::scene::{Scene, does, says};
use crate::{act, until};
use serde_json::json;

async fn stored_texts(scene: &Scene) -> Vec<String> {
    let conversations = scene.conversations().await;
    let events = conversations
        .iter()
        .flat_map(|one| one["events"].as_array().cloned().unwrap_or_default());
    events
        .filter_map(|event| event["event"]["message"].as_str().map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn a_reconnect_receives_missed_messages() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "One").await;
    until::message_is(&scene, "One", "sent").await;
    scene.fault("sockets", json!({"close": 1011})).await;
    until::connection_is(&scene, "waiting").await;
    act::types(&scene, "kept").await;
    scene.agent(does("accept")).await;
    scene.agent(says("Said meanwhile")).await;
    until::connection_is(&scene, "online").await;
    until::transcript_reads(&scene, &["consumer: One", "agent: Said meanwhile"]).await;
    let draft = scene.script("return document.querySelector('hailer-chat').shadowRoot.querySelector('textarea').value").await;
    assert_eq!(draft, "kept");
    scene.close().await;
}

#[tokio::test]
async fn two_equal_messages_arrive_twice_if_the_first_response_is_lost() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Start").await;
    until::message_is(&scene, "Start", "sent").await;
    scene
        .fault("faults", json!({"losePublishResponses": 1}))
        .await;
    act::sends(&scene, "Same").await;
    act::sends(&scene, "Same").await;
    scene.fault("sockets", json!({"close": 1001})).await;
    let lines = ["consumer: Start", "consumer: Same", "consumer: Same"];
    until::transcript_reads(&scene, &lines).await;
    until::some("both stored", async || match stored_texts(&scene).await {
        stored if stored == ["Start", "Same", "Same"] => Ok(()),
        stored => Err(format!("{stored:?}")),
    })
    .await;
    scene.close().await;
}

#[tokio::test]
async fn an_expired_anonymous_token_is_extended_for_the_same_consumer() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene
        .fault("sockets", json!({"expireTokens": true, "close": 4407}))
        .await;
    until::requests_of(&scene, "InitConnection", 2).await;
    until::connection_is(&scene, "online").await;
    act::sends(&scene, "After").await;
    until::message_is(&scene, "After", "sent").await;
    assert_eq!(stored_texts(&scene).await, ["Before", "After"]);
    assert_eq!(
        scene.conversations().await.len(),
        1,
        "the same consumer, the same conversation"
    );
    scene.close().await;
}

#[tokio::test]
async fn a_refused_message_is_marked_and_can_be_sent_again() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Start").await;
    until::message_is(&scene, "Start", "sent").await;
    scene
        .fault("faults", json!({"refusePublishes": 1, "refuseCode": 403}))
        .await;
    act::sends(&scene, "Refused").await;
    until::message_is(&scene, "Refused", "failed").await;
    act::click(&scene, "button", "Try again").await;
    until::message_is(&scene, "Refused", "sent").await;
    assert_eq!(stored_texts(&scene).await, ["Start", "Refused"]);
    scene.close().await;
}

#[tokio::test]
async fn an_offline_consumer_sees_a_notice_and_messages_are_sent_later() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.set_offline(true).await;
    until::connection_is(&scene, "offline").await;
    act::sends(&scene, "Meanwhile").await;
    until::message_is(&scene, "Meanwhile", "queued").await;
    scene.set_offline(false).await;
    until::message_is(&scene, "Meanwhile", "sent").await;
    assert_eq!(stored_texts(&scene).await, ["Before", "Meanwhile"]);
    scene.close().await;
}

#[tokio::test]
async fn unusual_but_valid_frames_are_understood() {
    let scene = Scene::open("plain").await;
    scene
        .fault(
            "faults",
            json!({"singleElements": true, "unknownFields": true, "repeat": true}),
        )
        .await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    scene.agent(does("accept")).await;
    scene
        .fault(
            "sockets",
            json!({"send": {"kind": "notification", "type": "x.Unheard", "body": {"changes": 7}}}),
        )
        .await;
    scene.agent(says("Once")).await;
    until::transcript_reads(&scene, &["consumer: Hello?", "agent: Once"]).await;
    until::receipts_are(&scene, "READ", &[1]).await;
    scene.close().await;
}
