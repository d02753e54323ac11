//! A panic closes the chat's window until it is restarted. The page and the written text are not
//! affected.

use crate::scene::{Scene, does, says};
use crate::{act, find, until};
use serde_json::json;

/// The page breaks functions that the widget uses to create elements. The widget cannot continue,
/// and panics as it could on a real page.
pub const SABOTAGE: &str = "window.build = Node.prototype.cloneNode;
    window.create = Document.prototype.createElement;
    Node.prototype.cloneNode = Document.prototype.createElement = () => { throw new Error('sabotage'); };";
/// An exception here passes through the module without a panic.
const SUBTLE_SABOTAGE: &str = "window.heard = [];
    hailer.on('error', ({ message }) => window.heard.push(message));
    const create = Document.prototype.createTextNode;
    Document.prototype.createTextNode = function (text) {
      if (text.includes('while it broke') && !window.repaired) throw new Error('sabotage');
      return create.call(this, text);
    };";
pub const REPAIR: &str = "Node.prototype.cloneNode = window.build;
    Document.prototype.createElement = window.create;";
/// Records console messages.
const LISTEN: &str = "window.said = [];
    for (const level of ['log', 'warn', 'error'])
      console[level] = (...words) => window.said.push(words.join(' '));";

async fn chats_and_breaks(scene: &Scene) {
    act::open_chat(scene).await;
    act::sends(scene, "Before").await;
    until::message_is(scene, "Before", "sent").await;
    scene.agent(does("accept")).await;
    act::types(scene, "half a sentence").await;
    scene.script(LISTEN).await;
    scene.script(SABOTAGE).await;
    scene.agent(says("Said while it broke")).await;
    until::there_is(scene, "button", "Restart chat").await;
}

/// Waits until the message box contains this text.
pub async fn draft_is(scene: &Scene, text: &str) {
    let script = "return document.querySelector('hailer-chat').shadowRoot.querySelector('textarea')?.value ?? null";
    until::some(&format!("the draft {text:?}"), async || {
        let seen = scene.script(script).await;
        if seen == text {
            Ok(())
        } else {
            Err(seen.to_string())
        }
    })
    .await;
}

#[tokio::test]
async fn a_panic_closes_the_window_and_keeps_the_page_and_all_text() {
    let scene = Scene::open("plain").await;
    chats_and_breaks(&scene).await;
    let window = find::by_role(&scene, "textbox", "Message").await;
    assert!(window.is_none(), "no broken parts remain");
    let said = scene.script("return window.said.join()").await;
    let said = said.as_str().unwrap_or_default();
    assert!(said.contains("hailer: broken at"), "{said}");
    for text in ["Before", "half a sentence", "Said while"] {
        assert!(!said.contains(text), "{said}");
    }
    let calls =
        "hailer.configure({ title: 'x' }); hailer.on('open', () => {}); return hailer.unread";
    scene.script(calls).await;
    scene.script(REPAIR).await;
    act::click(&scene, "button", "Restart chat").await;
    until::transcript_reads(&scene, &["consumer: Before", "agent: Said while it broke"]).await;
    draft_is(&scene, "half a sentence").await;
    act::click(&scene, "button", "Send").await;
    until::message_is(&scene, "half a sentence", "sent").await;
    scene.close().await;
}

#[tokio::test]
async fn an_exception_of_the_page_is_contained_like_a_panic() {
    let scene = act::start_conversation("plain", "Before").await;
    // The exception must come from a script of the page, because browsers hide the details of
    // exceptions in the driver's scripts.
    let insert = "const script = document.createElement('script');
        script.textContent = arguments[0]; document.head.append(script);";
    let sabotage = vec![json!(SUBTLE_SABOTAGE)];
    let inserted = scene.browser.execute(insert, sabotage).await;
    inserted.expect("a script is inserted");
    scene.agent(says("Said while it broke")).await;
    until::there_is(&scene, "button", "Restart chat").await;
    let heard = scene.script("return window.heard.length").await;
    assert_eq!(heard, 1);
    scene.script("window.repaired = true").await;
    act::click(&scene, "button", "Restart chat").await;
    let lines = ["consumer: Before", "agent: Said while it broke"];
    until::transcript_reads(&scene, &lines).await;
    scene.close().await;
}

#[tokio::test]
async fn a_page_can_destroy_the_chat_in_its_own_event_handler() {
    let scene = Scene::open("plain").await;
    scene
        .script("hailer.on('open', () => hailer.destroy())")
        .await;
    act::click(&scene, "button", "Open chat").await;
    until::some("the chat to be gone", async || {
        match scene
            .script("return document.querySelectorAll('hailer-chat').length")
            .await
        {
            count if count == 0 => Ok(()),
            count => Err(count.to_string()),
        }
    })
    .await;
    scene.close().await;
}

#[tokio::test]
async fn a_chat_that_broke_twice_can_be_restarted_twice() {
    let scene = Scene::open("plain").await;
    chats_and_breaks(&scene).await;
    scene.script(REPAIR).await;
    act::click(&scene, "button", "Restart chat").await;
    until::connection_is(&scene, "online").await;
    scene.script(SABOTAGE).await;
    scene.agent(says("Broken again")).await;
    until::there_is(&scene, "button", "Restart chat").await;
    scene.script(REPAIR).await;
    scene.script("hailer.minimize()").await;
    until::there_is_no(&scene, "button", "Restart chat").await;
    scene.script("hailer.open()").await;
    let lines = [
        "consumer: Before",
        "agent: Said while it broke",
        "agent: Broken again",
    ];
    until::transcript_reads(&scene, &lines).await;
    draft_is(&scene, "half a sentence").await;
    scene.close().await;
}

#[tokio::test]
async fn a_chat_that_cannot_be_loaded_shows_a_notice_with_try_again() {
    let scene = Scene::open("plain").await;
    scene.set_offline(true).await;
    act::click(&scene, "button", "Open chat").await;
    until::there_is(&scene, "button", "Try again").await;
    scene.set_offline(false).await;
    act::click(&scene, "button", "Try again").await;
    until::connection_is(&scene, "online").await;
    act::sends(&scene, "At last").await;
    until::message_is(&scene, "At last", "sent").await;
    scene.close().await;
}
