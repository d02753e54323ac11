//! A page translator keeps replacing all text nodes of the window. The texts must still update, and
//! appear only once.

use crate::scene::{Scene, does, says};
use crate::states::{clicks, shown};
use crate::{act, find, until};
use serde_json::json;

/// Translates the window, performs an action, and waits until a text equals `words`.
async fn says_after<T>(
    scene: &Scene,
    change: impl Future<Output = T>,
    selector: &str,
    words: &str,
) {
    translate(scene).await;
    change.await;
    reads(scene, selector, words).await;
}

async fn reads(scene: &Scene, selector: &str, words: &str) {
    let script = format!(
        "return [...document.querySelector('hailer-chat').shadowRoot.querySelectorAll({selector:?})]
            .map((one) => one.textContent.replace(/[\\u2068\\u2069]/g, ''))"
    );
    let wanted = if words.is_empty() {
        json!([])
    } else {
        json!([words])
    };
    until::some(&format!("{selector} {words:?}"), async || {
        let now = scene.script(&script).await;
        (now == wanted).then_some(()).ok_or(now.to_string())
    })
    .await;
}

async fn translate(scene: &Scene) {
    let translate = include_str!("../translate.js");
    let root = "const root = document.querySelector('hailer-chat').shadowRoot;";
    scene.script(&format!("{root} {translate}")).await;
}

async fn configures(scene: &Scene, options: &str) {
    scene.script(&format!("hailer.configure({options})")).await;
}

async fn writes(scene: &Scene, letters: usize) {
    let write = format!(
        "const field = document.querySelector('hailer-chat').shadowRoot.querySelector('textarea');
        field.value = 'x'.repeat({letters}); field.dispatchEvent(new Event('input', {{ bubbles: true }}))"
    );
    scene.script(&write).await;
}

/// Waits until the delivery state of the only own message is this.
async fn mark_is(scene: &Scene, words: &str) {
    until::some(words, async || {
        let label = find::attribute(scene, ".send-mark", "aria-label").await;
        (label.as_deref() == Some(words))
            .then_some(())
            .ok_or(format!("{label:?}"))
    })
    .await;
}

/// A chat on a page that records all exceptions.
async fn open() -> Scene {
    let scene = Scene::open("plain").await;
    let listen = "window.exceptions = [];
        for (const kind of ['error', 'unhandledrejection'])
            addEventListener(kind, ({ message, reason }) => exceptions.push(String(message ?? reason)))";
    scene.script(listen).await;
    translate(&scene).await;
    act::open_chat(&scene).await;
    scene
}

async fn close(scene: Scene) {
    assert_eq!(scene.script("return exceptions").await, json!([]));
    let console = scene.console().await.join("\n");
    assert!(
        !console.contains("broken") && !console.contains("Uncaught"),
        "{console}"
    );
    scene.close().await;
}

const STATUS: &str = ".header__status";

#[tokio::test]
async fn title_status_marks_and_typing_change_in_a_translated_window() {
    let scene = open().await;
    reads(&scene, STATUS, "We are here to help").await;
    let title = configures(&scene, "{ title: 'Another', welcome: 'Good day' }");
    says_after(&scene, title, ".header__title", "Another").await;
    reads(&scene, ".welcome__text", "Good day").await;
    for (letters, words) in [
        (7_900, "7,900 / 8,000"),
        (7_950, "7,950 / 8,000"),
        (8_002, "This message is 2 characters too long."),
        (0, ""),
    ] {
        says_after(&scene, writes(&scene, letters), ".composer__counter", words).await;
    }
    says_after(
        &scene,
        act::sends(&scene, "Hello?"),
        STATUS,
        "Waiting for an agent",
    )
    .await;
    reads(&scene, ".message__text", "Hello?").await;
    mark_is(&scene, "Sent").await;
    says_after(&scene, scene.agent(does("accept")), STATUS, "Anna is here").await;
    for (action, mark) in [("deliver", "Delivered"), ("read", "Read")] {
        translate(&scene).await;
        scene.agent(does(action)).await;
        mark_is(&scene, mark).await;
    }
    let types = scene.agent(does("type"));
    says_after(&scene, types, ".typing__label", "Anna is typing").await;
    says_after(&scene, scene.agent(says("Good day")), ".typing__label", "").await;
    until::transcript_reads(&scene, &["consumer: Hello?", "agent: Good day"]).await;
    close(scene).await;
}

