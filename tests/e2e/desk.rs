//! A person at the agents' desk chats with a consumer in the widget.

use crate::axe::{STILL, prefers, screen};
use crate::desk_page::Desk;
use crate::scene::Scene;
use crate::{act, browser, find, until};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::{env, fs};

async fn consumer_writes(text: &str) -> Scene {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, text).await;
    until::message_is(&scene, text, "sent").await;
    scene
}

async fn typing_label_is(scene: &Scene, label: &str) {
    until::some(label, async || {
        match find::text(scene, ".typing__label").await {
            seen if seen == label => Ok(()),
            other => Err(other),
        }
    })
    .await;
}

/// Waits until the service has stored an event of this type.
async fn service_has_stored(scene: &Scene, kind: &str) {
    until::some(kind, async || {
        let all = scene.conversations().await;
        let events = all[0]["events"].as_array().cloned().unwrap_or_default();
        let kinds: Vec<_> = events
            .iter()
            .map(|one| one["event"]["type"].clone())
            .collect();
        if kinds.contains(&json!(kind)) {
            Ok(())
        } else {
            Err(format!("{kinds:?}"))
        }
    })
    .await;
}

#[tokio::test]
async fn a_person_at_the_desk_answers_a_consumer_from_the_ring_to_the_rating() {
    let scene = consumer_writes("Hello?").await;
    let desk = Desk::staffed(browser::open().await, &scene.service.address, "anna").await;
    until::some("a countdown", async || {
        let text = desk.text(".ring__time").await;
        let secs = text.strip_suffix(" s").and_then(|secs| secs.parse().ok());
        if secs.is_some_and(|secs: u32| (1..=72).contains(&secs)) {
            Ok(())
        } else {
            Err(text)
        }
    })
    .await;
    let name = desk.ringing().await;
    desk.click("button", &format!("Accept {name}")).await;
    desk.transcript_reads(&["consumer: Hello?"]).await;
    until::message_is(&scene, "Hello?", "read").await;
    let device = desk.text(".panel").await;
    assert!(device.contains("WEB_SDK"), "{device}");

    act::types(&scene, "Do you").await;
    desk.reads(".presence", "is typing …").await;
    desk.types("Message", "Good mor").await;
    typing_label_is(&scene, "Anna is typing").await;
    desk.press("ning!").await;
    desk.press(&Key::Enter.to_string()).await;
    until::transcript_reads(&scene, &["consumer: Hello?", "agent: Good morning!"]).await;
    desk.transcript_reads(&["consumer: Hello?", "me: Good morning! (read)"])
        .await;

    desk.click("button", "Canned reply").await;
    desk.click("button", "/more Is there anything else I can do for you?")
        .await;
    desk.click("button", "Send").await;
    let more = "agent: Is there anything else I can do for you?";
    until::transcript_reads(&scene, &["consumer: Hello?", "agent: Good morning!", more]).await;

    desk.click("button", "Rich content").await;
    desk.click("radio", "Map").await;
    desk.click("button", "Send it").await;
    service_has_stored(&scene, "RichContentEvent").await;
    desk.reads(".outline__text", "We are here:").await;

    let file = env::temp_dir().join("hailer-desk-care.txt");
    fs::write(&file, "Water it once a week.").expect("a place for files");
    let field = desk.there_is("file", "File").await;
    field
        .send_keys(&file.to_string_lossy())
        .await
        .expect("a file is chosen");
    desk.reads(".file", "hailer-desk-care.txt (TXT)").await;

    desk.click("button", "End").await;
    until::there_is(&scene, "group", "How would you rate this conversation?").await;
    act::click(&scene, "radio", "4 stars").await;
    act::click(&scene, "radio", "Yes").await;
    act::click(&scene, "button", "Submit").await;
    desk.reads(".csat", "★★★★★Rated: 4 of 5 stars, resolved")
        .await;
    let filled = "return document.querySelectorAll('.star--full').length";
    assert_eq!(desk.script(filled).await, json!(4));
    desk.close().await;
    scene.close().await;
}

