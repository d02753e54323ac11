//! Notifications of new messages: title, sound and desktop. The brand allows them, the consumer
//! chooses, and they never contain message text. `tests/pages/notified.html` replaces audio and
//! desktop notifications.

use crate::axe::{STILL, prefers};
use crate::scene::{Scene, says};
use crate::{act, find, until};
use serde_json::{Value, json};

const TITLE: &str = "New messages in the tab title";
const SOUND: &str = "Sound for new messages";
const DESKTOP: &str = "Desktop notifications";
const OWN_TITLE: &str = "\n      A page  of its own\n    ";

/// A conversation with Anna. The page's query allows notifications.
async fn chatting(page: &str) -> Scene {
    let scene = act::start_conversation(page, "Hello?").await;
    until::anna_is_here(&scene).await;
    scene
}

/// Opens the menu and clicks an item.
async fn switches(scene: &Scene, item: &str) {
    act::click(scene, "button", "Menu").await;
    act::click(scene, "menuitemcheckbox", item).await;
}

/// The checked state of the menu's items, by name.
async fn settings(scene: &Scene) -> Value {
    let script = "const root = document.querySelector('hailer-chat').shadowRoot;
        return [...root.querySelectorAll('[role=menuitemcheckbox]')].map((one) => [one.textContent, one.ariaChecked])";
    scene.script(script).await
}

async fn title_is(scene: &Scene, wanted: &str) {
    until::some(&format!("the title {wanted:?}"), async || {
        match scene.script("return window.titleText()").await {
            Value::String(title) if find::plain(&title) == wanted => Ok(()),
            other => Err(other.to_string()),
        }
    })
    .await;
}

async fn recorded(scene: &Scene) -> Value {
    scene.script("return window.told").await
}

#[tokio::test]
async fn the_title_shows_unread_messages_until_they_are_read() {
    let scene = chatting("notified").await;
    switches(&scene, TITLE).await;
    let on = json!([[TITLE, "true"], [SOUND, "false"], [DESKTOP, "false"]]);
    assert_eq!(settings(&scene).await, on);
    act::click(&scene, "button", "Minimize chat").await;
    scene.agent(says("A secret")).await;
    title_is(&scene, &format!("(1) {OWN_TITLE}")).await;
    scene.agent(says("Another")).await;
    title_is(&scene, &format!("(2) {OWN_TITLE}")).await;
    let seen = recorded(&scene).await;
    assert_eq!(seen["tones"], 0, "nobody asked for a sound");
    assert_eq!(seen["notifications"], json!([]));
    act::click(&scene, "button", "Open chat (2 unread)").await;
    title_is(&scene, OWN_TITLE).await;

    act::click(&scene, "button", "Minimize chat").await;
    scene.agent(says("Are you there?")).await;
    title_is(&scene, &format!("(1) {OWN_TITLE}")).await;
    // The page changes its title itself.
    scene.script("document.title = 'Another page'").await;
    title_is(&scene, "(1) Another page").await;
    let hide = "Object.defineProperty(document, 'hidden', { get: () => true, configurable: true })";
    scene.script(hide).await;
    for turn in ["1 new message", "Another page", "1 new message"] {
        title_is(&scene, turn).await;
    }
    scene.script("delete document.hidden").await;
    act::click(&scene, "button", "Open chat (1 unread)").await;
    title_is(&scene, "Another page").await;
    scene.close().await;
}

#[tokio::test]
async fn the_title_of_a_hidden_tab_does_not_alternate_with_reduced_motion() {
    let scene = chatting("notified").await;
    prefers(&scene, &[STILL]).await;
    switches(&scene, TITLE).await;
    act::click(&scene, "button", "Minimize chat").await;
    let watch = "Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
        window.titles = [];
        new MutationObserver(() => window.titles.push(window.titleText())).observe(document.head, { childList: true, subtree: true })";
    scene.script(watch).await;
    for count in 1..=3 {
        scene.agent(says("Hello!")).await;
        title_is(&scene, &format!("({count}) {OWN_TITLE}")).await;
    }
    let titles = (1..=3).map(|count| format!("({count}) {OWN_TITLE}"));
    let titles: Vec<String> = titles.collect();
    assert_eq!(scene.script("return window.titles").await, json!(titles));
    scene.close().await;
}

