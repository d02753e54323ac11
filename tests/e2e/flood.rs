//! More than anybody could read.

use crate::scene::{Scene, does, says};
use crate::{act, find, until};
use serde_json::json;

const ELEMENTS: &str =
    "return document.querySelector('hailer-chat').shadowRoot.querySelectorAll('*').length";

#[tokio::test]
async fn a_flood_of_messages_is_bounded_on_the_screen_and_the_chat_goes_on() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "First").await;
    until::message_is(&scene, "First", "sent").await;
    scene.agent(does("accept")).await;
    let mut flood = says("again and again");
    flood["times"] = json!(5_000);
    scene.agent(flood).await;
    scene.agent(says("The last one")).await;
    until::some("the end of the flood", async || {
        let shown = find::messages(&scene).await;
        let last = shown.last().map(|one| one.text.clone()).unwrap_or_default();
        if last == "The last one" && shown.len() == 200 {
            Ok(())
        } else {
            Err(format!("{last:?} as the last of {}", shown.len()))
        }
    })
    .await;
    let elements = scene.script(ELEMENTS).await;
    assert!(elements.as_u64() < Some(4_000), "{elements} elements");
    act::sends(&scene, "Still here").await;
    until::message_is(&scene, "Still here", "sent").await;
    act::click(&scene, "button", "Show earlier messages").await;
    until::some("earlier messages", async || {
        match find::messages(&scene).await.len() {
            400 => Ok(()),
            other => Err(other.to_string()),
        }
    })
    .await;
    scene.close().await;
}
