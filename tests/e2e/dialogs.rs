//! Pages with modal dialogs, which make everything outside inert, and pages with focus traps.

use crate::border::{chats, is_usable};
use crate::scene::Scene;
use crate::{act, find, until};
use serde_json::json;

/// The parent of the chat's element.
const PARENT: &str = "return document.querySelector('hailer-chat').parentNode.id || document.querySelector('hailer-chat').parentNode.localName";

async fn is_in(scene: &Scene, parent: &str) {
    until::some(
        &format!("the chat to be in {parent}"),
        async || match scene.script(PARENT).await {
            found if found == parent => Ok(()),
            other => Err(other.to_string()),
        },
    )
    .await;
}

#[tokio::test]
async fn a_chat_that_is_opened_from_a_modal_dialog_can_be_used_and_returns_when_the_dialog_closes()
{
    let scene = Scene::open("dialogs").await;
    until::there_is(&scene, "button", "Open chat").await;
    scene.script("dialogs.open()").await;
    let ask = scene
        .browser
        .find(fantoccini::Locator::Css("#outer button"));
    let ask = ask.await.expect("the dialog has a button");
    ask.click().await.expect("it can be clicked");
    is_in(&scene, "outer").await;
    is_usable(&scene).await;
    chats(&scene).await;
    // A click in the chat, or Escape in the chat, does not close the dialog.
    let is_open = "return document.querySelector('#outer').open";
    assert_eq!(scene.script(is_open).await, true);
    act::types(&scene, "half a sentence").await;
    scene.press("\u{e00c}").await;
    until::there_is_no(&scene, "textbox", "Message").await;
    assert_eq!(scene.script(is_open).await, true);
    act::open_chat(&scene).await;
    scene.script("dialogs.close()").await;
    is_in(&scene, "html").await;
    is_usable(&scene).await;
    act::click(&scene, "button", "Send").await;
    until::message_is(&scene, "half a sentence", "sent").await;
    scene.close().await;
}

#[tokio::test]
async fn an_open_chat_follows_the_topmost_dialog_and_survives_removed_dialogs() {
    let scene = Scene::open("dialogs").await;
    act::open_chat(&scene).await;
    chats(&scene).await;
    scene.script("dialogs.open()").await;
    is_in(&scene, "outer").await;
    scene.script("dialogs.nest()").await;
    is_in(&scene, "inner").await;
    act::sends(&scene, "From inside").await;
    until::message_is(&scene, "From inside", "sent").await;
    scene.script("dialogs.remove()").await;
    is_in(&scene, "html").await;
    let lines = [
        "consumer: Hello?",
        "agent: I am here.",
        "consumer: From inside",
    ];
    until::transcript_reads(&scene, &lines).await;
    is_usable(&scene).await;
    scene.close().await;
}

#[tokio::test]
async fn a_closed_chat_stays_out_of_the_pages_dialogs() {
    let scene = Scene::open("dialogs").await;
    act::open_chat(&scene).await;
    act::click(&scene, "button", "Minimize chat").await;
    scene.script("dialogs.open()").await;
    let settled =
        "return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))";
    scene.script(settled).await;
    assert_eq!(scene.script(PARENT).await, "html");
    scene.close().await;
}

#[tokio::test]
async fn a_focus_trap_of_the_page_does_not_pull_the_focus_out_of_the_chat() {
    let scene = Scene::open("dialogs").await;
    act::open_chat(&scene).await;
    scene.script("trap()").await;
    let field = until::there_is(&scene, "textbox", "Message").await;
    field.click().await.expect("it can be clicked");
    scene.press("Hello?").await;
    let focused = "return document.activeElement.localName";
    assert_eq!(scene.script(focused).await, "hailer-chat");
    assert!(find::by_role(&scene, "textbox", "Message").await.is_some());
    act::click(&scene, "button", "Send").await;
    until::message_is(&scene, "Hello?", "sent").await;
    assert_eq!(
        scene
            .script("return document.querySelector('#trap').value")
            .await,
        json!("")
    );
    scene.close().await;
}
