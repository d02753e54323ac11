//! The module comes in parts. A chat that has the shell can be typed into, and
//! nothing is lost while the conversation is on its way, or cannot be loaded.

use crate::panic::draft_is;
use crate::scene::{Scene, does, says};
use crate::shop::{Part, Release};
use crate::{act, find, until};
use serde_json::json;

/// Waits until this was said, in the state it is in before it can be sent.
async fn is_queued(scene: &Scene, text: &str) {
    until::message_is(scene, text, "queued").await;
}

#[tokio::test]
async fn what_is_sent_before_the_conversation_is_loaded_is_shown_as_queued_and_sent_once() {
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
async fn a_conversation_that_cannot_be_loaded_says_so_and_is_tried_again() {
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
async fn a_conversation_that_a_release_removed_comes_from_the_new_one_with_all_that_was_written() {
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
async fn a_server_that_does_not_know_the_type_of_a_part_costs_nothing() {
    let scene = Scene::open_with_part(Part::Untyped, "plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    scene.close().await;
}

#[tokio::test]
async fn what_was_sent_in_a_chat_that_was_destroyed_before_it_was_loaded_is_sent_by_the_next_one() {
    let scene = Scene::open_with_part(Part::Held, "plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Too soon").await;
    is_queued(&scene, "Too soon").await;
    act::types(&scene, "half a sentence").await;
    scene.script(LOAD_AGAIN).await;
    scene.part.send_replace(Part::Given);
    until::there_is(&scene, "button", "Open chat").await;
    // It was open before, and may open itself: this is no click.
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
async fn a_visitor_who_was_here_before_is_shown_no_greeting_while_the_conversation_is_loaded() {
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
async fn who_comes_near_the_launcher_has_the_window_laid_out_once_and_sees_nothing_of_it() {
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
        // Drawn hidden, shown, and hidden again before anybody could see it.
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
