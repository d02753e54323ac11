//! Pages that break a chat unintentionally: with their styles, their globals, or by removing
//! elements that are not theirs.

use crate::border::{chats_on, is_usable};
use crate::long::{agent_floods, is_drawn, offset_of, reads, scrolls_to, two_frames};
use crate::scene::{Scene, does, says};
use crate::{act, find, until};
use serde_json::json;

const STYLES: &str = "return (async () => {
    const root = document.querySelector('hailer-chat').shadowRoot;
    await Promise.all(root.getAnimations().map(({ finished }) => finished));
    return [...root.querySelectorAll('.window, .window *, .launcher')].filter((one) => one.checkVisibility()).map((one) => {
      const style = getComputedStyle(one);
      const { width, height } = one.getBoundingClientRect();
      return [one.className.baseVal ?? one.className, style.color, style.backgroundColor, style.font, style.letterSpacing, style.opacity, width, height];
    });
    })()";

/// The computed styles of an open window.
async fn looks_on(page: &str) -> serde_json::Value {
    let scene = Scene::open(page).await;
    act::open_chat(&scene).await;
    until::connection_is(&scene, "online").await;
    is_usable(&scene).await;
    let looks = scene.script(STYLES).await;
    scene.close().await;
    looks
}

#[tokio::test]
async fn styles_of_the_page_do_not_change_the_chat() {
    let plain = looks_on("plain").await;
    assert!(plain.as_array().is_some_and(|parts| parts.len() > 20));
    assert_eq!(looks_on("hostile_styles").await, plain);
    let scene = chats_on("hostile_styles").await;
    scene.close().await;
}

#[tokio::test]
async fn a_page_that_transforms_its_root_does_not_move_the_chat() {
    let scene = chats_on("transformed").await;
    let seen = is_usable(&scene).await;
    assert_eq!(seen["launcher"]["side"], "right");
    assert_eq!(seen["launcher"]["width"], 60);
    scene.close().await;
}

#[tokio::test]
async fn a_page_that_zooms_itself_keeps_the_chat_on_the_screen() {
    let scene = chats_on("zoomed").await;
    let seen = is_usable(&scene).await;
    assert_eq!(seen["launcher"]["side"], "right");
    assert_eq!(seen["launcher"]["width"], 120, "it follows the zoom");
    scene.close().await;
}

#[tokio::test]
async fn a_page_from_right_to_left_keeps_the_position_of_the_option() {
    let scene = chats_on("right_to_left").await;
    let seen = is_usable(&scene).await;
    assert_eq!(seen["launcher"]["side"], "right");
    assert_eq!(seen["window"]["side"], "right");
    scene.close().await;
}

/// Waits until the page received the agent's message and has restored the globals that the driver
/// needs.
pub async fn page_received_it(scene: &Scene) {
    until::some("the page to receive the message", async || {
        match scene.console().await.join("\n") {
            console if console.contains("mended") => Ok(()),
            console => Err(console),
        }
    })
    .await;
}

#[tokio::test]
async fn the_chat_works_with_broken_globals_and_prototypes() {
    // The page itself opens the chat and writes a message, because the driver needs intact globals.
    // The page restores them when it receives the agent's message.
    let scene = Scene::open("bad_globals").await;
    until::service_has_message(&scene, "Hello?").await;
    scene.agent(does("accept")).await;
    scene.agent(says("I am here.")).await;
    page_received_it(&scene).await;
    let lines = ["consumer: Hello?", "agent: I am here."];
    until::transcript_equals_the_services(&scene, &lines).await;
    assert_eq!(scene.script("return window.fetched").await, true);
    act::sends(&scene, "Good").await;
    until::service_has_message(&scene, "Good").await;
    scene.script("window.hailer.destroy()").await;
    until::some("the chat to be gone", async || {
        match scene
            .script("return document.querySelectorAll('hailer-chat').length")
            .await
        {
            count if count == 0 => Ok(()),
            other => Err(other.to_string()),
        }
    })
    .await;
    scene.close().await;
}

