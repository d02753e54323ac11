//! Pages that stay open while the brand deploys a new release.

use crate::panic::{REPAIR, SABOTAGE, draft_is};
use crate::scene::{Scene, says};
use crate::shop::Release;
use crate::{act, find, until};

/// A page whose chat was never opened, after a deployment.
async fn page_after_release(release: Release) -> Scene {
    let scene = Scene::open("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    scene.release.send_replace(release);
    scene
}

#[tokio::test]
async fn a_page_that_was_open_during_a_release_continues_with_the_new_one() {
    let scene = page_after_release(Release::Next).await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    let files = "return performance.getEntriesByType('resource').some(({ name }) => name.includes('-next-'))";
    assert_eq!(scene.script(files).await, true);
    scene.close().await;
}

#[tokio::test]
async fn a_chat_that_breaks_after_a_release_is_restarted_with_the_new_one_and_the_draft() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    act::types(&scene, "half a sentence").await;
    scene.release.send_replace(Release::Next);
    scene.script(SABOTAGE).await;
    scene.agent(says("Said while it broke")).await;
    until::there_is(&scene, "button", "Restart chat").await;
    scene.script(REPAIR).await;
    act::click(&scene, "button", "Restart chat").await;
    until::connection_is(&scene, "online").await;
    draft_is(&scene, "half a sentence").await;
    act::click(&scene, "button", "Send").await;
    until::message_is(&scene, "half a sentence", "sent").await;
    scene.close().await;
}

#[tokio::test]
async fn an_incompatible_release_asks_for_a_reload_and_keeps_the_draft() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::types(&scene, "half a sentence").await;
    scene.release.send_replace(Release::Incompatible);
    scene.script(SABOTAGE).await;
    scene.script("document.querySelector('hailer-chat').shadowRoot.querySelector('[aria-label=Menu]').click()").await;
    until::there_is(&scene, "button", "Restart chat").await;
    scene.script(REPAIR).await;
    act::click(&scene, "button", "Restart chat").await;
    act::click(&scene, "button", "Reload page").await;
    until::there_is(&scene, "textbox", "Message").await;
    draft_is(&scene, "half a sentence").await;
    assert!(
        find::by_role(&scene, "button", "Reload page")
            .await
            .is_none()
    );
    scene.close().await;
}