#[tokio::test]
async fn the_desk_can_be_used_with_the_keyboard_only() {
    let scene = consumer_writes("Hello?").await;
    let desk = Desk::open(browser::open().await, &scene.service.address).await;
    // The field for the name has the focus.
    desk.press("anna").await;
    desk.press(&format!(
        "{}anna{}",
        char::from(Key::Tab),
        char::from(Key::Enter)
    ))
    .await;
    desk.reads(".connection", "Connected").await;
    // The first tab stop is the availability. The arrow up moves from "Offline" to "Away".
    desk.press(&char::from(Key::Tab).to_string()).await;
    for _ in 0..3 {
        desk.press(&char::from(Key::Left).to_string()).await;
    }
    desk.reads(".rings .count", "1").await;
    desk.press_with(Key::Alt.into(), 'a').await;
    desk.transcript_reads(&["consumer: Hello?"]).await;
    // After accepting, the message box has the focus. A slash finds a canned reply.
    until::some("the focus in the message box", async || {
        let focused = desk.script("return document.activeElement.className").await;
        if focused == json!("composer__field") {
            Ok(())
        } else {
            Err(focused.to_string())
        }
    })
    .await;
    desk.press("/mom").await;
    desk.reads(".meant", "Enter inserts /moment").await;
    let enter = char::from(Key::Enter).to_string();
    desk.press(&enter).await;
    desk.press(&enter).await;
    let answer = "agent: One moment please, I am looking it up.";
    until::transcript_reads(&scene, &["consumer: Hello?", answer]).await;
    desk.close().await;
    scene.close().await;
}

#[tokio::test]
async fn a_conversation_returned_to_the_queue_rings_a_colleague() {
    let scene = consumer_writes("Hello?").await;
    let anna = Desk::staffed(browser::open().await, &scene.service.address, "anna").await;
    anna.ringing().await;
    anna.press_with(Key::Alt.into(), 'a').await;
    anna.transcript_reads(&["consumer: Hello?"]).await;
    anna.click("radio", "Away").await;
    anna.click("button", "Back to queue").await;
    anna.reads(".list .count", "0").await;
    let ben = Desk::staffed(browser::open().await, &scene.service.address, "ben").await;
    ben.ringing().await;
    ben.press_with(Key::Alt.into(), 'a').await;
    ben.types("Message", "Ben here.").await;
    ben.click("button", "Send").await;
    until::transcript_reads(&scene, &["consumer: Hello?", "agent: Ben here."]).await;
    anna.close().await;
    ben.close().await;
    scene.close().await;
}

#[tokio::test]
async fn the_desk_shows_that_its_agent_logged_in_elsewhere() {
    let scene = Scene::open("plain").await;
    let address = &scene.service.address;
    let first = Desk::staffed(browser::open().await, address, "anna").await;
    let second = Desk::staffed(browser::open().await, address, "anna").await;
    scene
        .fault("sockets", json!({"of": "agents", "close": 1001}))
        .await;
    first.there_is("button", "Log in").await;
    let words = first.text(".fault").await;
    assert!(words.starts_with("This login has ended"), "{words}");
    second.reads(".connection", "Connected").await;
    first.close().await;
    second.close().await;
    scene.close().await;
}

#[tokio::test]
async fn a_transferred_conversation_rings_the_chosen_colleague() {
    let scene = consumer_writes("Hello?").await;
    let address = &scene.service.address;
    let anna = Desk::staffed(browser::open().await, address, "anna").await;
    anna.ringing().await;
    anna.press_with(Key::Alt.into(), 'a').await;
    anna.transcript_reads(&["consumer: Hello?"]).await;
    anna.click("checkbox", "Colleagues only").await;
    anna.types("Message", "One of your regulars.").await;
    anna.click("button", "Send").await;
    let both = ["consumer: Hello?", "me: One of your regulars."];
    anna.transcript_reads(&both).await;
    let carla = Desk::staffed(browser::open().await, address, "carla").await;
    carla.reads(".choice:has(:checked)", "Online").await;
    anna.click("button", "Pass on …").await;
    anna.click("button", "Carla").await;
    carla.ringing().await;
    carla
        .reads(".ring__what", "Any skill · passed on to you")
        .await;
    carla.press_with(Key::Alt.into(), 'a').await;
    let both = ["consumer: Hello?", "colleague: One of your regulars."];
    carla.transcript_reads(&both).await;
    anna.reads(".list .count", "0").await;
    until::transcript_reads(&scene, &["consumer: Hello?"]).await;
    anna.close().await;
    carla.close().await;
    scene.close().await;
}

#[tokio::test]
async fn the_desk_shows_that_the_service_is_down_and_reconnects() {
    let mut scene = Scene::open_with_killable_service("plain").await;
    let address = scene.service.address.clone();
    let desk = Desk::staffed(browser::open().await, &address, "anna").await;
    desk.reads(".choice:has(:checked)", "Online").await;
    scene.service.kill();
    desk.reads(".connection", "Reconnecting …").await;
    scene.service.restart();
    desk.reads(".connection", "Connected").await;
    desk.close().await;
    scene.close().await;
}

