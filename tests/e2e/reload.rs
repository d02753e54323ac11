//! A reload of the page loses nothing.

use crate::scene::{Scene, says};
use crate::{act, find, until};

#[tokio::test]
async fn a_reload_restores_the_conversation_and_fetches_only_missing_events() {
    let scene = act::start_conversation("plain", "Before").await;
    scene.agent(says("I am here.")).await;
    until::receipts_are(&scene, "READ", &[1]).await;
    act::types(&scene, "half a sentence").await;
    // Events 0 to 3: two messages, a delivery receipt and a read receipt.
    until::some("four stored events", async || {
        let stored = scene.conversations().await[0]["events"]
            .as_array()
            .map_or(0, Vec::len);
        if stored == 4 {
            Ok(())
        } else {
            Err(stored.to_string())
        }
    })
    .await;

    scene.visit("plain").await;
    until::transcript_reads(&scene, &["consumer: Before", "agent: I am here."]).await;
    until::connection_is(&scene, "online").await;
    let subscriptions = until::requests_of(&scene, "SubscribeMessagingEvents", 2).await;
    assert_eq!(
        subscriptions[1]["body"]["fromSeq"], 3,
        "it requests only from the last stored event on"
    );
    let draft = scene.script("return document.querySelector('hailer-chat').shadowRoot.querySelector('textarea').value").await;
    assert_eq!(draft, "half a sentence");

    act::sends(&scene, " and its end").await;
    let lines = [
        "consumer: Before",
        "agent: I am here.",
        "consumer: half a sentence and its end",
    ];
    until::transcript_reads(&scene, &lines).await;
    until::message_is(&scene, "half a sentence and its end", "sent").await;
    let conversations = scene.conversations().await;
    assert_eq!(conversations.len(), 1, "the same conversation");
    assert_eq!(
        find::attribute(&scene, ".window", "data-connection")
            .await
            .as_deref(),
        Some("online")
    );
    scene.close().await;
}

#[tokio::test]
async fn damaged_storage_never_breaks_the_chat() {
    let scene = Scene::open("plain").await;
    let damages = [
        "{",
        "[]",
        "null",
        r#"{"version":1,"consumer":7,"conversations":"x","dialogs":"x"}"#,
        r#"{"version":99}"#,
    ];
    for damaged in damages {
        // A page without the widget, because the widget would store its state when the page is
        // left.
        scene.visit("empty").await;
        let keep = format!(
            "for (const key of ['', ':token', ':open', ':tab:1']) \
             localStorage.setItem('hailer:12345678' + key, {damaged:?})"
        );
        scene.script(&keep).await;
        scene.visit("plain").await;
        act::open_chat(&scene).await;
        until::connection_is(&scene, "online").await;
    }
    act::sends(&scene, "Still here").await;
    until::message_is(&scene, "Still here", "sent").await;
    scene.close().await;
}
