//! Code splitting: with the shell, the consumer can already type. Nothing is lost while the
//! conversation part is loading, or if loading fails.

use crate::panic::draft_is;
use crate::scene::{Scene, does, says};
use crate::shop::{Part, Release};
use crate::{act, find, until};
use serde_json::json;

/// Waits until a message is displayed as queued.
async fn is_queued(scene: &Scene, text: &str) {
    until::message_is(scene, text, "queued").await;
}

#[tokio::test]
async fn messages_before_the_conversation_part_is_loaded_are_queued_and_sent_once() {
    let scene = Scene::open_with_part(Part::Held, "strict_policy").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    is_queued(&scene, "Hello?").await;
    act::sends(&scene, "Anybody?").await;
    act::types(&scene, "And another th").await;
    act::click(&scene, "button", "Minimize chat").await;
    act::click(&scene, "button", "Open chat").await;
    is_queued(&scene, "Anybody?").await;
    assert_eq!(scene.requests("PublishEvent").await.len(), 0);

    scene.part.send_replace(Part::Given);
    until::message_is(&scene, "Anybody?", "sent").await;
    draft_is(&scene, "And another th").await;
    scene.agent(does("accept")).await;
    scene.agent(says("Hello.")).await;
    let lines = ["consumer: Hello?", "consumer: Anybody?", "agent: Hello."];
    until::transcript_equals_the_services(&scene, &lines).await;
    assert_eq!(scene.script("return window.violations").await, json!([]));
    scene.close().await;
}

#[tokio::test]
async fn a_part_that_cannot_be_loaded_shows_a_notice_with_try_again() {
    let scene = Scene::open_with_part(Part::Refused, "plain").await;
    act::open_chat(&scene).await;
    until::there_is(&scene, "button", "Try again").await;
    act::sends(&scene, "Is anybody there?").await;
    is_queued(&scene, "Is anybody there?").await;
    act::types(&scene, "half a sentence").await;

    scene.part.send_replace(Part::Given);
    act::click(&scene, "button", "Try again").await;
    until::transcript_equals_the_services(&scene, &["consumer: Is anybody there?"]).await;
    until::there_is_no(&scene, "button", "Try again").await;
    draft_is(&scene, "half a sentence").await;
    scene.close().await;
}

#[tokio::test]
async fn a_part_that_a_release_removed_is_loaded_from_the_new_one_and_keeps_all_text() {
    let scene = Scene::open_with_part(Part::Held, "plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    act::types(&scene, "half a sentence").await;
    scene.release.send_replace(Release::Next);
    scene.part.send_replace(Part::Given);
    until::message_is(&scene, "Hello?", "sent").await;
    draft_is(&scene, "half a sentence").await;
    until::transcript_equals_the_services(&scene, &["consumer: Hello?"]).await;
    scene.close().await;
}

#[tokio::test]
async fn a_part_without_a_content_type_is_loaded() {
    let scene = Scene::open_with_part(Part::Untyped, "plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    scene.close().await;
}

#[tokio::test]
async fn queued_messages_of_a_destroyed_chat_are_sent_by_the_next_one() {
    let scene = Scene::open_with_part(Part::Held, "plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Too soon").await;
    is_queued(&scene, "Too soon").await;
    act::types(&scene, "half a sentence").await;
    scene.script(LOAD_AGAIN).await;
    scene.part.send_replace(Part::Given);
    until::there_is(&scene, "button", "Open chat").await;
    // The chat was open before, so it may open without a click.
    scene.script("window.hailer.open()").await;
    until::message_is(&scene, "Too soon", "sent").await;
    draft_is(&scene, "half a sentence").await;
    act::click(&scene, "button", "Send").await;
    let lines = ["consumer: Too soon", "consumer: half a sentence"];
    until::transcript_equals_the_services(&scene, &lines).await;
    scene.close().await;
}

const LOAD_AGAIN: &str = "window.hailer.destroy();
    const old = document.querySelector('script[src*=hailer]');
    const tag = document.createElement('script');
    tag.src = old.src;
    Object.assign(tag.dataset, old.dataset);
    document.head.append(tag);";

#[tokio::test]
async fn a_returning_visitor_sees_no_welcome_while_the_conversation_part_loads() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.part.send_replace(Part::Held);
    scene.visit("plain").await;
    until::there_is(&scene, "textbox", "Message").await;
    assert!(find::messages(&scene).await.is_empty());
    assert_eq!(find::text(&scene, ".welcome__text").await, "");
    scene.part.send_replace(Part::Given);
    until::transcript_reads(&scene, &["consumer: Before"]).await;
    scene.close().await;
}

#[tokio::test]
async fn focusing_the_launcher_prepares_the_window_invisibly() {
    let scene = Scene::open("plain").await;
    let watch = "window.wasHidden = []; window.wasPainted = false;
        const root = document.querySelector('hailer-chat').shadowRoot;
        const note = (all) => all.forEach(({ target }) => target.className === 'window' && wasHidden.push(target.hidden));
        new MutationObserver(note).observe(root, { subtree: true, attributes: true, attributeFilter: ['hidden'] });
        const look = () => {
            const window = root.querySelector('.window');
            if (window && !window.hidden) wasPainted = true;
            requestAnimationFrame(look);
        };
        look();
        root.querySelector('.launcher').focus();";
    scene.script(watch).await;
    until::some("the window to be laid out", async || {
        // The window is created hidden, shown, and hidden again before it could be seen.
        let changes = scene.script("return wasHidden.length").await;
        (changes.as_u64() >= Some(2))
            .then_some(())
            .ok_or_else(|| changes.to_string())
    })
    .await;
    assert_eq!(
        scene.script("return [wasPainted, wasHidden.at(-1)]").await,
        json!([false, true])
    );
    assert_eq!(
        scene
            .script(
                "return document.querySelector('hailer-chat').shadowRoot.activeElement.className"
            )
            .await,
        "launcher"
    );
    act::open_chat(&scene).await;
    scene.close().await;
}
