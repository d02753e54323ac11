//! Connections that die silently, and pages that sleep.

use crate::scene::{Scene, does, says};
use crate::{act, until};
use serde_json::json;
use std::time::Duration;

/// The widget's response timeout is 10 s, and the reconnect takes a moment. If nothing is sent, a
/// keep-alive request after 30 s comes first.
const DETECTED_BY_A_RESPONSE: Duration = Duration::from_secs(25);
const DETECTED_BY_KEEP_ALIVE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn a_half_open_socket_is_detected_by_a_message_without_a_response() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.fault("sockets", json!({"mute": true})).await;
    act::sends(&scene, "Into the void").await;
    until::message_is(&scene, "Into the void", "sending").await;
    scene.agent(does("accept")).await;
    scene.agent(says("Into the void, too")).await;
    until::connection_within(&scene, "waiting", DETECTED_BY_A_RESPONSE).await;
    until::connection_is(&scene, "online").await;
    let lines = [
        "consumer: Before",
        "agent: Into the void, too",
        "consumer: Into the void",
    ];
    until::transcript_equals_the_services(&scene, &lines).await;
    assert_eq!(scene.conversations().await.len(), 1);
    scene.close().await;
}

#[tokio::test]
async fn a_half_open_socket_is_detected_by_its_silence() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.fault("sockets", json!({"mute": true})).await;
    scene.agent(does("accept")).await;
    scene.agent(says("Into the void")).await;
    until::connection_within(&scene, "waiting", DETECTED_BY_KEEP_ALIVE).await;
    until::connection_is(&scene, "online").await;
    let lines = ["consumer: Before", "agent: Into the void"];
    until::transcript_equals_the_services(&scene, &lines).await;
    scene.close().await;
}

#[tokio::test]
async fn a_laptop_that_slept_receives_all_missed_messages() {
    let scene = act::start_conversation("plain", "Before").await;
    scene.fall_asleep().await;
    scene.fault("sockets", json!({"close": 1001})).await;
    scene.agent(says("While you slept")).await;
    scene.agent(says("and slept")).await;
    scene.wake_up().await;
    let lines = [
        "consumer: Before",
        "agent: While you slept",
        "agent: and slept",
    ];
    until::transcript_equals_the_services(&scene, &lines).await;
    act::sends(&scene, "Good morning").await;
    let lines = [&lines[..], &["consumer: Good morning"]].concat();
    until::transcript_equals_the_services(&scene, &lines).await;
    assert_eq!(scene.conversations().await.len(), 1);
    scene.close().await;
}

#[tokio::test]
async fn a_page_that_paints_nothing_still_receives_messages() {
    let scene = act::start_conversation("plain", "Before").await;
    let sleeps = "window.requestAnimationFrame = () => 1;
        window.counts = [];
        hailer.on('unread', ({ count }) => counts.push(count));";
    scene.script(sleeps).await;
    scene.agent(says("In a window behind others")).await;
    scene.agent(says("and another")).await;
    let lines = [
        "consumer: Before",
        "agent: In a window behind others",
        "agent: and another",
    ];
    until::transcript_reads(&scene, &lines).await;
    scene.agent(says("and the last")).await;
    let lines = [&lines[..], &["agent: and the last"]].concat();
    until::transcript_equals_the_services(&scene, &lines).await;
    // Messages in a window that paints nothing must not count as read.
    assert_ne!(scene.script("return Math.max(0, ...counts)").await, 0);
    scene.close().await;
}