#[tokio::test]
async fn a_page_that_swaps_its_body_keeps_the_chat() {
    let scene = chats_on("swaps_body").await;
    act::types(&scene, "half a sentence").await;
    for swap in [
        "replaced", "emptied", "appended", "rooted", "children", "root",
    ] {
        scene.script(&format!("window.swaps.{swap}()")).await;
        let lines = ["consumer: Hello?", "agent: I am here."];
        until::transcript_reads(&scene, &lines).await;
        is_usable(&scene).await;
        let body = "return document.body.nextElementSibling?.localName";
        assert_eq!(scene.script(body).await, "hailer-chat", "after {swap}");
    }
    let draft =
        "return document.querySelector('hailer-chat').shadowRoot.querySelector('textarea').value";
    assert_eq!(scene.script(draft).await, "half a sentence");
    act::click(&scene, "button", "Send").await;
    until::message_is(&scene, "half a sentence", "sent").await;
    scene.close().await;
}

#[tokio::test]
async fn a_page_that_swaps_its_body_a_hundred_times_within_a_day_keeps_the_chat() {
    let scene = chats_on("swaps_body").await;
    // The clock advances by a minute with each swap.
    let swaps = "const real = Date.now; let minutes = 0; Date.now = () => real() + minutes * 60_000;
        return (async () => {
          for (; minutes < 150; minutes += 1) { window.swaps.replaced(); await new Promise((next) => setTimeout(next)); }
          Date.now = real;
          return document.querySelectorAll('hailer-chat').length;
        })()";
    assert_eq!(scene.script(swaps).await, 1);
    is_usable(&scene).await;
    scene.close().await;
}

#[tokio::test]
async fn swapping_the_body_keeps_the_focus_and_the_scroll_position() {
    let scene = act::start_conversation("swaps_body", "First").await;
    agent_floods(&scene, "again and again", 60).await;
    scene.agent(says("The last one")).await;
    is_drawn(&scene, "The last one").await;
    act::types(&scene, "half a sentence").await;
    scene
        .script("window.counts = []; hailer.on('unread', ({ count }) => count && window.counts.push(count))")
        .await;
    scene.script("window.swaps.children()").await;
    assert_eq!(find::focused(&scene).await, "Message");
    scene.press(" and the other half").await;
    crate::panic::draft_is(&scene, "half a sentence and the other half").await;
    // The end was visible, so the transcript follows new messages and they count as read.
    scene.agent(says("After the swap")).await;
    is_drawn(&scene, "After the swap").await;
    two_frames(&scene).await;
    assert_eq!(scene.script("return window.counts").await, json!([]));

    scrolls_to(&scene, 0.5).await;
    two_frames(&scene).await;
    let (sequence, offset_px) = reads(&scene).await;
    scene.script("window.swaps.root()").await;
    two_frames(&scene).await;
    let after_px = offset_of(&scene, &sequence).await;
    assert!(
        (after_px - offset_px).abs() <= 2.0,
        "{offset_px} became {after_px}"
    );
    scene.close().await;
}

#[tokio::test]
async fn the_chat_works_after_the_page_was_rewritten_with_document_write() {
    let scene = chats_on("plain").await;
    act::types(&scene, "half a sentence").await;
    // This removes all event listeners, including the chat's.
    let write = "document.open(); document.write('<title>Anew</title><h1>Written anew</h1>'); document.close()";
    scene.script(write).await;
    let lines = ["consumer: Hello?", "agent: I am here."];
    until::transcript_reads(&scene, &lines).await;
    is_usable(&scene).await;
    let draft =
        "return document.querySelector('hailer-chat').shadowRoot.querySelector('textarea').value";
    until::some("the draft", async || match scene.script(draft).await {
        words if words == "half a sentence" => Ok(()),
        other => Err(other.to_string()),
    })
    .await;
    act::click(&scene, "button", "Send").await;
    until::message_is(&scene, "half a sentence", "sent").await;
    let heading = "return document.querySelector('h1').textContent";
    assert_eq!(scene.script(heading).await, "Written anew");
    act::click(&scene, "button", "Minimize chat").await;
    act::open_chat(&scene).await;
    scene.close().await;
}