#[tokio::test]
async fn the_desk_shows_missed_messages_after_a_reconnect() {
    let consumer = consumer_writes("Hello?").await;
    let desk = Desk::staffed(browser::open().await, &consumer.service.address, "anna").await;
    desk.ringing().await;
    desk.press_with(Key::Alt.into(), 'a').await;
    desk.transcript_reads(&["consumer: Hello?"]).await;
    consumer
        .fault("sockets", json!({"of": "agents", "close": 1001}))
        .await;
    act::sends(&consumer, "Are you there?").await;
    desk.transcript_reads(&["consumer: Hello?", "consumer: Are you there?"])
        .await;
    desk.reads(".connection", "Connected").await;
    until::message_is(&consumer, "Are you there?", "read").await;
    desk.close().await;
    consumer.close().await;
}

/// Runs axe-core on the whole page, in light and dark mode, and returns the findings.
async fn faults(scene: &Scene, axe: &str, state: &str) -> Vec<String> {
    let run = "const done = arguments[arguments.length - 1];
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        axe.run(document, { runOnly: { type: 'tag', values: tags } }).then(({ violations }) => done(
          violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`))));";
    let mut found = Vec::new();
    if scene.script("return !window.axe").await == json!(true) {
        scene
            .browser
            .execute(axe, Vec::new())
            .await
            .expect("axe loads");
    }
    for scheme in ["dark", "light"] {
        prefers(scene, &[("prefers-color-scheme", scheme), STILL]).await;
        let seen = scene.browser.execute_async(run, Vec::new()).await;
        let seen = seen.expect("axe comes to an end");
        let seen = seen
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        found.extend(seen.map(|fault| format!("{state}, {scheme}: {fault}")));
        if let Some(folder) = env::var_os("HAILER_PICTURES") {
            let picture = scene.browser.screenshot().await.expect("a picture");
            let name = format!("desk-{state}-{scheme}.png");
            fs::write(std::path::PathBuf::from(folder).join(name), picture)
                .expect("a place for pictures");
        }
    }
    found
}

#[tokio::test]
async fn every_state_of_the_desk_is_accessible() {
    let file = env::var("HAILER_AXE").expect("no axe-core: run `cargo xtask test e2e`");
    let axe = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let scene = consumer_writes("Hello?").await;
    let mut found = Vec::new();
    let desk = Desk::open(scene.browser.clone(), &scene.service.address).await;
    found.extend(faults(&scene, &axe, "login").await);
    desk.click("button", "anna").await;
    desk.reads(".connection", "Connected").await;
    found.extend(faults(&scene, &axe, "empty").await);
    desk.click("radio", "Online").await;
    desk.ringing().await;
    found.extend(faults(&scene, &axe, "ring").await);
    desk.press_with(Key::Alt.into(), 'a').await;
    desk.transcript_reads(&["consumer: Hello?"]).await;
    desk.types("Message", "Good morning!").await;
    desk.click("button", "Send").await;
    found.extend(faults(&scene, &axe, "conversation").await);
    // A small window, and both sizes at 200 %.
    for (width, height) in [(800, 900), (720, 450), (400, 450)] {
        screen(&scene, width, height).await;
        let state = format!("conversation-{width}");
        found.extend(faults(&scene, &axe, &state).await);
        let wide = scene
            .script("return document.documentElement.scrollWidth > innerWidth")
            .await;
        if wide == json!(true) {
            found.push(format!("{state}: the page scrolls sideways"));
        }
    }
    screen(&scene, 1440, 900).await;
    for layer in ["Canned reply", "Rich content", "Pass on …"] {
        desk.click("button", layer).await;
        desk.there_is("button", "Close").await;
        found.extend(faults(&scene, &axe, layer).await);
        desk.click("button", "Close").await;
    }
    desk.click("button", "Rich content").await;
    desk.click("button", "Send it").await;
    desk.click("checkbox", "Colleagues only").await;
    desk.types("Message", "Careful").await;
    desk.click("button", "Send").await;
    desk.reads(".line--private .words", "Careful").await;
    found.extend(faults(&scene, &axe, "private").await);
    desk.click("button", "End").await;
    desk.reads(".ending .hint", "No rating yet.").await;
    found.extend(faults(&scene, &axe, "ended").await);
    scene.close().await;
    assert!(found.is_empty(), "{found:#?}");
}
