//! Using the chat with a keyboard and a screen reader.

use crate::scene::{Scene, does, says};
use crate::{act, find, until};
use fantoccini::key::Key;
use serde_json::json;

#[tokio::test]
async fn the_whole_chat_works_from_the_keyboard() {
    let scene = Scene::open("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    let tab = char::from(Key::Tab);
    scene.press(&format!("{tab}{tab}")).await;
    assert_eq!(find::focused(&scene).await, "Open chat");
    scene.press(&char::from(Key::Enter).to_string()).await;
    focus_is(&scene, "Message").await;

    scene.press("one").await;
    scene
        .press_with(char::from(Key::Shift), char::from(Key::Enter))
        .await;
    scene.press("two").await;
    scene.press(&char::from(Key::Enter).to_string()).await;
    until::transcript_reads(&scene, &["consumer: one\ntwo"]).await;
    until::message_is(&scene, "one\ntwo", "sent").await;

    let back = |times: usize| (0..times).map(|_| tab).collect::<Vec<_>>();
    for (key, name) in back(3)
        .into_iter()
        .zip(["Conversation", "Minimize chat", "Menu"])
    {
        scene.press_with(char::from(Key::Shift), key).await;
        focus_is(&scene, name).await;
    }
    scene.press(&char::from(Key::Enter).to_string()).await;
    focus_is(&scene, "Mark as urgent").await;
    scene.press(&char::from(Key::Down).to_string()).await;
    focus_is(&scene, "End conversation").await;
    scene.press(&char::from(Key::Enter).to_string()).await;
    focus_is(&scene, "Keep chatting").await;
    scene.press(&tab.to_string()).await;
    focus_is(&scene, "End conversation").await;
    scene.press(&tab.to_string()).await;
    focus_is(&scene, "Keep chatting").await;
    scene.press(&char::from(Key::Escape).to_string()).await;
    until::there_is_no(&scene, "button", "Keep chatting").await;
    focus_is(&scene, "Menu").await;

    scene.press(&char::from(Key::Escape).to_string()).await;
    until::there_is_no(&scene, "textbox", "Message").await;
    focus_is(&scene, "Open chat").await;
    scene.close().await;
}

#[tokio::test]
async fn each_new_message_is_announced_once_with_its_sender() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    anna_accepts(&scene).await;
    let watch = "window.announced = [];
        const region = document.querySelector('hailer-chat').shadowRoot.querySelector('[aria-live=polite]');
        new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) =>
            node.textContent && window.announced.push(node.textContent)))).observe(region, { childList: true });";
    scene.script(watch).await;
    // The same text twice is two messages, and announced twice.
    scene.agent(says("How can I help?")).await;
    scene.agent(says("How can I help?")).await;
    let lines = [
        "consumer: Hello?",
        "agent: How can I help?",
        "agent: How can I help?",
    ];
    until::transcript_reads(&scene, &lines).await;
    let said = until::some("an announcement", async || {
        let announced = scene.script("return window.announced").await;
        if announced
            .as_array()
            .is_none_or(|announced| announced.len() < 2)
        {
            Err(announced.to_string())
        } else {
            Ok(announced)
        }
    })
    .await;
    let said = said.as_array().into_iter().flatten();
    let said: Vec<_> = said.filter_map(|one| one.as_str()).collect();
    let sentence = "\u{2068}Anna\u{2069} says: How can I help?";
    assert_eq!(said, [sentence, sentence]);
    assert_eq!(
        find::attribute(&scene, "[role=log]", "aria-live")
            .await
            .as_deref(),
        Some("off")
    );
    scene.close().await;
}

#[tokio::test]
async fn a_conversation_is_ended_and_rated_from_the_keyboard() {
    let scene = Scene::open("plain").await;
    let (tab, enter) = (char::from(Key::Tab), char::from(Key::Enter).to_string());
    until::there_is(&scene, "button", "Open chat").await;
    scene.press(&format!("{tab}{tab}{enter}")).await;
    focus_is(&scene, "Message").await;
    scene.press(&format!("Hello?{enter}")).await;
    until::message_is(&scene, "Hello?", "sent").await;
    scene.agent(does("accept")).await;

    steps_back(&scene, &["Conversation", "Minimize chat", "Menu"]).await;
    scene.press(&enter).await;
    focus_is(&scene, "Mark as urgent").await;
    for (key, item) in [
        (Key::Up, "End conversation"),
        (Key::Home, "Mark as urgent"),
        (Key::End, "End conversation"),
    ] {
        scene.press(&char::from(key).to_string()).await;
        focus_is(&scene, item).await;
    }
    scene.press(&enter).await;
    focus_is(&scene, "Keep chatting").await;
    steps_back(&scene, &["End conversation", "Keep chatting"]).await;
    scene.press(&format!("{tab}{enter}")).await;
    until::there_is(&scene, "group", "Was your issue resolved?").await;
    focus_is(&scene, "Message").await;

    // The form cannot be submitted before a star is selected. Arrow keys select.
    steps_back(&scene, &["Skip", "No"]).await;
    scene.press(&char::from(Key::Up).to_string()).await;
    focus_is(&scene, "Yes").await;
    steps_back(&scene, &["5 stars"]).await;
    scene.press(&char::from(Key::Left).to_string()).await;
    focus_is(&scene, "4 stars").await;
    for name in ["Yes", "Skip", "Submit"] {
        scene.press(&tab.to_string()).await;
        focus_is(&scene, name).await;
    }
    scene.press(&enter).await;
    until::some("thanks", async || {
        match find::text(&scene, ".survey__thanks").await {
            words if words == "Thank you for your feedback." => Ok(()),
            words => Err(words),
        }
    })
    .await;
    let csat = scene.conversations().await[0]["csat"].clone();
    assert_eq!(csat["csatRate"], 4, "{csat}");
    assert_eq!(csat["csatResolutionConfirmation"], true, "{csat}");
    focus_is(&scene, "Message").await;
    steps_back(&scene, &["Conversation", "Minimize chat"]).await;
    scene.press(&enter).await;
    until::there_is_no(&scene, "textbox", "Message").await;
    focus_is(&scene, "Open chat").await;
    scene.close().await;
}

