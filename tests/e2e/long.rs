//! Transcripts longer than the screen.

use crate::scene::{Scene, does, says};
use crate::{act, find, until};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The most elements: three screens of messages, and the rest of the window.
const MOST_ELEMENTS: u64 = 1_000;
/// Defines the transcript as `log` for the scripts below.
const LOG: &str = "const root = document.querySelector('hailer-chat').shadowRoot, log = root.querySelector('[role=log]');";

/// Runs a script that uses `log`.
pub async fn in_log(scene: &Scene, script: &str) -> Value {
    scene.script(&format!("{LOG} {script}")).await
}

/// The agent sends a text many times.
pub async fn agent_floods(scene: &Scene, text: &str, times: u32) {
    let mut much = says(text);
    much["times"] = json!(times);
    scene.agent(much).await;
}

/// Waits until a message is rendered.
pub async fn is_drawn(scene: &Scene, text: &str) {
    until::some(text, async || {
        let shown = find::messages(scene).await;
        let is_there = shown.iter().any(|one| one.text == text);
        (is_there.then_some(())).ok_or_else(|| format!("{} others", shown.len()))
    })
    .await;
}

/// The sequence of the first fully visible message, and its offset.
pub async fn reads(scene: &Scene) -> (String, f64) {
    let script = "const edge = log.getBoundingClientRect().top;
        const one = [...root.querySelectorAll('[part=message]')].find((e) => e.getBoundingClientRect().top >= edge);
        return [one.dataset.sequence, one.getBoundingClientRect().top - edge];";
    let place = in_log(scene, script).await;
    let sequence = place[0].as_str().unwrap_or_default().to_owned();
    (sequence, place[1].as_f64().unwrap_or_default())
}

/// How far a message begins below the transcript's top edge.
pub async fn offset_of(scene: &Scene, sequence: &str) -> f64 {
    let script = format!(
        "return root.querySelector('[data-sequence=\"{sequence}\"]').getBoundingClientRect().top - log.getBoundingClientRect().top"
    );
    in_log(scene, &script).await.as_f64().unwrap_or_default()
}

/// Scrolls to a fraction of the height, and waits until messages are visible.
pub async fn scrolls_to(scene: &Scene, part: f64) {
    in_log(scene, &format!("log.scrollTop = log.scrollHeight * {part}")).await;
    until::some("the place", async || {
        let script = "const edge = log.getBoundingClientRect();
            return [...root.querySelectorAll('[part=message]')].some((e) => {
                const box = e.getBoundingClientRect(); return box.bottom > edge.top && box.top < edge.bottom })";
        match in_log(scene, script).await {
            Value::Bool(true) => Ok(()),
            other => Err(other.to_string()),
        }
    })
    .await;
}

/// Waits until changes are painted and observers were called.
pub async fn two_frames(scene: &Scene) {
    let script = "const done = arguments[arguments.length - 1];
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))";
    let frames = scene.browser.execute_async(script, Vec::new()).await;
    frames.expect("frames are painted");
}

#[tokio::test]
async fn a_long_transcript_is_virtualised() {
    let scene = act::start_conversation("plain", "First").await;
    agent_floods(&scene, "again and again", 5_000).await;
    scene.agent(says("The last one")).await;
    is_drawn(&scene, "The last one").await;
    let elements = in_log(&scene, "return root.querySelectorAll('*').length").await;
    assert!(
        elements.as_u64() < Some(MOST_ELEMENTS),
        "{elements} elements"
    );
    scrolls_to(&scene, 0.0).await;
    is_drawn(&scene, "First").await;
    let elements = in_log(&scene, "return root.querySelectorAll('*').length").await;
    assert!(
        elements.as_u64() < Some(MOST_ELEMENTS),
        "{elements} elements"
    );
    act::sends(&scene, "Still here").await;
    until::message_is(&scene, "Still here", "sent").await;
    scene.close().await;
}