#[tokio::test]
async fn the_sound_is_played_once_enabled_and_the_setting_is_stored() {
    let scene = chatting("notified").await;
    switches(&scene, SOUND).await;
    assert_eq!(
        recorded(&scene).await["tones"],
        2,
        "that is what it sounds like"
    );
    scene.visit("notified").await;
    until::there_is(&scene, "textbox", "Message").await;
    act::click(&scene, "button", "Menu").await;
    until::there_is(&scene, "menuitemcheckbox", SOUND).await;
    let kept = json!([[TITLE, "false"], [SOUND, "true"], [DESKTOP, "false"]]);
    assert_eq!(settings(&scene).await, kept);
    act::click(&scene, "button", "Menu").await;
    act::click(&scene, "button", "Minimize chat").await;
    until::connection_is(&scene, "online").await;
    scene.agent(says("Ding")).await;
    until::some(
        "two tones",
        async || match recorded(&scene).await["tones"].clone() {
            tones if tones == 2 => Ok(()),
            other => Err(other.to_string()),
        },
    )
    .await;
    title_is(&scene, OWN_TITLE).await;
    scene.close().await;
}

#[tokio::test]
async fn a_desktop_notification_names_the_sender_without_text_and_opens_the_chat() {
    let scene = chatting("notified").await;
    assert_eq!(recorded(&scene).await["asked"], 0, "only a click asks");
    switches(&scene, DESKTOP).await;
    until::there_is_no(&scene, "menuitemcheckbox", DESKTOP).await;
    assert_eq!(find::focused(&scene).await, "Menu");
    assert_eq!(recorded(&scene).await["asked"], 1);
    act::click(&scene, "button", "Minimize chat").await;
    scene.agent(says("Your balance is zero")).await;
    let shown = until::some(
        "a notification",
        async || match recorded(&scene).await["notifications"][0].clone() {
            Value::Null => Err("none".to_owned()),
            shown => Ok(shown),
        },
    )
    .await;
    assert_eq!(shown["title"], "Anna");
    let body = shown["body"].as_str().unwrap_or_default();
    assert_eq!(find::plain(body), "1 new message");
    assert!(!shown.to_string().contains("balance"), "{shown}");
    scene.script("window.notification.onclick()").await;
    until::there_is(&scene, "textbox", "Message").await;
    assert_eq!(
        scene.script("return window.notification.isClosed").await,
        true
    );
    act::click(&scene, "button", "Menu").await;
    let on = json!([[TITLE, "false"], [SOUND, "false"], [DESKTOP, "true"]]);
    until::there_is(&scene, "menuitemcheckbox", DESKTOP).await;
    assert_eq!(settings(&scene).await, on);
    scene.close().await;
}

#[tokio::test]
async fn notifications_denied_by_the_browser_are_explained_and_stay_off() {
    let scene = Scene::open("notified?kinds=desktop&answer=denied").await;
    act::open_chat(&scene).await;
    // The menu exists before a conversation, with the allowed notifications.
    switches(&scene, DESKTOP).await;
    until::some("the sentence", async || {
        let said = find::text(&scene, ".notice__text").await;
        let is_said = said.starts_with("This browser does not allow notifications here.");
        is_said.then_some(()).ok_or(said)
    })
    .await;
    act::click(&scene, "button", "Menu").await;
    until::there_is(&scene, "menuitemcheckbox", DESKTOP).await;
    assert_eq!(settings(&scene).await, json!([[DESKTOP, "false"]]));
    scene.close().await;
}

#[tokio::test]
async fn without_allowed_notifications_there_is_no_script_and_no_menu_item() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    act::click(&scene, "button", "Menu").await;
    until::there_is(&scene, "menuitem", "End conversation").await;
    assert_eq!(settings(&scene).await, json!([]));
    let fetched = "return performance.getEntriesByType('resource').filter(({ name }) => name.includes('notifier')).length";
    assert_eq!(scene.script(fetched).await, 0);
    scene.close().await;
}

