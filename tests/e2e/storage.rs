//! Storage that is blocked, full, damaged, or written by a newer version.

use crate::scene::{Scene, says};
use crate::{act, find, until};

const NOT_STORED: &str = "This browser keeps nothing, so the chat ends with this page.";

async fn chats_without_storage(page: &str) {
    let scene = act::start_conversation(page, "Hello?").await;
    scene.agent(says("I am here.")).await;
    act::sends(&scene, "Good").await;
    let lines = ["consumer: Hello?", "agent: I am here.", "consumer: Good"];
    until::transcript_equals_the_services(&scene, &lines).await;
    until::some("the notice", async || {
        match find::text(&scene, ".notice__text").await {
            notice if notice == NOT_STORED => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
    assert_eq!(scene.conversations().await.len(), 1);
    scene.close().await;
}

#[tokio::test]
async fn with_blocked_storage_the_chat_works_and_says_that_nothing_is_stored() {
    chats_without_storage("storage_blocked").await;
}

#[tokio::test]
async fn with_full_storage_the_chat_works_and_says_that_nothing_is_stored() {
    chats_without_storage("storage_full").await;
}

#[tokio::test]
async fn data_of_a_newer_version_is_not_changed_and_the_chat_works() {
    let scene = Scene::open("empty").await;
    let newer = r#"{"version":99,"future":{"outbox":["not ours to lose"]}}"#;
    scene
        .script(&format!(
            "localStorage.setItem('hailer:12345678', {newer:?})"
        ))
        .await;
    scene.visit("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::transcript_equals_the_services(&scene, &["consumer: Hello?"]).await;
    scene.visit("empty").await;
    let kept = scene
        .script("return localStorage.getItem('hailer:12345678')")
        .await;
    assert_eq!(kept, newer);
    scene.close().await;
}

#[tokio::test]
async fn damaging_a_stored_value_while_the_chat_runs_loses_no_message() {
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
