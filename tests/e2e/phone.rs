//! The window covers the screen: on phones in both orientations, and at a high zoom.

use crate::axe::{STILL, prefers, screen};
use crate::keyboard::focus_is;
use crate::scene::Scene;
use crate::{act, find, until};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The physical edges of an element in the chat.
async fn edges(scene: &Scene, selector: &str) -> Value {
    let script = format!(
        "const element = document.querySelector('hailer-chat').shadowRoot.querySelector({selector:?});
        const {{ left, top, right, bottom }} = element.getBoundingClientRect(); return [left, top, right, bottom]"
    );
    scene.script(&script).await
}

async fn has_edges(scene: &Scene, selector: &str, wanted: Value) {
    until::some(&format!("{selector} at {wanted}"), async || {
        let now = edges(scene, selector).await;
        (now == wanted).then_some(()).ok_or(now.to_string())
    })
    .await;
}

/// Emulates a phone.
async fn emulate_phone(scene: &Scene, width: u32, height: u32) {
    let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": true});
    let touch = json!({"enabled": true, "maxTouchPoints": 1});
    for (command, given) in [
        ("Emulation.setDeviceMetricsOverride", metrics),
        ("Emulation.setTouchEmulationEnabled", touch),
    ] {
        let emulated = scene.devtools(command, given).await;
        emulated.expect("Chrome emulates phones");
    }
}

#[tokio::test]
async fn on_a_phone_the_window_fits_above_the_keyboard() {
    let scene = Scene::open("plain").await;
    emulate_phone(&scene, 390, 844).await;
    act::open_chat(&scene).await;
    has_edges(&scene, ".window", json!([0, 0, 390, 844])).await;
    let keyboard = "for (const [name, value] of [['height', 420], ['offsetTop', 60]])
            Object.defineProperty(visualViewport, name, { value, configurable: true });
        visualViewport.dispatchEvent(new Event('resize'));";
    scene.script(keyboard).await;
    assert_eq!(edges(&scene, ".window").await, json!([0, 60, 390, 480]));
    scene.close().await;
}

#[tokio::test]
async fn a_phone_in_landscape_has_a_full_window_inside_the_safe_area() {
    let scene = Scene::open("plain").await;
    prefers(&scene, &[STILL]).await;
    emulate_phone(&scene, 844, 390).await;
    act::open_chat(&scene).await;
    has_edges(&scene, ".window", json!([0, 0, 844, 390])).await;
    let size = "return getComputedStyle(document.querySelector('hailer-chat').shadowRoot.querySelector('textarea')).fontSize";
    assert_eq!(scene.script(size).await, "16px", "or it zooms the page in");
    let insets = json!({"insets": {"left": 47, "right": 48, "bottom": 21}});
    let cut = scene.devtools("Emulation.setSafeAreaInsetsOverride", insets);
    cut.await.expect("Chrome emulates round corners");
    has_edges(&scene, ".header", json!([47, 0, 796, 60])).await;
    has_edges(&scene, ".window", json!([0, 0, 844, 390])).await;
    assert_eq!(edges(&scene, ".composer").await[3], 369);
    act::sends(&scene, "Hello").await;
    act::click(&scene, "button", "Menu").await;
    until::there_is(&scene, "menuitem", "End conversation").await;
    assert_eq!(edges(&scene, ".menu").await[2], 784);
    act::click(&scene, "button", "Menu").await;
    act::click(&scene, "button", "Minimize chat").await;
    has_edges(&scene, ".launcher", json!([716, 289, 776, 349])).await;
    scene.close().await;
}

#[tokio::test]
async fn a_low_window_of_a_desktop_leaves_the_page_beside_the_chat() {
    let scene = Scene::open("plain").await;
    prefers(&scene, &[STILL]).await;
    screen(&scene, 844, 390).await;
    act::open_chat(&scene).await;
    has_edges(&scene, ".window", json!([440, 20, 824, 296])).await;
    scene.close().await;
}

#[tokio::test]
async fn a_window_that_covers_the_screen_traps_the_focus() {
    let scene = Scene::open("plain").await;
    screen(&scene, 390, 844).await;
    act::open_chat(&scene).await;
    is_modal(&scene, true).await;
    act::types(&scene, "Hello").await;
    tabs(&scene, &["Send", "Minimize chat"]).await;
    tabs_back(&scene, &["Send", "Message"]).await;
    scene.press(&char::from(Key::Enter).to_string()).await;
    until::message_is(&scene, "Hello", "sent").await;
    // With an empty message box, Send cannot have the focus, so the message box is last and the
    // menu is first.
    tabs(&scene, &["Menu"]).await;
    tabs_back(&scene, &["Message"]).await;

    // A window that was restored open does not have the focus. The first key moves the focus into
    // it.
    for (is_forward, name) in [(true, "Menu"), (false, "Message")] {
        scene.visit("plain").await;
        until::there_is(&scene, "button", "Menu").await;
        is_modal(&scene, true).await;
        assert_eq!(find::focused(&scene).await, "");
        if is_forward {
            tabs(&scene, &[name]).await;
        } else {
            tabs_back(&scene, &[name]).await;
        }
    }
    scene.close().await;
}

#[tokio::test]
async fn a_visible_page_can_be_reached_with_the_keyboard() {
    let scene = Scene::open("plain").await;
    screen(&scene, 390, 844).await;
    act::open_chat(&scene).await;
    is_modal(&scene, true).await;
    // A dialog of the page above the chat has the focus.
    let dialog = "const dialog = document.createElement('dialog');
        dialog.innerHTML = '<button>Yes</button><button>No</button>';
        document.body.append(dialog); dialog.showModal()";
    scene.script(dialog).await;
    let tab = char::from(Key::Tab);
    for name in ["Yes", "No"] {
        assert_eq!(focused_on_page(&scene).await, name);
        scene.press(&tab.to_string()).await;
    }
    scene
        .script("document.querySelector('dialog').remove()")
        .await;
    // The same for the page behind a minimized chat.
    act::click(&scene, "button", "Minimize chat").await;
    focus_is(&scene, "Open chat").await;
    scene.press_with(char::from(Key::Shift), tab).await;
    assert_eq!(focused_on_page(&scene).await, "The page's own button");

    act::click(&scene, "button", "Open chat").await;
    is_modal(&scene, true).await;
    screen(&scene, 1280, 800).await;
    is_modal(&scene, false).await;
    focus_is(&scene, "Message").await;
    scene.press(&tab.to_string()).await;
    focus_is(&scene, "").await;
    screen(&scene, 390, 844).await;
    is_modal(&scene, true).await;
    scene.close().await;
}

async fn focused_on_page(scene: &Scene) -> Value {
    scene
        .script("return document.activeElement.textContent")
        .await
}

/// Whether the window has `aria-modal`.
async fn is_modal(scene: &Scene, wanted: bool) {
    let wanted = wanted.then(|| "true".to_owned());
    until::some(&format!("aria-modal {wanted:?}"), async || {
        let now = find::attribute(scene, ".window", "aria-modal").await;
        (now == wanted).then_some(()).ok_or(format!("{now:?}"))
    })
    .await;
}

async fn tabs(scene: &Scene, names: &[&str]) {
    for name in names {
        scene.press(&char::from(Key::Tab).to_string()).await;
        focus_is(scene, name).await;
    }
}

async fn tabs_back(scene: &Scene, names: &[&str]) {
    for name in names {
        let tab = char::from(Key::Tab);
        scene.press_with(char::from(Key::Shift), tab).await;
        focus_is(scene, name).await;
    }
}