#[tokio::test]
async fn pressing_an_element_that_disappears_moves_the_focus_to_the_message_box() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "First").await;
    until::message_is(&scene, "First", "sent").await;
    scene
        .fault("faults", json!({"refusePublishes": 2, "refuseCode": 403}))
        .await;
    act::sends(&scene, "Refused").await;
    for name in ["Try again", "Discard"] {
        until::message_is(&scene, "Refused", "failed").await;
        presses(&scene, name).await;
        focus_is(&scene, "Message").await;
    }
    until::transcript_reads(&scene, &["consumer: First"]).await;
    scene.agent(does("accept")).await;
    scene.agent(does("close")).await;
    presses(&scene, "Skip").await;
    focus_is(&scene, "Message").await;
    scene.close().await;
}

#[tokio::test]
async fn earlier_messages_are_not_announced() {
    let scene = act::start_conversation("plain", "Hello?").await;
    scene.agent(says("Before")).await;
    let lines = ["consumer: Hello?", "agent: Before"];
    until::transcript_reads(&scene, &lines).await;
    scene.visit("plain").await;
    until::transcript_equals_the_services(&scene, &lines).await;
    until::connection_is(&scene, "online").await;
    scene.agent(says("After")).await;
    live_region_is(&scene, "Anna says: After").await;
    scene.close().await;
}

#[tokio::test]
async fn announced_messages_are_not_repeated_when_the_window_reopens() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    anna_accepts(&scene).await;
    scene.agent(says("Heard")).await;
    live_region_is(&scene, "Anna says: Heard").await;
    presses(&scene, "Minimize chat").await;
    live_region_is(&scene, "").await;
    presses(&scene, "Open chat").await;
    until::there_is(&scene, "textbox", "Message").await;
    live_region_is(&scene, "").await;
    scene.close().await;
}

#[tokio::test]
async fn a_closed_chat_announces_the_number_of_messages_and_not_their_text() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    anna_accepts(&scene).await;
    presses(&scene, "Minimize chat").await;
    scene.agent(says("One")).await;
    live_region_is(&scene, "1 new message").await;
    scene.agent(says("Two")).await;
    live_region_is(&scene, "2 new messages").await;
    assert!(
        find::is_rendered(&scene, ".announcer").await,
        "what is not there is not read out"
    );
    presses(&scene, "Open chat (2 unread)").await;
    until::there_is(&scene, "textbox", "Message").await;
    live_region_is(&scene, "").await;
    scene.close().await;
}

#[tokio::test]
async fn the_end_of_a_conversation_and_the_survey_question_are_announced() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    anna_accepts(&scene).await;
    // Announcements in quick succession keep their order, and come before later ones.
    for words in ["Well.", "Then.", "Goodbye."] {
        scene.agent(says(words)).await;
    }
    scene.agent(does("close")).await;
    let sentences = [
        "Anna says: Well.",
        "Anna says: Then.",
        "Anna says: Goodbye.",
        "Conversation ended",
        "How would you rate this conversation?",
    ];
    live_region_is(&scene, &sentences.join("\n")).await;
    scene.close().await;
}

/// An agent joins and her name is displayed.
async fn anna_accepts(scene: &Scene) {
    scene.agent(does("accept")).await;
    until::anna_is_here(scene).await;
}

/// Waits until the live region contains exactly these sentences, one per line.
async fn live_region_is(scene: &Scene, words: &str) {
    until::some(words, async || {
        let lines = "return [...document.querySelector('hailer-chat').shadowRoot
            .querySelector('.announcer').children].map((line) => line.textContent).join('\\n')";
        match scene.script(lines).await {
            serde_json::Value::String(announced) if find::plain(&announced) == words => Ok(()),
            other => Err(other.to_string()),
        }
    })
    .await;
}

/// Moves the focus backwards through tab stops.
async fn steps_back(scene: &Scene, names: &[&str]) {
    for name in names {
        let tab = char::from(Key::Tab);
        scene.press_with(char::from(Key::Shift), tab).await;
        focus_is(scene, name).await;
    }
}

/// Presses a button with the keyboard.
async fn presses(scene: &Scene, name: &str) {
    let button = until::there_is(scene, "button", name).await;
    button
        .send_keys(&char::from(Key::Enter).to_string())
        .await
        .unwrap_or_else(|error| panic!("pressing {name:?}: {error}"));
}

/// Waits until the element with this name has the focus.
pub async fn focus_is(scene: &Scene, name: &str) {
    until::some(&format!("the focus on {name:?}"), async || {
        let focused = find::focused(scene).await;
        if focused == name {
            Ok(())
        } else {
            Err(focused)
        }
    })
    .await;
}
