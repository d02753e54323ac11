//! Pages with user-generated markup: elements named like members of `document` and `window`.

use crate::border::chats_on;
use crate::hostile_page::page_received_it;
use crate::scene::{Scene, does, says};
use crate::{act, find, until};
use serde_json::json;

/// Everything that the page fetched from the origin in the injected markup.
const FOREIGN: &str = "return performance.getEntriesByType('resource')
    .filter(({ initiatorType, name }) => initiatorType !== 'img' && !name.startsWith(location.origin))
    .map(({ name }) => name).filter((name) => name.includes('evil'))";

#[tokio::test]
async fn elements_named_like_members_of_the_document_neither_run_foreign_code_nor_break_the_chat() {
    let scene = Scene::open("clobbered").await;
    let clobbered = scene.script("return window.clobbered").await;
    assert!(clobbered.as_u64() > Some(20), "{clobbered}");
    until::service_has_message(&scene, "Hello?").await;
    scene.agent(does("accept")).await;
    scene.agent(says("I am here.")).await;
    page_received_it(&scene).await;
    let lines = ["consumer: Hello?", "agent: I am here."];
    until::transcript_equals_the_services(&scene, &lines).await;
    assert_eq!(scene.script(FOREIGN).await, json!([]));
    act::click(&scene, "button", "Minimize chat").await;
    until::there_is(&scene, "button", "Open chat").await;
    scene.close().await;
}

#[tokio::test]
async fn elements_named_like_the_options_are_not_options() {
    let scene = chats_on("clobbered_options").await;
    let title = find::attribute(&scene, "[role=dialog]", "aria-label").await;
    assert_eq!(title.as_deref(), Some("Plain Shop"));
    assert_eq!(scene.script(FOREIGN).await, json!([]));
    let console = scene.console().await;
    assert!(console.is_empty(), "{console:?}");
    scene.close().await;
}

#[tokio::test]
async fn a_browser_without_constructable_style_sheets_gets_one_sentence_and_no_exception() {
    let scene = Scene::open("unsupported").await;
    until::some("the script to have run", async || {
        match scene.script("return window.supported").await {
            said if said == false => Ok(()),
            other => Err(other.to_string()),
        }
    })
    .await;
    let calls = "hailer.on('error', ({ message }) => { window.told = message; });
        hailer.configure({ theme: 'dark', lang: 'de' });
        return hailer.open().then(() => [document.querySelectorAll('hailer-chat').length, window.thrown])";
    assert_eq!(scene.script(calls).await, json!([0, []]));
    assert_eq!(
        scene.script("return window.told").await,
        "The chat could not be loaded."
    );
    let console = scene.console().await;
    let sentence = "this browser is too old for the chat";
    assert!(console[0].contains(sentence), "{console:?}");
    scene.close().await;
}
