//! Several tabs of one consumer, and tabs that crash.

use crate::panic::draft_is;
use crate::scene::{Scene, does, says};
use crate::{act, until};
use fantoccini::wd::WindowHandle;
use serde_json::json;

/// A chat with one message, and another empty tab.
async fn chatting_beside_an_empty_tab() -> (Scene, WindowHandle, WindowHandle) {
    let scene = Scene::open("plain").await;
    let first = scene.tab().await;
    let second = scene.new_tab().await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    (scene, first, second)
}

#[tokio::test]
async fn unsent_messages_of_a_crashed_tab_are_sent_once_by_the_next_tab() {
    let (scene, _, next) = chatting_beside_an_empty_tab().await;
    scene.fault("sockets", json!({"mute": true})).await;
    act::sends(&scene, "Under way").await;
    until::message_is(&scene, "Under way", "sending").await;
    act::sends(&scene, "Behind it").await;
    until::message_is(&scene, "Behind it", "queued").await;
    scene.crash_tab().await;
    scene.switch_to(&next).await;
    scene.visit("plain").await;
    let lines = [
        "consumer: Before",
        "consumer: Under way",
        "consumer: Behind it",
    ];
    until::transcript_equals_the_services(&scene, &lines).await;
    act::sends(&scene, "After").await;
    let lines = [&lines[..], &["consumer: After"]].concat();
    until::transcript_equals_the_services(&scene, &lines).await;
    assert_eq!(scene.conversations().await.len(), 1);
    scene.close().await;
}

#[tokio::test]
async fn each_tab_keeps_its_own_draft_after_a_reload() {
    let (scene, first, second) = chatting_beside_an_empty_tab().await;
    scene.switch_to(&second).await;
    scene.visit("plain").await;
    until::there_is(&scene, "textbox", "Message").await;
    scene.switch_to(&first).await;
    act::types(&scene, "Half a sen").await;
    for _ in 0..3 {
        scene.visit("plain").await;
        draft_is(&scene, "Half a sen").await;
    }
    scene.switch_to(&second).await;
    draft_is(&scene, "").await;
    // The draft of the other tab is not lost either.
    act::types(&scene, "Another").await;
    scene.switch_to(&first).await;
    scene.visit("plain").await;
    draft_is(&scene, "Half a sen").await;
    scene.close().await;
}

#[tokio::test]
async fn a_message_without_a_response_in_a_crashed_tab_is_not_sent_again() {
    let (scene, _, next) = chatting_beside_an_empty_tab().await;
    scene.fault("faults", json!({"delayMs": 600_000})).await;
    act::sends(&scene, "Under way").await;
    until::service_has_message(&scene, "Under way").await;
    until::message_is(&scene, "Under way", "sending").await;
    scene.crash_tab().await;
    scene.fault("faults", json!({"delayMs": 0})).await;
    scene.switch_to(&next).await;
    scene.visit("plain").await;
    let lines = ["consumer: Before", "consumer: Under way"];
    until::transcript_equals_the_services(&scene, &lines).await;
    act::sends(&scene, "After").await;
    let lines = [&lines[..], &["consumer: After"]].concat();
    until::transcript_equals_the_services(&scene, &lines).await;
    scene.close().await;
}

#[tokio::test]
async fn unsent_messages_of_a_closed_tab_are_sent_once_by_an_open_tab() {
    let (scene, first, second) = chatting_beside_an_empty_tab().await;
    scene.switch_to(&second).await;
    scene.visit("plain").await;
    until::transcript_equals_the_services(&scene, &["consumer: Before"]).await;
    until::connection_is(&scene, "online").await;
    scene.switch_to(&first).await;
    scene.set_offline(true).await;
    until::connection_is(&scene, "offline").await;
    act::sends(&scene, "Left behind").await;
    until::message_is(&scene, "Left behind", "queued").await;
    scene.close_tab().await;
    scene.switch_to(&second).await;
    // The driver switches the network off in every tab of its session.
    scene.set_offline(false).await;
    let lines = ["consumer: Before", "consumer: Left behind"];
    until::transcript_equals_the_services(&scene, &lines).await;
    act::sends(&scene, "After").await;
    let lines = [&lines[..], &["consumer: After"]].concat();
    until::transcript_equals_the_services(&scene, &lines).await;
    scene.close().await;
}

#[tokio::test]
async fn a_message_sent_in_one_tab_appears_once_in_the_other() {
    let (scene, first, second) = chatting_beside_an_empty_tab().await;
    scene.switch_to(&second).await;
    scene.visit("plain").await;
    until::transcript_equals_the_services(&scene, &["consumer: Before"]).await;
    act::sends(&scene, "From the second").await;
    let lines = ["consumer: Before", "consumer: From the second"];
    until::transcript_equals_the_services(&scene, &lines).await;
    scene.switch_to(&first).await;
    until::transcript_equals_the_services(&scene, &lines).await;
    act::sends(&scene, "From the first").await;
    let lines = [&lines[..], &["consumer: From the first"]].concat();
    until::transcript_equals_the_services(&scene, &lines).await;
    scene.switch_to(&second).await;
    until::transcript_equals_the_services(&scene, &lines).await;
    for tab in [&first, &second] {
        scene.switch_to(tab).await;
        scene.visit("plain").await;
        until::transcript_equals_the_services(&scene, &lines).await;
    }
    assert_eq!(scene.conversations().await.len(), 1);
    scene.close().await;
}

#[tokio::test]
async fn a_message_read_in_one_tab_is_read_in_the_other() {
    let (scene, first, second) = chatting_beside_an_empty_tab().await;
    act::click(&scene, "button", "Minimize chat").await;
    scene.switch_to(&second).await;
    scene.visit("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    until::requests_of(&scene, "SubscribeMessagingEvents", 2).await;
    scene.agent(does("accept")).await;
    scene.agent(says("Read me once")).await;
    until::there_is(&scene, "button", "Open chat (1 unread)").await;
    scene.switch_to(&first).await;
    act::click(&scene, "button", "Open chat (1 unread)").await;
    until::receipts_are(&scene, "READ", &[1]).await;
    scene.switch_to(&second).await;
    until::there_is(&scene, "button", "Open chat").await;
    assert_eq!(scene.script("return window.hailer.unread").await, 0);
    scene.close().await;
}

#[tokio::test]
async fn two_tabs_opened_at_once_are_one_consumer() {
    let scene = Scene::open("plain").await;
    let first = scene.tab().await;
    let second = scene.open_another("plain").await;
    // In one task of the page, so that both start without an identity.
    scene
        .script("window.hailer.open(); window.other.hailer.open();")
        .await;
    act::sends(&scene, "From the first").await;
    until::message_is(&scene, "From the first", "sent").await;
    scene.switch_to(&second).await;
    act::sends(&scene, "From the second").await;
    let lines = ["consumer: From the first", "consumer: From the second"];
    until::transcript_equals_the_services(&scene, &lines).await;
    scene.switch_to(&first).await;
    until::transcript_equals_the_services(&scene, &lines).await;
    assert_eq!(scene.conversations().await.len(), 1);
    scene.close().await;
}