#[tokio::test]
async fn notices_appear_and_disappear_in_a_translated_window() {
    let scene = open().await;
    act::sends(&scene, "Hello?").await;
    says_after(&scene, scene.agent(does("accept")), STATUS, "Anna is here").await;
    let offline = "You are offline. Messages are sent when you are back.";
    says_after(&scene, scene.set_offline(true), ".notice__text", offline).await;
    reads(&scene, STATUS, "No connection").await;
    says_after(&scene, scene.set_offline(false), STATUS, "Anna is here").await;
    reads(&scene, ".notice__text", "").await;
    let refuse = json!({"refuseConnections": 2, "closeCode": 1011});
    scene.fault("faults", refuse).await;
    let close_socket = scene.fault("sockets", json!({"close": 1011}));
    let waiting = "Connection lost. Reconnecting…";
    says_after(&scene, close_socket, ".notice__text", waiting).await;
    says_after(
        &scene,
        clicks(&scene, ".notice__action"),
        STATUS,
        "Anna is here",
    )
    .await;
    close(scene).await;
}

#[tokio::test]
async fn unread_counts_change_in_a_translated_chat() {
    let scene = open().await;
    act::sends(&scene, "Hello?").await;
    says_after(&scene, scene.agent(does("accept")), STATUS, "Anna is here").await;
    act::click(&scene, "button", "Minimize chat").await;
    for count in ["1", "2"] {
        let comes = scene.agent(says("While you were away"));
        says_after(&scene, comes, ".launcher__badge", count).await;
    }
    act::click(&scene, "button", "Open chat (2 unread)").await;
    reads(&scene, ".divider--fresh", "New messages").await;
    let mut much = says("again and again");
    much["times"] = json!(30);
    scene.agent(much).await;
    until::some("all of them", async || {
        let shown = find::messages(&scene).await;
        (shown.len() == 33)
            .then_some(())
            .ok_or(shown.len())
            .map_err(|count| count.to_string())
    })
    .await;
    let up = "document.querySelector('hailer-chat').shadowRoot.querySelector('[role=log]').scrollTop = 0";
    scene.script(up).await;
    shown(&scene, ".jump").await;
    for words in ["1 new message", "2 new messages"] {
        says_after(&scene, scene.agent(says("More")), ".jump", words).await;
    }
    says_after(&scene, clicks(&scene, ".jump"), ".jump", "").await;
    close(scene).await;
}

#[tokio::test]
async fn the_end_and_the_survey_are_shown_in_a_translated_window() {
    let scene = open().await;
    act::sends(&scene, "Hello?").await;
    says_after(&scene, scene.agent(does("accept")), STATUS, "Anna is here").await;
    until::message_is(&scene, "Hello?", "sent").await;
    says_after(
        &scene,
        scene.agent(does("close")),
        STATUS,
        "Conversation ended",
    )
    .await;
    until::some("who ended it", async || {
        match find::text(&scene, ".divider__label").await {
            words if words.starts_with("Anna ended the conversation · ") => Ok(()),
            words => Err(words),
        }
    })
    .await;
    translate(&scene).await;
    clicks(&scene, ".star:nth-child(4) input").await;
    let submit = clicks(&scene, ".survey [type=submit]");
    let thanks = "Thank you for your feedback.";
    says_after(&scene, submit, ".survey__thanks", thanks).await;
    reads(&scene, ".survey", "").await;
    says_after(
        &scene,
        act::sends(&scene, "Once more"),
        STATUS,
        "Waiting for an agent",
    )
    .await;
    reads(&scene, ".survey__thanks", "").await;
    close(scene).await;
}
