//! Messages that contain markup, scripts and odd characters.

use crate::scene::says;
use crate::{act, find, until};
use serde_json::json;
use std::time::Duration;

/// The elements inside message texts, and the damage to the page.
const DAMAGE: &str = "
    const root = document.querySelector('hailer-chat').shadowRoot;
    const inside = [...root.querySelectorAll('.message__text *')].map((e) => `${e.localName} ${e.getAttribute('href')}`);
    const scripts = root.querySelectorAll('script, iframe, object, embed, base, form[action], [onerror], [onclick]').length;
    const wide = [...root.querySelectorAll('.message__text')].filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'visible').length;
    return { inside, scripts, wide, broken: window.broken ?? null, violations: window.violations, title: document.title };";

/// Every poll of the screen transfers the text to the test, too.
const FOR_A_MEGABYTE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn hostile_text_stays_text() {
    let scene = act::start_conversation("strict_policy", "Hello?").await;
    let words = [
        "<img src=x onerror=\"window.broken=1\">",
        "<script>window.broken=2</script>",
        "<svg/onload=window.broken=3><style>*{display:none}</style>",
        "javascript:window.broken=4",
        "JaVaScRiPt:window.broken=5 vbscript:x data:text/html,<script>window.broken=6</script>",
        "&lt;img src=x onerror=window.broken=7&gt; &#60;b&#62;",
        "{{constructor.constructor('window.broken=8')()}} ${window.broken=9}",
        "\u{202b}gnp.exe\u{202c} \u{2066}left\u{2069} \u{200f}\u{061c}",
        "a\u{200d}b\u{200c}c\u{200b}d\u{feff}e \u{1f469}\u{200d}\u{1f4bb}",
        "Z\u{0300}\u{0301}\u{0302}\u{0303}\u{0304}\u{0305}\u{0306}\u{0307}\u{0308}algo",
        "\u{0}\u{1}\u{7f}\u{85}\u{2028}\u{2029}\u{fffe}",
        "__proto__ constructor toString",
    ];
    let mut lines = vec!["consumer: Hello?".to_owned()];
    for text in words {
        scene.agent(says(text)).await;
        lines.push(format!("agent: {text}"));
    }
    act::sends(&scene, "<b onclick=window.broken=10>mine</b>").await;
    lines.push("consumer: <b onclick=window.broken=10>mine</b>".to_owned());
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    until::transcript_equals_the_services(&scene, &lines).await;
    let unharmed = json!({"inside": [], "scripts": 0, "wide": 0, "broken": null,
        "violations": [], "title": "A page with the strictest policy"});
    assert_eq!(scene.script(DAMAGE).await, unharmed);
    scene.visit("strict_policy").await;
    until::transcript_equals_the_services(&scene, &lines).await;
    assert_eq!(scene.script(DAMAGE).await, unharmed, "also from storage");
    scene.close().await;
}

#[tokio::test]
async fn a_megabyte_of_text_does_not_block_the_page() {
    let scene = act::start_conversation("strict_policy", "Hello?").await;
    let one_word = "x".repeat(512 * 1024);
    let many_words = "x <y> ".repeat(96 * 1024);
    scene.agent(says(&format!("{one_word} {many_words}"))).await;
    scene.agent(says("Still there?")).await;
    until::message_within(&scene, "Still there?", "delivered", FOR_A_MEGABYTE).await;
    act::sends(&scene, "Yes").await;
    until::message_is(&scene, "Yes", "sent").await;
    let shown = find::messages(&scene).await;
    let senders: Vec<&str> = shown.iter().map(|one| one.from.as_str()).collect();
    assert_eq!(senders, ["consumer", "agent", "agent", "consumer"]);
    assert!(!shown[1].text.is_empty());
    let damage = scene.script(DAMAGE).await;
    assert_eq!(
        (&damage["wide"], &damage["violations"]),
        (&json!(0), &json!([]))
    );
    scene.close().await;
}
