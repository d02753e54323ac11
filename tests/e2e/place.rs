//! The scroll position: visible messages keep their position when something else changes.

use crate::long::{agent_floods, in_log, is_drawn, offset_of, reads, scrolls_to, two_frames};
use crate::scene::{Scene, says};
use crate::{act, find, until};

/// A visible message and its offset below the transcript's top edge.
struct Read {
    sequence: String,
    offset_px: f64,
}

impl Read {
    /// Checks that the message has moved by at most `px` pixels.
    async fn is_within(&self, px: f64, scene: &Scene) {
        let after = offset_of(scene, &self.sequence).await;
        let moved_px = (after - self.offset_px).abs();
        assert!(moved_px <= px, "{} became {after}", self.offset_px);
    }
}

/// A conversation in which the agent sent a text many times.
async fn chat_of(text: &str, times: u32) -> Scene {
    let scene = act::start_conversation("plain", "First").await;
    agent_floods(&scene, text, times).await;
    scene.agent(says("The last one")).await;
    is_drawn(&scene, "The last one").await;
    scene
}

/// A reader in the middle of a long conversation.
async fn reader_in_the_middle() -> (Scene, Read) {
    let scene = chat_of("again and again", 500).await;
    scrolls_to(&scene, 0.5).await;
    two_frames(&scene).await;
    let (sequence, offset_px) = reads(&scene).await;
    let read = Read {
        sequence,
        offset_px,
    };
    (scene, read)
}

#[tokio::test]
async fn the_scroll_position_is_kept_while_messages_arrive_and_the_window_changes() {
    let (scene, read) = reader_in_the_middle().await;
    agent_floods(&scene, "more of it", 50).await;
    until::there_is(&scene, "button", "50 new messages").await;
    read.is_within(2.0, &scene).await;
    let window = scene.browser.set_window_size(390, 600).await;
    window.expect("a smaller window");
    two_frames(&scene).await;
    let after = offset_of(&scene, &read.sequence).await;
    assert!((-200.0..400.0).contains(&after), "became {after}");
    act::click(&scene, "button", "50 new messages").await;
    until::there_is_no(&scene, "button", "50 new messages").await;
    let shown = find::messages(&scene).await;
    assert_eq!(
        shown.last().map(|one| one.text.as_str()),
        Some("more of it")
    );
    scene.close().await;
}

#[tokio::test]
async fn the_scroll_position_is_restored_when_the_chat_reopens() {
    let (scene, read) = reader_in_the_middle().await;
    act::click(&scene, "button", "Minimize chat").await;
    scene.agent(says("Meanwhile")).await;
    act::click(&scene, "button", "Open chat (1 unread)").await;
    until::there_is(&scene, "button", "1 new message").await;
    two_frames(&scene).await;
    read.is_within(2.0, &scene).await;
    scene.close().await;
}

#[tokio::test]
async fn jump_to_latest_works_if_all_messages_are_rendered() {
    let scene = chat_of("again\nand again", 25).await;
    in_log(&scene, "log.scrollTop = 0").await;
    act::click(&scene, "button", "Jump to latest").await;
    until::some("the end", async || {
        let script = "return log.scrollHeight - log.clientHeight - log.scrollTop";
        let below_px = in_log(&scene, script).await;
        (below_px.as_f64() < Some(2.0))
            .then_some(())
            .ok_or(below_px.to_string())
    })
    .await;
    until::there_is_no(&scene, "button", "Jump to latest").await;
    scene.close().await;
}

#[tokio::test]
async fn changing_the_language_keeps_the_scroll_position() {
    let (scene, read) = reader_in_the_middle().await;
    scene.script("hailer.configure({ lang: 'de' })").await;
    until::there_is(&scene, "textbox", "Nachricht").await;
    two_frames(&scene).await;
    // Tolerates one line, because texts above have another length in another language.
    read.is_within(20.0, &scene).await;
    scene.close().await;
}

#[tokio::test]
async fn a_window_that_grows_until_the_end_is_visible_hides_jump_to_latest() {
    let scene = chat_of("again\nand again", 4).await;
    let resizes = async |height| {
        let window = scene.browser.set_window_size(1280, height).await;
        window.expect("a window of another size");
        two_frames(&scene).await;
    };
    resizes(600).await;
    in_log(&scene, "log.scrollTop = 0").await;
    until::there_is(&scene, "button", "Jump to latest").await;
    resizes(1000).await;
    until::there_is_no(&scene, "button", "Jump to latest").await;
    resizes(600).await;
    scene.agent(says("After")).await;
    is_drawn(&scene, "After").await;
    two_frames(&scene).await;
    until::there_is_no(&scene, "button", "1 new message").await;
    scene.close().await;
}

#[tokio::test]
async fn a_very_long_message_is_read_once_it_fills_half_the_screen() {
    let scene = chat_of("again and again", 40).await;
    in_log(&scene, "log.scrollTop -= 300").await;
    until::there_is(&scene, "button", "Jump to latest").await;
    let long = "It is a long story. ".repeat(250);
    scene.agent(says(&long)).await;
    until::there_is(&scene, "button", "1 new message").await;
    let edge =
        "const box = [...log.querySelectorAll('[part=message]')].at(-1).getBoundingClientRect();
        log.scrollTop += box.top - log.getBoundingClientRect().bottom + 20";
    in_log(&scene, edge).await;
    two_frames(&scene).await;
    until::there_is(&scene, "button", "1 new message").await;
    in_log(&scene, "log.scrollTop += log.clientHeight").await;
    until::there_is(&scene, "button", "Jump to latest").await;
    scene.close().await;
}

#[tokio::test]
async fn the_browsers_search_finds_messages_above_the_screen() {
    let scene = chat_of("again and again", 200).await;
    act::types(&scene, "").await;
    scene.press_with('\u{E009}', 'f').await;
    until::some("everything", async || {
        match find::messages(&scene).await.len() {
            202 => Ok(()),
            other => Err(other.to_string()),
        }
    })
    .await;
    scene.close().await;
}

#[tokio::test]
async fn scrolling_up_works_after_a_search() {
    let scene = chat_of("again and again", 1_500).await;
    let searches = async || {
        act::types(&scene, "").await;
        scene.press_with('\u{E009}', 'f').await;
        drawn_are(&scene, "a thousand", |count| count == 1_000).await;
    };
    searches().await;
    scrolls_to(&scene, 0.0).await;
    is_drawn(&scene, "First").await;
    drawn_are(&scene, "some screens", |count| count < 200).await;
    act::click(&scene, "button", "Jump to latest").await;
    searches().await;
    // Typing ends the search.
    act::types(&scene, "Found").await;
    agent_floods(&scene, "and again", 1).await;
    drawn_are(&scene, "some screens", |count| count < 200).await;
    scene.close().await;
}

async fn drawn_are(scene: &Scene, words: &str, is_right: fn(usize) -> bool) {
    until::some(words, async || {
        let count = find::messages(scene).await.len();
        is_right(count).then_some(()).ok_or(count.to_string())
    })
    .await;
}
