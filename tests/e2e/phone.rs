//! Where the window covers the screen: on phones, upright or on their side, and
//! on whatever is enlarged as much.

use crate::axe::{STILL, prefers, screen};
use crate::scene::Scene;
use crate::{act, until};
use serde_json::{Value, json};

/// Where something in the chat is: its edges, physically.
async fn edges(scene: &Scene, selector: &str) -> Value {
    let script = format!(
        "const element = document.querySelector('hailer-chat').shadowRoot.querySelector({selector:?});
        const {{ left, top, right, bottom }} = element.getBoundingClientRect(); return [left, top, right, bottom]"
    );
    scene.script(&script).await
}

async fn stands_at(scene: &Scene, selector: &str, wanted: Value) {
    until::some(&format!("{selector} at {wanted}"), async || {
        let now = edges(scene, selector).await;
        (now == wanted).then_some(()).ok_or(now.to_string())
    })
    .await;
}

/// Makes the browser a phone's.
async fn becomes_a_phone(scene: &Scene, width: u32, height: u32) {
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
async fn on_a_phone_the_window_fits_into_what_a_keyboard_leaves() {
    let scene = Scene::open("plain").await;
    becomes_a_phone(&scene, 390, 844).await;
    act::open_chat(&scene).await;
    stands_at(&scene, ".window", json!([0, 0, 390, 844])).await;
    let keyboard = "for (const [name, value] of [['height', 420], ['offsetTop', 60]])
            Object.defineProperty(visualViewport, name, { value, configurable: true });
        visualViewport.dispatchEvent(new Event('resize'));";
    scene.script(keyboard).await;
    assert_eq!(edges(&scene, ".window").await, json!([0, 60, 390, 480]));
    scene.close().await;
}

#[tokio::test]
async fn on_its_side_a_phone_is_a_phone_and_nothing_lies_under_its_edges() {
    let scene = Scene::open("plain").await;
    prefers(&scene, &[STILL]).await;
    becomes_a_phone(&scene, 844, 390).await;
    act::open_chat(&scene).await;
    stands_at(&scene, ".window", json!([0, 0, 844, 390])).await;
    let size = "return getComputedStyle(document.querySelector('hailer-chat').shadowRoot.querySelector('textarea')).fontSize";
    assert_eq!(scene.script(size).await, "16px", "or it zooms the page in");
    let insets = json!({"insets": {"left": 47, "right": 48, "bottom": 21}});
    let cut = scene.devtools("Emulation.setSafeAreaInsetsOverride", insets);
    cut.await.expect("Chrome emulates round corners");
    stands_at(&scene, ".header", json!([47, 0, 796, 60])).await;
    stands_at(&scene, ".window", json!([0, 0, 844, 390])).await;
    assert_eq!(edges(&scene, ".composer").await[3], 369);
    act::sends(&scene, "Hello").await;
    act::click(&scene, "button", "Menu").await;
    until::there_is(&scene, "menuitem", "End conversation").await;
    assert_eq!(edges(&scene, ".menu").await[2], 784);
    act::click(&scene, "button", "Menu").await;
    act::click(&scene, "button", "Minimize chat").await;
    stands_at(&scene, ".launcher", json!([716, 289, 776, 349])).await;
    scene.close().await;
}

#[tokio::test]
async fn a_low_window_of_a_desktop_leaves_the_page_beside_the_chat() {
    let scene = Scene::open("plain").await;
    prefers(&scene, &[STILL]).await;
    screen(&scene, 844, 390).await;
    act::open_chat(&scene).await;
    stands_at(&scene, ".window", json!([440, 20, 824, 296])).await;
    scene.close().await;
}