#[tokio::test]
async fn allowed_notifications_may_change_while_the_chat_runs() {
    let scene = chatting("notified?kinds=title").await;
    switches(&scene, TITLE).await;
    act::click(&scene, "button", "Menu").await;
    act::click(&scene, "button", "Minimize chat").await;
    scene.agent(says("Are you there?")).await;
    title_is(&scene, &format!("(1) {OWN_TITLE}")).await;

    scene.script("hailer.configure({ notify: 'sound' })").await;
    title_is(&scene, OWN_TITLE).await;
    act::click(&scene, "button", "Open chat (1 unread)").await;
    act::click(&scene, "button", "Menu").await;
    until::there_is(&scene, "menuitemcheckbox", SOUND).await;
    assert_eq!(settings(&scene).await, json!([[SOUND, "false"]]));
    act::click(&scene, "button", "Menu").await;

    scene.script("hailer.configure({ notify: 'none' })").await;
    act::click(&scene, "button", "Menu").await;
    until::there_is(&scene, "menuitem", "End conversation").await;
    assert_eq!(settings(&scene).await, json!([]));
    assert!(scene.console().await.is_empty());
    scene.close().await;
}

#[tokio::test]
async fn an_unknown_kind_of_notification_is_reported_and_the_others_still_work() {
    let scene = Scene::open("notified?kinds=title,bell").await;
    act::open_chat(&scene).await;
    act::click(&scene, "button", "Menu").await;
    until::there_is(&scene, "menuitemcheckbox", TITLE).await;
    assert_eq!(settings(&scene).await, json!([[TITLE, "false"]]));
    let console = scene.console().await.join("\n");
    assert!(
        console.contains("must be title, sound, desktop; it was") && console.contains("bell"),
        "{console}"
    );
    scene.close().await;
}

#[tokio::test]
async fn a_destroyed_chat_restores_the_title_and_stops_notifications() {
    let scene = chatting("notified").await;
    for way in [TITLE, SOUND] {
        switches(&scene, way).await;
        act::click(&scene, "button", "Menu").await;
    }
    switches(&scene, DESKTOP).await;
    act::click(&scene, "button", "Minimize chat").await;
    scene.agent(says("Are you there?")).await;
    title_is(&scene, &format!("(1) {OWN_TITLE}")).await;
    until::some(
        "a notification",
        async || match recorded(&scene).await["notifications"].clone() {
            shown if shown == json!([]) => Err(shown.to_string()),
            shown => Ok(shown),
        },
    )
    .await;
    scene.script("window.hailer.destroy()").await;
    title_is(&scene, OWN_TITLE).await;
    assert_eq!(recorded(&scene).await["isSilent"], true);
    assert_eq!(
        scene.script("return window.notification.isClosed").await,
        true
    );
    scene.close().await;
}

#[tokio::test]
async fn only_one_tab_plays_a_sound_and_it_is_one_that_may() {
    let scene = chatting("notified").await;
    switches(&scene, SOUND).await;
    act::click(&scene, "button", "Menu").await;
    act::click(&scene, "button", "Minimize chat").await;
    let first = scene.tab().await;
    // The second tab has no user activation, so it may not play sounds. The first one must play
    // them.
    let second = scene.open_another("notified").await;
    scene.switch_to(&second).await;
    until::some("the second tab's connection", async || {
        match scene.requests("InitConnection").await.len() {
            2 => Ok(()),
            other => Err(other.to_string()),
        }
    })
    .await;
    scene.agent(says("Ding")).await;
    until::there_is(&scene, "button", "Open chat (1 unread)").await;
    scene.switch_to(&first).await;
    until::some(
        "two more tones",
        async || match recorded(&scene).await["tones"].clone() {
            tones if tones == 4 => Ok(()),
            other => Err(other.to_string()),
        },
    )
    .await;
    scene.switch_to(&second).await;
    assert_eq!(recorded(&scene).await["tones"], 0);
    scene.close().await;
}
