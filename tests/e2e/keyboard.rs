//! Without a mouse, and without a screen.

use crate::scene::{Scene, does, says};
use crate::{act, find, until};
use fantoccini::key::Key;

#[tokio::test]
async fn the_whole_chat_works_from_the_keyboard() {
    let scene = Scene::open("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    let tab = char::from(Key::Tab);
    scene.press(&format!("{tab}{tab}")).await;
    assert_eq!(find::focused(&scene).await, "Open chat");
    scene.press(&char::from(Key::Enter).to_string()).await;
    focus_is(&scene, "Message").await;

    scene.press("one").await;
    scene
        .press_with(char::from(Key::Shift), char::from(Key::Enter))
        .await;
    scene.press("two").await;
    scene.press(&char::from(Key::Enter).to_string()).await;
    until::transcript_reads(&scene, &["consumer: one\ntwo"]).await;
    until::message_is(&scene, "one\ntwo", "sent").await;

    let back = |times: usize| (0..times).map(|_| tab).collect::<Vec<_>>();
    for (key, name) in back(3)
        .into_iter()
        .zip(["Conversation", "Minimize chat", "Menu"])
    {
        scene.press_with(char::from(Key::Shift), key).await;
        focus_is(&scene, name).await;
    }
    scene.press(&char::from(Key::Enter).to_string()).await;
    focus_is(&scene, "Mark as urgent").await;
    scene.press(&char::from(Key::Down).to_string()).await;
    focus_is(&scene, "End conversation").await;
    scene.press(&char::from(Key::Enter).to_string()).await;
    focus_is(&scene, "Keep chatting").await;
    scene.press(&tab.to_string()).await;
    focus_is(&scene, "End conversation").await;
    scene.press(&tab.to_string()).await;
    focus_is(&scene, "Keep chatting").await;
    scene.press(&char::from(Key::Escape).to_string()).await;
    until::there_is_no(&scene, "button", "Keep chatting").await;
    focus_is(&scene, "Menu").await;

    scene.press(&char::from(Key::Escape).to_string()).await;
    until::there_is_no(&scene, "textbox", "Message").await;
    focus_is(&scene, "Open chat").await;
    scene.close().await;
}

#[tokio::test]
async fn each_new_message_is_announced_once_with_its_sender() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    scene.agent(does("accept")).await;
    until::some("Anna's name", async || {
        match find::text(&scene, ".header__status").await {
            status if status == "Anna is here" => Ok(()),
            other => Err(other),
        }
    })
    .await;
    let watch = "window.announced = [];
        const region = document.querySelector('hailer-chat').shadowRoot.querySelector('[aria-live=polite]');
        new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) =>
            node.textContent && window.announced.push(node.textContent)))).observe(region, { childList: true });";
    scene.script(watch).await;
    // The same words twice are two messages, and are heard twice.
    scene.agent(says("How can I help?")).await;
    scene.agent(says("How can I help?")).await;
    let lines = [
        "consumer: Hello?",
        "agent: How can I help?",
        "agent: How can I help?",
    ];
    until::transcript_reads(&scene, &lines).await;
    let heard = until::some("an announcement", async || {
        let heard = scene.script("return window.announced").await;
        if heard.as_array().is_none_or(|heard| heard.len() < 2) {
            Err(heard.to_string())
        } else {
            Ok(heard)
        }
    })
    .await;
    assert_eq!(
        heard,
        serde_json::json!(["Anna says: How can I help?", "Anna says: How can I help?"])
    );
    assert_eq!(
        find::attribute(&scene, "[role=log]", "aria-live")
            .await
            .as_deref(),
        Some("off")
    );
    scene.close().await;
}

async fn focus_is(scene: &Scene, name: &str) {
    until::some(&format!("the focus on {name:?}"), async || {
        let focused = find::focused(scene).await;
        if focused == name {
            Ok(())
        } else {
            Err(focused)
        }
    })
    .await;
}