#[tokio::test]
async fn scrolling_up_shows_every_message_once_and_in_order() {
    let scene = act::start_conversation("plain", "First").await;
    agent_floods(&scene, "again\nand again", 150).await;
    scene.agent(says("The last one")).await;
    is_drawn(&scene, "The last one").await;
    let mut met = BTreeSet::<u64>::new();
    let mut lowest = u64::MAX;
    for _ in 0..200 {
        let shown = find::messages(&scene).await;
        let sequences: Vec<u64> = shown
            .iter()
            .filter_map(|one| one.sequence.as_deref()?.parse().ok())
            .collect();
        assert!(sequences.is_sorted(), "{sequences:?}");
        met.extend(sequences);
        let first = reads(&scene).await.0.parse().expect("a number");
        assert!(first <= lowest, "scrolled up from {lowest} to {first}");
        lowest = first;
        if in_log(&scene, "return log.scrollTop").await == json!(0) {
            break;
        }
        in_log(&scene, "log.scrollTop -= log.clientHeight * 0.8").await;
        two_frames(&scene).await;
    }
    assert_eq!(met.len(), 152, "the first, those of the agent, the last");
    scene.close().await;
}

#[tokio::test]
async fn a_reader_can_scroll_up_while_many_messages_arrive() {
    let scene = act::start_conversation("plain", "First").await;
    agent_floods(&scene, "again and again", 300).await;
    scene.agent(says("The last one")).await;
    is_drawn(&scene, "The last one").await;
    let scrolls = "let frames = 0;
        const up = () => { log.scrollTop -= 20; if (++frames < 60) requestAnimationFrame(up); };
        requestAnimationFrame(up);";
    in_log(&scene, scrolls).await;
    agent_floods(&scene, "and again", 300).await;
    until::some("all of them", async || {
        let jump = find::text(&scene, ".jump").await;
        let is_away = jump.contains("new message");
        is_away.then_some(()).ok_or(jump)
    })
    .await;
    scene.close().await;
}

#[tokio::test]
async fn earlier_messages_can_be_reached_with_the_keyboard() {
    let scene = act::start_conversation("plain", "First").await;
    agent_floods(&scene, "again and again", 200).await;
    scene.agent(says("The last one")).await;
    is_drawn(&scene, "The last one").await;
    let first = find::messages(&scene).await[0].sequence.clone();
    in_log(&scene, "root.querySelector('.earlier').focus()").await;
    scene.press("\u{E007}").await;
    until::some("earlier messages", async || {
        let now = find::messages(&scene).await[0].sequence.clone();
        (now != first).then_some(()).ok_or(format!("{now:?}"))
    })
    .await;
    assert_eq!(find::focused(&scene).await, "Show earlier messages");
    scene.close().await;
}

#[tokio::test]
async fn messages_that_arrived_while_the_chat_was_closed_are_below_a_divider() {
    let scene = act::start_conversation("plain", "First").await;
    scene.agent(says("Seen")).await;
    is_drawn(&scene, "Seen").await;
    act::click(&scene, "button", "Minimize chat").await;
    scene.agent(says("Not seen")).await;
    until::there_is(&scene, "button", "Open chat (1 unread)").await;
    act::click(&scene, "button", "Open chat (1 unread)").await;
    until::there_is(&scene, "textbox", "Message").await;
    let lines = in_log(
        &scene,
        "return [...root.querySelectorAll('[part=message], .divider--fresh')].map((e) => (e.querySelector('.message__text') ?? e).textContent)",
    )
    .await;
    assert_eq!(lines, json!(["First", "Seen", "New messages", "Not seen"]));
    act::sends(&scene, "Thanks").await;
    until::message_is(&scene, "Thanks", "sent").await;
    assert_eq!(find::text(&scene, ".divider--fresh").await, "");
    scene.close().await;
}

#[tokio::test]
async fn scrolling_up_loads_earlier_conversations() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    for number in 1..=8 {
        let text = format!("Question {number}");
        act::sends(&scene, &text).await;
        until::message_is(&scene, &text, "sent").await;
        scene.agent(does("close")).await;
        until::some("the end", async || {
            let held = scene.conversations().await;
            let are_over = held.iter().all(|one| one["state"] == "CLOSE");
            are_over.then_some(()).ok_or(format!("{held:?}"))
        })
        .await;
    }
    act::sends(&scene, "The last question").await;
    until::message_is(&scene, "The last question", "sent").await;
    // Another device of the same consumer has no stored transcript.
    let identity = "const key = 'hailer:12345678', kept = JSON.parse(localStorage[key]);
        kept.dialogs = []; localStorage[key] = JSON.stringify(kept)";
    scene.visit("empty").await;
    scene.script(identity).await;
    scene.visit("plain").await;
    is_drawn(&scene, "The last question").await;
    is_drawn(&scene, "Question 4").await;
    scrolls_to(&scene, 0.0).await;
    is_drawn(&scene, "Question 1").await;
    scene.close().await;
}