#[tokio::test]
async fn a_page_that_removes_the_chat_repeatedly_wins() {
    let scene = Scene::open("swaps_body").await;
    until::there_is(&scene, "button", "Open chat").await;
    scene
        .script("window.refuse(); document.querySelector('hailer-chat').remove()")
        .await;
    let count = "return document.querySelectorAll('hailer-chat').length";
    assert_eq!(scene.script(count).await, 0);
    scene.close().await;
}

#[tokio::test]
async fn keys_in_the_chat_do_not_trigger_shortcuts_of_the_page() {
    let scene = chats_on("shortcuts").await;
    act::types(&scene, "jk/").await;
    assert_eq!(scene.script("return window.pressed").await, json!(""));
    // Escape in the chat does not reach the page either.
    scene.press("\u{e00c}").await;
    until::there_is_no(&scene, "textbox", "Message").await;
    assert_eq!(scene.script("return window.pressed").await, json!(""));
    let out = "document.querySelector('hailer-chat').shadowRoot.activeElement.blur()";
    scene.script(out).await;
    scene.press("j").await;
    assert_eq!(scene.script("return window.pressed").await, json!("j"));
    scene.close().await;
}

/// The page's button is clickable, and an IntersectionObserver reports it as not covered, which
/// payment buttons use against clickjacking.
async fn is_not_covered(scene: &Scene) {
    let look = "return new Promise((resolve) => new IntersectionObserver(([{ isVisible }]) => resolve(isVisible),
        { trackVisibility: true, delay: 100 }).observe(document.querySelector('body button')))";
    assert_eq!(scene.script(look).await, true);
    let button = fantoccini::Locator::Css("body button");
    let button = scene.browser.find(button).await.expect("the page has one");
    button.click().await.expect("nothing lies over it");
}

#[tokio::test]
async fn elements_beside_the_chat_can_be_clicked_and_are_not_covered() {
    let scene = Scene::open("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    let listen = "window.clicked = 0;
        document.querySelector('button').addEventListener('click', () => { window.clicked += 1; });";
    scene.script(listen).await;
    is_not_covered(&scene).await;
    act::open_chat(&scene).await;
    is_usable(&scene).await;
    is_not_covered(&scene).await;
    assert_eq!(scene.script("return window.clicked").await, 2);
    assert!(find::by_role(&scene, "textbox", "Message").await.is_some());
    scene.close().await;
}

#[tokio::test]
async fn a_dropped_or_pasted_file_opens_no_tab_and_shows_a_notice() {
    let scene = chats_on("plain").await;
    let gives = |kind: &str, event: &str| {
        format!(
            "const data = new DataTransfer(); data.items.add(new File(['x'], 'x.png', {{ type: 'image/png' }}));
            const field = document.querySelector('hailer-chat').shadowRoot.querySelector('textarea');
            return field.dispatchEvent(new {event}('{kind}', {{ bubbles: true, composed: true, cancelable: true, dataTransfer: data, clipboardData: data }}))"
        )
    };
    let is_left_to_the_browser = scene.script(&gives("dragover", "DragEvent")).await;
    assert_eq!(is_left_to_the_browser, false);
    assert_eq!(scene.script(&gives("drop", "DragEvent")).await, false);
    let notice = "Files cannot be sent in this chat.";
    until::some("the notice", async || {
        match find::text(&scene, ".notice__text").await {
            words if words == notice => Ok(()),
            other => Err(other),
        }
    })
    .await;
    act::sends(&scene, "Sorry").await;
    until::message_is(&scene, "Sorry", "sent").await;
    assert_eq!(find::text(&scene, ".notice__text").await, "");
    scene.script(&gives("paste", "ClipboardEvent")).await;
    until::some("the notice", async || {
        match find::text(&scene, ".notice__text").await {
            words if words == notice => Ok(()),
            other => Err(other),
        }
    })
    .await;
    scene.close().await;
}

#[tokio::test]
async fn the_chat_is_not_printed_with_the_page() {
    let scene = chats_on("plain").await;
    let print = scene
        .devtools("Emulation.setEmulatedMedia", json!({"media": "print"}))
        .await;
    print.expect("Chrome emulates paper");
    let display = "return getComputedStyle(document.querySelector('hailer-chat')).display";
    assert_eq!(scene.script(display).await, "none");
    scene.close().await;
}
