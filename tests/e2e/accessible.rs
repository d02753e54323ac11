//! Accessibility: WCAG 2.2 AA in every state of the window.

use crate::axe::{Judge, STILL, prefers, screen};
use crate::scene::{Scene, does, says};
use crate::states::{self, clicks, shown};
use crate::{act, panic, until};
use serde_json::json;

async fn conversation_is_faultless(journey: &str, page: &str, size: (u32, u32)) {
    let scene = Scene::open(page).await;
    let mut judge = Judge::new(journey);
    screen(&scene, size.0, size.1).await;
    prefers(&scene, &[STILL]).await;
    states::whole_conversation(&scene, &mut judge).await;
    scene.close().await;
    judge.finds_nothing();
}

#[tokio::test]
async fn a_whole_conversation_is_accessible() {
    conversation_is_faultless("desktop", "plain", (1280, 800)).await;
}

#[tokio::test]
async fn a_whole_conversation_is_accessible_from_right_to_left() {
    conversation_is_faultless("arabic", "spoken?lang=ar", (1280, 800)).await;
}

/// A window of 1280 × 1024 at a zoom of 200 %.
#[tokio::test]
async fn a_whole_conversation_is_accessible_at_twice_the_size() {
    conversation_is_faultless("twice", "plain", (640, 512)).await;
}

/// The same at 400 %, the narrowest and lowest window of WCAG.
#[tokio::test]
async fn a_whole_conversation_is_accessible_on_320_pixels() {
    conversation_is_faultless("narrow", "plain", (320, 256)).await;
}

#[tokio::test]
async fn the_settings_are_accessible() {
    let scene = Scene::open("notified?answer=denied").await;
    let mut judge = Judge::at_every_size("notified");
    prefers(&scene, &[STILL]).await;
    act::open_chat(&scene).await;
    // With a conversation, the menu has all its items.
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    for item in ["New messages in the tab title", "Desktop notifications"] {
        act::click(&scene, "button", "Menu").await;
        act::click(&scene, "menuitemcheckbox", item).await;
        if item.starts_with("New") {
            judge.look(&scene, "menu of settings").await;
            act::click(&scene, "button", "Menu").await;
        }
    }
    shown(&scene, ".notice__text").await;
    judge.look(&scene, "notifications refused").await;
    scene.close().await;
    judge.finds_nothing();
}

#[tokio::test]
async fn notices_about_the_connection_are_accessible() {
    let scene = Scene::open("plain").await;
    let mut judge = Judge::at_every_size("notices");
    prefers(&scene, &[STILL]).await;
    states::offline(&scene, &mut judge).await;
    scene.close().await;
    judge.finds_nothing();
}

#[tokio::test]
async fn notices_about_identity_and_storage_are_accessible() {
    let scene = Scene::open("identified").await;
    let mut judge = Judge::at_every_size("refused");
    prefers(&scene, &[STILL]).await;
    let refusal = json!({"refuseConnections": 1_000, "closeCode": 4401});
    scene.fault("faults", refusal).await;
    act::open_chat(&scene).await;
    until::connection_is(&scene, "ended").await;
    judge.look(&scene, "ended").await;
    scene.fault("faults", json!({"refuseConnections": 0})).await;
    scene.visit("storage_blocked").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    shown(&scene, ".notice--error").await;
    judge.look(&scene, "nothing is kept").await;
    scene.close().await;
    judge.finds_nothing();
}

#[tokio::test]
async fn a_chat_that_cannot_be_loaded_has_an_accessible_notice() {
    let scene = Scene::open("plain").await;
    let mut judge = Judge::at_every_size("trouble");
    prefers(&scene, &[STILL]).await;
    scene.set_offline(true).await;
    clicks(&scene, ".launcher").await;
    until::there_is(&scene, "button", "Try again").await;
    judge.look(&scene, "could not be loaded").await;
    scene.set_offline(false).await;
    act::click(&scene, "button", "Try again").await;
    act::sends(&scene, "Before").await;
    until::message_is(&scene, "Before", "sent").await;
    scene.agent(does("accept")).await;
    scene.script(panic::SABOTAGE).await;
    scene.agent(says("Said while it broke")).await;
    until::there_is(&scene, "button", "Restart chat").await;
    scene.script(panic::REPAIR).await;
    // Focusing the launcher reloads the chat, so this state can be checked only once.
    judge.look_once(&scene, "broken").await;
    scene.close().await;
    judge.finds_nothing();
}

#[tokio::test]
async fn axe_finds_faults_inside_the_widget() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    prefers(&scene, &[STILL]).await;
    let judge = Judge::new("control");
    let harm = "const root = document.querySelector('hailer-chat').shadowRoot, sheet = new CSSStyleSheet();
        root.querySelector('textarea').removeAttribute('aria-label');
        root.querySelector('textarea').removeAttribute('placeholder');
        sheet.replaceSync('.welcome__text { color: #ccc }'); root.adoptedStyleSheets.push(sheet)";
    scene.script(harm).await;
    let found = judge.axe(&scene).await["faults"].to_string();
    for rule in ["label: <textarea", "color-contrast: <p"] {
        assert!(found.contains(rule), "{rule} is not in {found}");
    }
    scene.close().await;
}

#[tokio::test]
async fn reduced_motion_stops_all_animations() {
    let scene = act::start_conversation("plain", "Hello?").await;
    scene.agent(does("type")).await;
    shown(&scene, ".typing").await;
    let moving = "return document.querySelector('hailer-chat').shadowRoot.getAnimations().length";
    prefers(&scene, &[]).await;
    let dots = scene.script(moving).await;
    assert!(
        dots.as_u64() >= Some(3),
        "the dots are seen to move: {dots}"
    );
    prefers(&scene, &[STILL]).await;
    assert_eq!(scene.script(moving).await, 0);
    scene.close().await;
}

#[tokio::test]
async fn edges_and_selections_are_visible_with_forced_colours() {
    let scene = Scene::open("plain").await;
    prefers(&scene, &[STILL, ("forced-colors", "active")]).await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    scene.agent(does("accept")).await;
    clicks(&scene, ".header [aria-haspopup=menu]").await;
    shown(&scene, ".menu").await;
    let edges = "const root = document.querySelector('hailer-chat').shadowRoot;
        return ['.launcher', '.window', '.menu', '.message__bubble', '.composer__input'].filter((one) =>
            getComputedStyle(root.querySelector(one)).borderTopWidth === '0px')";
    assert_eq!(scene.script(edges).await, json!([]), "these have no edge");
    scene.agent(does("close")).await;
    clicks(&scene, ".star:nth-child(2) input").await;
    let fills = "const stars = document.querySelector('hailer-chat').shadowRoot.querySelectorAll('.star__icon');
        return [...stars].map((star) => getComputedStyle(star).fill)";
    let fills = scene.script(fills).await;
    assert_eq!(fills[0], fills[1], "both are chosen");
    assert_ne!(fills[1], fills[2], "three are not");
    scene.close().await;
}
