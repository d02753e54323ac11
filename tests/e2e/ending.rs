//! `destroy()` must leave nothing behind. `tests/pages/counted.html` wraps and counts everything
//! that a script can leave.

use crate::axe::screen;
use crate::border::chats;
use crate::scene::{Scene, says};
use crate::{act, find, panic, until};
use serde_json::json;

async fn begins(scene: &Scene) {
    scene.script("window.begin()").await;
    until::there_is(scene, "button", "Open chat").await;
}

async fn nothing_is_left(scene: &Scene) {
    until::some("nothing to be left", async || {
        match scene.script("return window.left()").await {
            left if left == json!([]) => Ok(()),
            left => Err(left.to_string()),
        }
    })
    .await;
    // A lock that was requested at the same time may be granted, but is released at once.
    let locks = "return navigator.locks.query().then(({ held }) => held.map(({ name }) => name))";
    until::some("no lock to be held", async || {
        match scene.script(locks).await {
            held if held == json!([]) => Ok(()),
            held => Err(held.to_string()),
        }
    })
    .await;
}

/// Waits until the window traps the focus, because it covers the screen.
async fn traps_the_focus(scene: &Scene) {
    until::some("a window that is alone", async || {
        let modal = find::attribute(scene, ".window", "aria-modal").await;
        modal.map(drop).ok_or_else(|| "not yet".to_owned())
    })
    .await;
}

#[tokio::test]
async fn a_destroyed_chat_leaves_no_node_listener_timer_or_socket_and_can_be_started_again() {
    let scene = Scene::open("counted").await;
    nothing_is_left(&scene).await;
    begins(&scene).await;
    act::open_chat(&scene).await;
    chats(&scene).await;
    act::types(&scene, "half a sentence").await;
    let left = scene.script("return window.left()").await.to_string();
    for kind in [
        "node hailer-chat",
        "global hailer",
        "listener for message",
        "listener for error",
        "MutationObserver",
        "setTimeout",
        "socket",
    ] {
        assert!(left.contains(kind), "the page counts no {kind}: {left}");
    }
    scene.script("window.hailer.destroy()").await;
    nothing_is_left(&scene).await;
    begins(&scene).await;
    let lines = ["consumer: Hello?", "agent: I am here."];
    until::transcript_reads(&scene, &lines).await;
    act::click(&scene, "button", "Send").await;
    until::message_is(&scene, "half a sentence", "sent").await;
    scene.script("window.hailer.destroy()").await;
    nothing_is_left(&scene).await;
    scene.close().await;
}

#[tokio::test]
async fn a_destroyed_chat_that_covered_the_screen_leaves_nothing() {
    let scene = Scene::open("counted").await;
    screen(&scene, 390, 844).await;
    begins(&scene).await;
    act::open_chat(&scene).await;
    traps_the_focus(&scene).await;
    scene.script("window.hailer.destroy()").await;
    nothing_is_left(&scene).await;

    // A new chat starts in the same state.
    scene.script("window.begin()").await;
    traps_the_focus(&scene).await;
    act::click(&scene, "button", "Minimize chat").await;
    until::there_is(&scene, "button", "Open chat").await;
    scene.script("window.hailer.destroy()").await;
    nothing_is_left(&scene).await;
    scene.close().await;
}

#[tokio::test]
async fn a_chat_that_was_never_opened_and_is_destroyed_leaves_nothing() {
    let scene = Scene::open("counted").await;
    begins(&scene).await;
    scene.script("window.hailer.destroy()").await;
    nothing_is_left(&scene).await;
    scene.close().await;
}

#[tokio::test]
async fn a_chat_that_is_destroyed_while_it_loads_never_starts() {
    let scene = Scene::open("counted").await;
    begins(&scene).await;
    // The promise resolves when the interrupted load has ended.
    let script = "const opened = window.hailer.open(); window.hailer.destroy(); return opened.then(() => 'over')";
    assert_eq!(scene.script(script).await, "over");
    nothing_is_left(&scene).await;
    let asked = scene.requests("InitConnection").await;
    assert!(asked.is_empty(), "{asked:?}");
    begins(&scene).await;
    act::open_chat(&scene).await;
    chats(&scene).await;
    scene.close().await;
}

#[tokio::test]
async fn a_chat_that_broke_and_was_destroyed_can_be_started_again() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    chats(&scene).await;
    scene.script(panic::SABOTAGE).await;
    scene.agent(says("Said while it broke")).await;
    until::there_is(&scene, "button", "Restart chat").await;
    scene.script(panic::REPAIR).await;
    let restart = "window.hailer.destroy(); const tag = document.createElement('script');
        const old = document.querySelector('script[data-account]');
        Object.assign(tag.dataset, old.dataset); tag.src = old.src; document.head.append(tag);";
    scene.script(restart).await;
    // The broken instance is still in the module cache, and must be detected.
    until::some("the instance to be refused", async || {
        match scene.console().await.join("\n") {
            console if console.contains("this instance is broken") => Ok(()),
            console => Err(console),
        }
    })
    .await;
    act::click(&scene, "button", "Open chat").await;
    let lines = [
        "consumer: Hello?",
        "agent: I am here.",
        "agent: Said while it broke",
    ];
    until::transcript_equals_the_services(&scene, &lines).await;
    scene.close().await;
}

#[tokio::test]
async fn the_handle_of_a_destroyed_chat_does_nothing() {
    let scene = Scene::open("counted").await;
    begins(&scene).await;
    act::open_chat(&scene).await;
    let keep = "const old = window.hailer; old.destroy(); old.destroy(); old.minimize(); old.configure({ title: 'x' });
        old.identify(async () => 'code'); return old.open().then(() => old.unread)";
    assert_eq!(scene.script(keep).await, 0);
    nothing_is_left(&scene).await;
    scene.close().await;
}
