//! Pages that would break a chat without meaning to: by their styles, their
//! globals, or by taking away what they did not put there.

use crate::border::{chats_on, stands_on_the_screen};
use crate::long::{
    agent_says_much, chat_with_an_agent, is_drawn, offset_of, reads, scrolls_to, two_frames,
};
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

/// What the parts of an open window look like.
async fn looks_on(page: &str) -> serde_json::Value {
    let scene = Scene::open(page).await;
    act::open_chat(&scene).await;
    until::connection_is(&scene, "online").await;
    stands_on_the_screen(&scene).await;
    let looks = scene.script(STYLES).await;
    scene.close().await;
    looks
}

#[tokio::test]
async fn no_style_of_the_page_changes_anything_about_the_chat() {
    let plain = looks_on("plain").await;
    assert!(plain.as_array().is_some_and(|parts| parts.len() > 20));
    assert_eq!(looks_on("hostile_styles").await, plain);
    let scene = chats_on("hostile_styles").await;
    scene.close().await;
}

#[tokio::test]
async fn a_page_that_transforms_its_root_does_not_move_the_chat() {
    let scene = chats_on("transformed").await;
    let seen = stands_on_the_screen(&scene).await;
    assert_eq!(seen["launcher"]["side"], "right");
    assert_eq!(seen["launcher"]["width"], 60);
    scene.close().await;
}

#[tokio::test]
async fn a_page_that_zooms_itself_keeps_the_chat_on_the_screen() {
    let scene = chats_on("zoomed").await;
    let seen = stands_on_the_screen(&scene).await;
    assert_eq!(seen["launcher"]["side"], "right");
    assert_eq!(seen["launcher"]["width"], 120, "it follows the zoom");
    scene.close().await;
}

#[tokio::test]
async fn a_page_that_reads_from_right_to_left_keeps_the_chat_where_the_option_says() {
    let scene = chats_on("right_to_left").await;
    let seen = stands_on_the_screen(&scene).await;
    assert_eq!(seen["launcher"]["side"], "right");
    assert_eq!(seen["window"]["side"], "right");
    scene.close().await;
}

/// Waits until the page heard the agent's message, and mended what it had broken for the driver.
pub async fn page_heard_it(scene: &Scene) {
    until::some("the page to have heard it", async || {
        match scene.console().await.join("\n") {
            console if console.contains("mended") => Ok(()),
            console => Err(console),
        }
    })
    .await;
}

#[tokio::test]
async fn bad_globals_and_prototypes_cost_nothing() {
    // The page itself opens the chat and writes: a driver needs globals that work,
    // and has them once the agent's message was heard.
    let scene = Scene::open("bad_globals").await;
    until::service_holds(&scene, "Hello?").await;
    scene.agent(does("accept")).await;
    scene.agent(says("I am here.")).await;
    page_heard_it(&scene).await;
    let lines = ["consumer: Hello?", "agent: I am here."];
    until::transcript_equals_the_services(&scene, &lines).await;
    assert_eq!(scene.script("return window.fetched").await, true);
    act::sends(&scene, "Good").await;
    until::service_holds(&scene, "Good").await;
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
async fn a_page_that_swaps_its_body_keeps_the_chat_as_it_is() {
    let scene = chats_on("swaps_body").await;
    act::types(&scene, "half a sentence").await;
    for swap in [
        "replaced", "emptied", "appended", "rooted", "children", "root",
    ] {
        scene.script(&format!("window.swaps.{swap}()")).await;
        let lines = ["consumer: Hello?", "agent: I am here."];
        until::transcript_reads(&scene, &lines).await;
        stands_on_the_screen(&scene).await;
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
    // A clock that goes on by a minute with each swap.
    let swaps = "const real = Date.now; let minutes = 0; Date.now = () => real() + minutes * 60_000;
        return (async () => {
          for (; minutes < 150; minutes += 1) { window.swaps.replaced(); await new Promise((next) => setTimeout(next)); }
          Date.now = real;
          return document.querySelectorAll('hailer-chat').length;
        })()";
    assert_eq!(scene.script(swaps).await, 1);
    stands_on_the_screen(&scene).await;
    scene.close().await;
}

#[tokio::test]
async fn a_swapped_page_costs_neither_the_focus_nor_the_readers_place() {
    let scene = chat_with_an_agent("swaps_body").await;
    agent_says_much(&scene, "again and again", 60).await;
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
    // Whoever reads the newest message goes on reading, and what comes is read.
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
async fn a_page_that_writes_itself_anew_keeps_a_chat_that_listens() {
    let scene = chats_on("plain").await;
    act::types(&scene, "half a sentence").await;
    // This takes every listener from every node there is, the chat's included.
    let write = "document.open(); document.write('<title>Anew</title><h1>Written anew</h1>'); document.close()";
    scene.script(write).await;
    let lines = ["consumer: Hello?", "agent: I am here."];
    until::transcript_reads(&scene, &lines).await;
    stands_on_the_screen(&scene).await;
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
async fn a_page_that_takes_the_chat_away_each_time_has_its_will() {
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
async fn what_is_typed_into_the_chat_is_no_shortcut_of_the_pages() {
    let scene = chats_on("shortcuts").await;
    act::types(&scene, "jk/").await;
    assert_eq!(scene.script("return window.pressed").await, json!(""));
    // Escape is the chat's, too.
    scene.press("\u{e00c}").await;
    until::there_is_no(&scene, "textbox", "Message").await;
    assert_eq!(scene.script("return window.pressed").await, json!(""));
    let out = "document.querySelector('hailer-chat').shadowRoot.activeElement.blur()";
    scene.script(out).await;
    scene.press("j").await;
    assert_eq!(scene.script("return window.pressed").await, json!("j"));
    scene.close().await;
}

/// The page's button is found by a click, and by what buttons ask that fear to be covered.
async fn is_in_the_open(scene: &Scene) {
    let look = "return new Promise((resolve) => new IntersectionObserver(([{ isVisible }]) => resolve(isVisible),
        { trackVisibility: true, delay: 100 }).observe(document.querySelector('body button')))";
    assert_eq!(scene.script(look).await, true);
    let button = fantoccini::Locator::Css("body button");
    let button = scene.browser.find(button).await.expect("the page has one");
    button.click().await.expect("nothing lies over it");
}

#[tokio::test]
async fn what_lies_beside_the_chat_can_be_clicked_and_is_not_covered() {
    let scene = Scene::open("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    let listen = "window.clicked = 0;
        document.querySelector('button').addEventListener('click', () => { window.clicked += 1; });";
    scene.script(listen).await;
    is_in_the_open(&scene).await;
    act::open_chat(&scene).await;
    stands_on_the_screen(&scene).await;
    is_in_the_open(&scene).await;
    assert_eq!(scene.script("return window.clicked").await, 2);
    assert!(find::by_role(&scene, "textbox", "Message").await.is_some());
    scene.close().await;
}

#[tokio::test]
async fn a_file_that_is_dropped_or_pasted_opens_no_tab_and_is_answered_in_words() {
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
