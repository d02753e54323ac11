//! Connections that die without a word, and pages that sleep.

use crate::scene::{Scene, does, says};
use crate::{act, until};
use serde_json::json;
use std::time::Duration;

/// The widget waits 10 s for an answer, and a little before it comes back;
/// with nothing to say it asks for the clock after 30 s first.
const NOTICED_BY_AN_ANSWER: Duration = Duration::from_secs(25);
const NOTICED_BY_THE_CLOCK: Duration = Duration::from_mins(1);

#[tokio::test]
async fn a_half_open_socket_is_noticed_by_the_message_it_swallowed() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.fault("sockets", json!({"mute": true})).await;
    act::sends(&scene, "Into the void").await;
    until::message_is(&scene, "Into the void", "sending").await;
    scene.agent(does("accept")).await;
    scene.agent(says("Into the void, too")).await;
    until::connection_within(&scene, "waiting", NOTICED_BY_AN_ANSWER).await;
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
async fn a_half_open_socket_is_noticed_by_its_silence() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.fault("sockets", json!({"mute": true})).await;
    scene.agent(does("accept")).await;
    scene.agent(says("Into the void")).await;
    until::connection_within(&scene, "waiting", NOTICED_BY_THE_CLOCK).await;
    until::connection_is(&scene, "online").await;
    let lines = ["consumer: Before", "agent: Into the void"];
    until::transcript_equals_the_services(&scene, &lines).await;
    scene.close().await;
}

#[tokio::test]
async fn a_laptop_that_slept_wakes_up_to_everything_that_was_said() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.agent(does("accept")).await;
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
async fn a_page_that_paints_nothing_holds_what_comes_all_the_same() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.agent(does("accept")).await;
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
    // Nobody is taken to have read along.
    assert_ne!(scene.script("return Math.max(0, ...counts)").await, 0);
    scene.close().await;
}
