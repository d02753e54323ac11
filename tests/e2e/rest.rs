//! The module comes in two parts. A chat that has the first of them can be typed
//! into, and nothing is lost while the rest is on its way, or never comes.

use crate::panic::draft_is;
use crate::scene::{Scene, does, says};
use crate::shop::Rest;
use crate::{act, find, until};
use serde_json::json;

#[tokio::test]
async fn before_the_rest_is_there_one_can_write_and_what_was_sent_goes_out_when_it_comes() {
    let scene = Scene::open_with_rest(Rest::Held, "strict_policy").await;
    act::open_chat(&scene).await;
    until::connection_is(&scene, "online").await;
    act::sends(&scene, "Hello?").await;
    act::click(&scene, "button", "Minimize chat").await;
    act::click(&scene, "button", "Open chat").await;
    draft_is(&scene, "Hello?").await;
    assert_eq!(scene.requests("PublishEvent").await.len(), 0);

    scene.rest.send_replace(Rest::Given);
    until::message_is(&scene, "Hello?", "sent").await;
    draft_is(&scene, "").await;
    scene.agent(does("accept")).await;
    scene.agent(says("Hello.")).await;
    until::transcript_equals_the_services(&scene, &["consumer: Hello?", "agent: Hello."]).await;
    assert_eq!(scene.rest_brought().await, (1, 0));
    assert_eq!(scene.script("return window.violations").await, json!([]));
    scene.close().await;
}

#[tokio::test]
async fn what_is_written_after_enter_while_the_rest_is_on_its_way_is_another_message() {
    let scene = Scene::open_with_rest(Rest::Held, "plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    act::types(&scene, " And another th").await;
    scene.rest.send_replace(Rest::Given);
    until::message_is(&scene, "Hello?", "sent").await;
    draft_is(&scene, " And another th").await;
    until::transcript_equals_the_services(&scene, &["consumer: Hello?"]).await;
    scene.close().await;
}

#[tokio::test]
async fn a_chat_whose_rest_cannot_be_had_says_so_and_keeps_what_was_written() {
    let scene = Scene::open_with_rest(Rest::Refused, "plain").await;
    act::open_chat(&scene).await;
    until::connection_is(&scene, "online").await;
    act::sends(&scene, "Is anybody there?").await;
    until::there_is(&scene, "button", "Restart chat").await;
    assert!(find::by_role(&scene, "textbox", "Message").await.is_none());

    scene.rest.send_replace(Rest::Given);
    act::click(&scene, "button", "Restart chat").await;
    draft_is(&scene, "Is anybody there?").await;
    act::click(&scene, "button", "Send").await;
    until::transcript_equals_the_services(&scene, &["consumer: Is anybody there?"]).await;
    scene.close().await;
}

#[tokio::test]
async fn what_cannot_wait_for_the_rest_has_it_brought_at_once() {
    let scene = Scene::open_with_rest(Rest::Refused, "plain").await;
    act::open_chat(&scene).await;
    until::some("the rest to be refused", async || {
        match scene.rest_brought().await {
            (1, 0) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
    scene.rest.send_replace(Rest::Given);
    // Another language is another window.
    scene.script("hailer.configure({ lang: 'de' })").await;
    until::there_is(&scene, "textbox", "Nachricht").await;
    assert_eq!(scene.rest_brought().await, (1, 1));
    scene.close().await;
}

#[tokio::test]
async fn a_chat_that_is_destroyed_before_its_rest_came_leaves_nothing_and_can_be_started_again() {
    let scene = Scene::open_with_rest(Rest::Held, "plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Too soon").await;
    scene.script(LOAD_AGAIN).await;
    scene.rest.send_replace(Rest::Given);
    until::there_is(&scene, "button", "Open chat").await;
    // It was open before, and may open itself: this is no click.
    scene.script("window.hailer.open()").await;
    act::sends(&scene, "In time").await;
    until::message_is(&scene, "Too soonIn time", "sent").await;
    until::transcript_equals_the_services(&scene, &["consumer: Too soonIn time"]).await;
    scene.close().await;
}

const LOAD_AGAIN: &str = "window.hailer.destroy();
    const old = document.querySelector('script[src*=hailer]');
    const tag = document.createElement('script');
    tag.src = old.src;
    Object.assign(tag.dataset, old.dataset);
    document.head.append(tag);";

#[tokio::test]
async fn who_was_here_before_waits_for_both_parts_and_is_not_held_up() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.rest.send_replace(Rest::Held);
    scene.visit("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    assert!(find::messages(&scene).await.is_empty());
    scene.rest.send_replace(Rest::Given);
    until::transcript_reads(&scene, &["consumer: Before"]).await;
    assert_eq!(scene.rest_brought().await, (1, 0));
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
    assert_eq!(scene.rest_brought().await, (0, 0));
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
