//! Storage that is blocked, full, damaged, or from tomorrow.

use crate::scene::Scene;
use crate::{act, until};

#[tokio::test]
async fn a_value_that_is_damaged_while_the_chat_runs_costs_no_message() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    let damage =
        "for (const key of Object.keys(localStorage)) localStorage.setItem(key, '{\"version\":1,')";
    scene.script(damage).await;
    act::sends(&scene, "After").await;
    let lines = ["consumer: Before", "consumer: After"];
    until::transcript_equals_the_services(&scene, &lines).await;
    scene.visit("plain").await;
    until::transcript_equals_the_services(&scene, &lines).await;
    assert_eq!(scene.conversations().await.len(), 1);
    scene.close().await;
}
