//! Measurable properties of the design: contrast, focus and size.

use crate::axe::{STILL, prefers};
use crate::border::chats;
use crate::scene::{Scene, does};
use crate::{act, until};
use serde_json::{Value, json};

/// Bright, pale and dark colours, and greys for which white or black text is just readable.
const BRANDS: [&str; 10] = [
    "#ffe14d", "#0f5f6b", "#e60023", "#ec0000", "#1a73e8", "#ffffff", "#000000", "#757575",
    "#777777", "#8a8a8a",
];

/// Functions for painted colours and their contrast.
const CONTRAST: &str = "
    const paint = (colours) => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
        const ink = canvas.getContext('2d');
        for (const colour of [colours].flat()) {
            ink.fillStyle = colour;
            ink.fillRect(0, 0, 1, 1);
        }
        return [...ink.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255);
    };
    const light = (colour) => {
        const [red, green, blue] = paint(colour).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (one, other) => {
        const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const root = document.querySelector('hailer-chat').shadowRoot;
    const style = (selector) => getComputedStyle(root.querySelector(selector));
    // The text colour of an element, and the backgrounds below it.
    const on = (selector, ...under) => [selector, style(selector).color, [...under, style(selector).backgroundColor]];
";

async fn in_chat(scene: &Scene, script: &str) -> Value {
    scene.script(&format!("{CONTRAST} {script}")).await
}

/// The pairs of colours whose contrast is below `least`, for all brand colours and themes.
async fn too_faint(scene: &Scene, least: f64, pairs: &str) -> Value {
    let script = format!(
        "const found = [];
        for (const theme of ['light', 'dark']) for (const brand of {BRANDS:?}) {{
            hailer.configure({{ theme }});
            document.querySelector('hailer-chat').style.setProperty('--hailer-brand', brand);
            for (const [name, ink, ground] of {pairs}) {{
                const figure = contrast(ink, ground);
                if (!(figure >= {least})) found.push(`${{name}} on ${{brand}}, ${{theme}}: ${{figure.toFixed(2)}}`);
            }}
        }}
        return found"
    );
    in_chat(scene, &script).await
}

#[tokio::test]
async fn text_on_and_in_any_brand_colour_is_readable() {
    let scene = Scene::open("plain").await;
    prefers(&scene, &[STILL]).await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello").await;
    until::message_is(&scene, "Hello", "sent").await;
    let probe = "const probe = document.createElement('span');
        probe.className = 'probe';
        Object.assign(probe.style, { color: 'var(--brand-ink)', backgroundColor: 'var(--brand-wash)' });
        root.querySelector('.window').append(probe)";
    in_chat(&scene, probe).await;
    let pairs = "[on('.launcher'), on('.header'), on('.header__avatar'), on('.message--consumer .message__bubble'),
        on('.probe'), ['ink', style('.probe').color, style('.window').backgroundColor]]";
    assert_eq!(too_faint(&scene, 4.5, pairs).await, json!([]));
    scene.close().await;
}

#[tokio::test]
async fn pending_messages_are_readable_with_any_brand_colour() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello").await;
    until::message_is(&scene, "Hello", "sent").await;
    scene.fault("sockets", json!({"mute": true})).await;
    for (text, state) in [("Under way", "sending"), ("Behind it", "queued")] {
        act::sends(&scene, text).await;
        until::message_is(&scene, text, state).await;
    }
    let pairs =
        "['sending', 'queued'].map((state) => on(`[data-state=${state}] .message__bubble`))";
    assert_eq!(too_faint(&scene, 4.5, pairs).await, json!([]));
    // Pending messages must look different from sent ones.
    let grounds = "document.querySelector('hailer-chat').style.removeProperty('--hailer-brand');
        return ['sent', 'sending'].map((state) => style(`[data-state=${state}] .message__bubble`).backgroundColor)";
    let grounds = in_chat(&scene, grounds).await;
    assert_ne!(grounds[0], grounds[1]);
    scene.close().await;
}

#[tokio::test]
async fn hovered_buttons_are_readable_with_any_brand_colour() {
    let scene = Scene::open("plain").await;
    prefers(&scene, &[STILL]).await;
    act::open_chat(&scene).await;
    chats(&scene).await;
    scene.agent(does("close")).await;
    act::click(&scene, "radio", "2 stars").await;
    act::types(&scene, "A draft").await;
    for button in [".launcher", ".composer__send", ".survey [type=submit]"] {
        points_at(&scene, button).await;
        let pairs = format!("[on('{button}')]");
        assert_eq!(too_faint(&scene, 4.5, &pairs).await, json!([]));
    }
    let minimize = ".header > .icon-button:last-child";
    points_at(&scene, minimize).await;
    // An icon needs less contrast than text.
    let pairs = format!("[on('{minimize}', brand)]");
    assert_eq!(too_faint(&scene, 3.0, &pairs).await, json!([]));
    scene.close().await;
}

/// Moves the mouse over an element.
async fn points_at(scene: &Scene, selector: &str) {
    let middle = format!(
        "const {{ left, top, width, height }} = root.querySelector({selector:?}).getBoundingClientRect();
        return [left + width / 2, top + height / 2]"
    );
    let middle = in_chat(scene, &middle).await;
    let moved = json!({"type": "mouseMoved", "x": middle[0], "y": middle[1]});
    let moved = scene.devtools("Input.dispatchMouseEvent", moved).await;
    moved.expect("Chrome has a mouse");
    let is_hovered = format!("return root.querySelector({selector:?}).matches(':hover')");
    assert_eq!(in_chat(scene, &is_hovered).await, true, "{selector}");
}

#[tokio::test]
async fn selected_and_unselected_stars_contrast_with_their_background() {
    let scene = act::start_conversation("plain", "Hello").await;
    scene.agent(does("close")).await;
    act::click(&scene, "radio", "2 stars").await;
    prefers(&scene, &[STILL]).await;
    for theme in ["light", "dark"] {
        let script = format!(
            "hailer.configure({{ theme: '{theme}' }});
            const ground = style('.survey').backgroundColor;
            return [style('.star:nth-child(2) .star__icon').fill, style('.star:nth-child(3) .star__icon').stroke].map((colour) => contrast(colour, ground))"
        );
        let contrasts = in_chat(&scene, &script).await;
        let are_seen = (contrasts.as_array().expect("two figures").iter())
            .all(|contrast| contrast.as_f64() >= Some(3.0));
        assert!(are_seen, "{theme}: {contrasts}");
    }
    scene.close().await;
}

#[tokio::test]
async fn the_launchers_focus_is_visible_on_dark_and_light_pages() {
    let scene = Scene::open("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    scene.press("\u{e004}\u{e004}").await;
    let rings = "const { outlineColor, outlineStyle, boxShadow } = style('.launcher:focus');
        return [outlineColor, outlineStyle, boxShadow]";
    let rings = in_chat(&scene, rings).await;
    assert_eq!(
        rings,
        json!([
            "rgb(255, 255, 255)",
            "solid",
            "rgb(0, 0, 0) 0px 0px 0px 4px"
        ])
    );
    scene.close().await;
}

#[tokio::test]
async fn the_window_has_the_size_of_the_option_within_the_screen() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    let width = "return root.querySelector('.window').getBoundingClientRect().width";
    for (size, wide) in [("small", 336), ("medium", 384), ("large", 460)] {
        let configure = format!("hailer.configure({{ size: '{size}' }})");
        scene.script(&configure).await;
        until::some(size, async || {
            let now = in_chat(&scene, width).await;
            (now == json!(wide)).then_some(()).ok_or(now.to_string())
        })
        .await;
    }
    scene.close().await;
}
