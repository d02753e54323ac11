//! Several people use the same browser. They must not see each other's messages and drafts.

use crate::identity::tries_again;
use crate::scene::{Scene, says};
use crate::{act, find, until};
use serde_json::json;

const BOX: &str = "document.querySelector('hailer-chat').shadowRoot.querySelector('textarea')";
const KEYS: &str = "return Object.keys(localStorage)";
const FORGET: &str =
    "return window.hailer.destroy({ forget: true }).then(() => Object.keys(localStorage))";
const SAID: [&str; 2] = ["consumer: My balance?", "agent: It is zero."];

/// Customer 7 got an answer and has begun a draft.
async fn customer_7_chats() -> Scene {
    let scene = act::start_conversation("identified", "My balance?").await;
    scene.agent(says("It is zero.")).await;
    until::receipts_are(&scene, "READ", &[1]).await;
    act::types(&scene, "Oh dear").await;
    until::some("four stored events", async || {
        let stored = scene.conversations().await;
        match stored[0]["events"].as_array().map(Vec::len) {
            Some(4) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
    scene
}

async fn draft_is(scene: &Scene, words: &str) {
    until::some(&format!("the draft {words:?}"), async || {
        let there = scene.script(&format!("return {BOX}.value")).await;
        if there == words {
            Ok(())
        } else {
            Err(there.to_string())
        }
    })
    .await;
}

/// The chat shows neither messages nor the draft of customer 7.
async fn nothing_is_shown_of_customer_7(scene: &Scene) {
    draft_is(scene, "").await;
    let said = "const root = document.querySelector('hailer-chat').shadowRoot;
        return [...root.children].map((child) => child.textContent).join() + root.querySelector('.launcher').ariaLabel";
    let said = scene.script(said).await.to_string();
    for words in ["balance", "zero", "Oh dear", "Anna"] {
        assert!(!said.contains(words), "{words:?} in {said}");
    }
}

/// The page's identity provider now returns this customer, and the chat tries again.
async fn is_known_as(scene: &Scene, customer: &str) {
    let provide = format!("window.provide = async () => '{customer}'");
    scene.script(&provide).await;
    tries_again(scene).await;
}

#[tokio::test]
async fn a_customers_stored_conversation_is_hidden_until_they_are_identified() {
    let scene = customer_7_chats().await;
    scene.visit("identified?throws").await;
    until::there_is(&scene, "button", "Try again").await;
    nothing_is_shown_of_customer_7(&scene).await;
    assert!(find::messages(&scene).await.is_empty());
    is_known_as(&scene, "customer-7").await;
    until::transcript_reads(&scene, &SAID).await;
    draft_is(&scene, "Oh dear").await;
    let asked = until::requests_of(&scene, "SubscribeMessagingEvents", 2).await;
    assert_eq!(asked[1]["body"]["fromSeq"], 3, "what is missing");
    scene.close().await;
}

#[tokio::test]
async fn the_next_customer_sees_only_their_own_and_the_first_one_loses_nothing() {
    let scene = customer_7_chats().await;
    scene.visit("identified?throws").await;
    until::there_is(&scene, "button", "Try again").await;
    is_known_as(&scene, "customer-8").await;
    nothing_is_shown_of_customer_7(&scene).await;
    act::sends(&scene, "Good morning").await;
    until::message_is(&scene, "Good morning", "sent").await;
    until::transcript_reads(&scene, &["consumer: Good morning"]).await;
    let kept = scene.script("return localStorage.getItem('hailer:12345678')");
    let kept = kept.await.to_string();
    assert!(!kept.contains("zero"), "{kept}");
    scene.visit("identified").await;
    until::transcript_reads(&scene, &SAID).await;
    draft_is(&scene, "Oh dear").await;
    scene.close().await;
}

#[tokio::test]
async fn another_identity_while_the_chat_runs_hides_the_first_one_at_once() {
    let scene = customer_7_chats().await;
    let names = "hailer.identify(() => new Promise((resolve) => { window.settle = resolve; }))";
    scene.script(names).await;
    until::transcript_reads(&scene, &[]).await;
    draft_is(&scene, "").await;
    until::some("the page to be asked", async || {
        match scene.script("return typeof window.settle").await {
            kind if kind == "function" => Ok(()),
            kind => Err(kind.to_string()),
        }
    })
    .await;
    scene.script("window.settle('customer-8')").await;
    until::connection_is(&scene, "online").await;
    act::sends(&scene, "Good morning").await;
    until::transcript_reads(&scene, &["consumer: Good morning"]).await;
    until::message_is(&scene, "Good morning", "sent").await;
    scene
        .script("hailer.identify(async () => 'customer-7')")
        .await;
    until::transcript_reads(&scene, &SAID).await;
    draft_is(&scene, "Oh dear").await;
    assert_eq!(scene.conversations().await.len(), 2, "one for each");
    scene.close().await;
}

#[tokio::test]
async fn logging_out_deletes_everything_in_the_browser() {
    let scene = customer_7_chats().await;
    assert_ne!(scene.script(KEYS).await, json!([]));
    assert_eq!(scene.script(FORGET).await, json!([]));
    assert_eq!(
        scene.script("return window.hailer === undefined").await,
        true
    );
    scene.visit("identified?throws").await;
    assert_eq!(scene.script(KEYS).await, json!([]), "nor on leaving");
    act::open_chat(&scene).await;
    until::there_is(&scene, "button", "Try again").await;
    nothing_is_shown_of_customer_7(&scene).await;
    is_known_as(&scene, "customer-7").await;
    until::transcript_reads(&scene, &SAID).await;
    draft_is(&scene, "").await;
    scene.close().await;
}

#[tokio::test]
async fn logging_out_before_the_chat_is_loaded_deletes_everything_too() {
    let scene = Scene::open("empty").await;
    let keep =
        "for (const key of ['12345678:token', '12345678:tab:1', '12345678:notify', '123456789'])
        localStorage.setItem('hailer:' + key, '{}')";
    scene.script(keep).await;
    scene.visit("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    let anothers = json!(["hailer:123456789"]);
    assert_eq!(scene.script(FORGET).await, anothers);
    scene.close().await;
}

#[tokio::test]
async fn logging_out_in_one_tab_affects_all_tabs_and_the_next_person_is_new() {
    let scene = Scene::open("plain").await;
    let first = scene.tab().await;
    act::open_chat(&scene).await;
    act::sends(&scene, "My balance?").await;
    until::message_is(&scene, "My balance?", "sent").await;
    let second = scene.new_tab().await;
    scene.switch_to(&second).await;
    scene.visit("plain").await;
    until::transcript_reads(&scene, &["consumer: My balance?"]).await;
    scene.switch_to(&first).await;
    scene.script(FORGET).await;
    scene.switch_to(&second).await;
    until::there_is(&scene, "button", "Open chat").await;
    assert!(find::messages(&scene).await.is_empty());
    assert_eq!(scene.script(KEYS).await, json!([]));
    act::open_chat(&scene).await;
    act::sends(&scene, "Good morning").await;
    until::message_is(&scene, "Good morning", "sent").await;
    until::transcript_reads(&scene, &["consumer: Good morning"]).await;
    assert_eq!(scene.conversations().await.len(), 2, "one for each");
    scene.close().await;
}
