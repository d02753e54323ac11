//! The strictest content security policy, and `destroy()`.

use crate::scene::{Scene, says};
use crate::{act, until};
use serde_json::json;

#[tokio::test]
async fn the_widget_works_under_the_strictest_policy() {
    let scene = act::start_conversation("strict_policy", "Hello?").await;
    scene.agent(says("See https://example.com/ please")).await;
    until::transcript_reads(
        &scene,
        &["consumer: Hello?", "agent: See https://example.com/ please"],
    )
    .await;
    act::click(&scene, "button", "Menu").await;
    // Sounds are synthesized, so no audio file is needed.
    act::click(&scene, "menuitemcheckbox", "Sound for new messages").await;
    act::click(&scene, "menuitem", "End conversation").await;
    act::click(&scene, "button", "End conversation").await;
    act::click(&scene, "radio", "5 stars").await;
    act::click(&scene, "button", "Submit").await;
    until::there_is_no(&scene, "button", "Submit").await;
    assert_eq!(scene.script("return window.violations").await, json!([]));
    scene.close().await;
}

#[tokio::test]
async fn a_destroyed_widget_leaves_nothing_behind() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    until::connection_is(&scene, "online").await;
    scene.script("window.hailer.destroy()").await;
    let left = "return [document.querySelectorAll('hailer-chat').length, typeof window.hailer]";
    assert_eq!(scene.script(left).await, json!([0, "undefined"]));
    scene.close().await;
}

#[tokio::test]
async fn the_pages_event_handlers_never_receive_a_token() {
    let scene = Scene::open("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    let listen = "window.heard = [];
        for (const name of ['ready', 'open', 'minimize', 'unread', 'connection', 'conversation', 'message', 'survey', 'error'])
            window.hailer.on(name, (detail) => window.heard.push([name, detail]));";
    scene.script(listen).await;
    act::open_chat(&scene).await;
    act::sends(&scene, "A secret of mine").await;
    until::message_is(&scene, "A secret of mine", "sent").await;
    scene.agent(says("A secret of hers")).await;
    until::transcript_reads(
        &scene,
        &["consumer: A secret of mine", "agent: A secret of hers"],
    )
    .await;
    let heard = scene.script("return window.heard").await;
    let names: Vec<&str> = heard
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one[0].as_str())
        .collect();
    for name in ["ready", "open", "connection", "conversation", "message"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    let token = scene
        .script("return localStorage.getItem('hailer:12345678:token')")
        .await;
    let all = heard.to_string();
    assert!(
        !all.contains("secret") && !all.contains(token.as_str().unwrap()),
        "{all}"
    );
    scene.close().await;
}
