//! Agents' names and pictures when the service that provides them fails.

use crate::scene::{Scene, does, says};
use crate::{act, find, until};
use serde_json::{Value, json};

#[tokio::test]
async fn a_picture_that_cannot_be_loaded_is_replaced_by_the_initial_everywhere() {
    let scene = chat_without(&["*/portraits/*"]).await;
    scene.agent(says("Good morning!")).await;
    let faces = "const faces = [...document.querySelector('hailer-chat').shadowRoot
        .querySelectorAll('.header__avatar, .message--last .message__avatar')];
        return [...new Set(faces.map((one) => one.textContent))]";
    shows(&scene, faces, &json!(["A"])).await;
    let asked = "return performance.getEntriesByType('resource').filter((one) => one.name.includes('/portraits/')).length";
    let before = scene.script(asked).await;
    assert_ne!(before, 0, "it was asked for");
    act::sends(&scene, "Fine.").await;
    until::message_is(&scene, "Fine.", "sent").await;
    scene.agent(says("And now?")).await;
    let lines = [
        "consumer: Hello?",
        "agent: Good morning!",
        "consumer: Fine.",
        "agent: And now?",
    ];
    until::transcript_reads(&scene, &lines).await;
    shows(&scene, faces, &json!(["A"])).await;
    assert_eq!(scene.script(asked).await, before, "it was asked for again");
    scene.close().await;
}

#[tokio::test]
async fn a_failed_request_for_a_name_is_retried_later() {
    let scene = chat_without(&["*/le-users/users/*"]).await;
    let failed = "return performance.getEntriesByType('resource').filter((one) => one.name.includes('/le-users/')).length";
    scene.agent(says("Good morning!")).await;
    scene.agent(says("How can I help?")).await;
    let lines = [
        "consumer: Hello?",
        "agent: Good morning!",
        "agent: How can I help?",
    ];
    until::transcript_reads(&scene, &lines).await;
    assert_eq!(
        scene.script(failed).await,
        json!(1),
        "not with every message"
    );
    block(&scene, &[]).await;
    scene
        .script(
            "const now = performance.now.bind(performance); performance.now = () => now() + 11_000",
        )
        .await;
    scene.agent(says("Are you there?")).await;
    until::anna_is_here(&scene).await;
    scene.close().await;
}

/// A chat with an agent in a browser that cannot reach some addresses.
async fn chat_without(addresses: &[&str]) -> Scene {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    block(&scene, addresses).await;
    scene.agent(does("accept")).await;
    until::some("an agent", async || {
        match find::text(&scene, ".header__status").await {
            status if status.ends_with(" is here") => Ok(()),
            status => Err(status),
        }
    })
    .await;
    scene
}

async fn block(scene: &Scene, addresses: &[&str]) {
    for (command, parameters) in [
        ("Network.enable", json!({})),
        ("Network.setBlockedURLs", json!({"urls": addresses})),
    ] {
        let done = scene.devtools(command, parameters).await;
        done.expect("Chrome blocks addresses");
    }
}

async fn shows(scene: &Scene, script: &str, expected: &Value) {
    until::some(&format!("{expected}"), async || {
        let shown = scene.script(script).await;
        (shown == *expected).then_some(()).ok_or(shown.to_string())
    })
    .await;
}

#[tokio::test]
async fn a_message_does_not_move_when_another_joins_its_group() {
    let scene = act::start_conversation("plain", "Hello?").await;
    let long = "A sentence that is long enough to fill the width of any window, and goes on in a second line.";
    scene.agent(says(long)).await;
    until::transcript_reads(&scene, &["consumer: Hello?", &format!("agent: {long}")]).await;
    let edges = "const box = document.querySelector('hailer-chat').shadowRoot
        .querySelector('.message--agent .message__bubble').getBoundingClientRect();
        return [box.left, box.right, box.height]";
    let before = scene.script(edges).await;
    // The messages join a group only if they are sent in the same minute. Otherwise this test
    // checks nothing.
    scene.agent(says("And more.")).await;
    let lines = [
        "consumer: Hello?",
        &format!("agent: {long}"),
        "agent: And more.",
    ];
    until::transcript_reads(&scene, &lines).await;
    assert_eq!(scene.script(edges).await, before);
    scene.close().await;
}
