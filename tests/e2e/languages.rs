//! The chat in eight languages. A page loads only one of them.

use crate::scene::{Scene, does, says};
use crate::{act, find, until};
use serde_json::json;

/// The languages of the fetched catalogues, without duplicates.
const FETCHED: &str = "
    const names = performance.getEntriesByType('resource').map((one) => one.name.match(/hailer_([a-z]{2})-/)?.[1]);
    return [...new Set(names.filter(Boolean))].sort();";

/// The console messages of hailer so far.
const COMPLAINTS: &str = "return window.complaints.filter((one) => one.startsWith('hailer:'));";

async fn label_is(scene: &Scene, selector: &str, label: &str) {
    until::some(
        &format!("{selector} to say {label:?}"),
        async || match find::text(scene, selector).await {
            seen if seen == label => Ok(()),
            other => Err(other),
        },
    )
    .await;
}

#[tokio::test]
async fn a_german_page_gets_a_german_chat_from_the_launcher_to_the_survey() {
    let scene = Scene::open("spoken?lang=de-AT").await;
    until::there_is(&scene, "button", "Chat öffnen").await;
    assert_eq!(
        scene.script(FETCHED).await,
        json!([]),
        "a closed chat costs one request"
    );
    act::click(&scene, "button", "Chat öffnen").await;
    until::there_is(&scene, "dialog", "Chatten Sie mit uns").await;
    label_is(
        &scene,
        ".welcome__text",
        "Hallo! Wie können wir Ihnen helfen?",
    )
    .await;
    let field = until::there_is(&scene, "textbox", "Nachricht").await;
    field.send_keys("Guten Tag").await.expect("it takes keys");
    act::click(&scene, "button", "Senden").await;
    until::message_is(&scene, "Guten Tag", "sent").await;
    assert_eq!(scene.script(FETCHED).await, json!(["de"]));
    let asked = scene.requests("RequestConversation").await;
    assert_eq!(asked[0]["body"]["conversationContext"]["lang"], "de-AT");

    scene.agent(does("accept")).await;
    label_is(&scene, ".header__status", "Anna ist für Sie da").await;
    act::click(&scene, "button", "Chat minimieren").await;
    scene.agent(says("Grüß Gott!")).await;
    act::click(&scene, "button", "Chat öffnen (1 ungelesen)").await;
    label_is(&scene, ".day__label", "Heute").await;
    act::click(&scene, "button", "Menü").await;
    act::click(&scene, "menuitem", "Unterhaltung beenden").await;
    until::there_is(&scene, "button", "Weiter chatten").await;
    act::click(&scene, "button", "Unterhaltung beenden").await;
    until::there_is(&scene, "group", "Wie bewerten Sie diese Unterhaltung?").await;
    until::there_is(&scene, "radio", "1 Stern").await;
    act::click(&scene, "radio", "4 Sterne").await;
    act::click(&scene, "radio", "Ja").await;
    act::click(&scene, "button", "Absenden").await;
    label_is(
        &scene,
        ".survey__thanks",
        "Vielen Dank für Ihre Rückmeldung.",
    )
    .await;
    let divider = find::text(&scene, ".divider:not(.divider--fresh) .divider__label").await;
    assert!(
        divider.starts_with("Sie haben die Unterhaltung beendet · "),
        "{divider}"
    );
    assert_eq!(scene.script(COMPLAINTS).await, json!([]));
    scene.close().await;
}

/// The horizontal middles of the elements that match these selectors.
const MIDDLES: &str = "
    const root = document.querySelector('hailer-chat').shadowRoot;
    const middle = (selector) => {
      const box = root.querySelector(selector).getBoundingClientRect();
      return Math.round(box.left + box.width / 2);
    };
    return Object.fromEntries(arguments[0].map((selector) => [selector, middle(selector)]));";

#[tokio::test]
async fn an_arabic_chat_is_mirrored_and_stays_in_its_corner() {
    let scene = Scene::open("spoken?lang=ar").await;
    act::click(&scene, "button", "فتح المحادثة").await;
    let field = until::there_is(&scene, "textbox", "الرسالة").await;
    field.send_keys("مرحبا").await.expect("it takes keys");
    act::click(&scene, "button", "إرسال").await;
    until::message_is(&scene, "مرحبا", "sent").await;
    scene.agent(does("accept")).await;
    scene.agent(says("Hello there")).await;
    until::transcript_reads(&scene, &["consumer: مرحبا", "agent: Hello there"]).await;
    label_is(&scene, ".header__status", "معك الآن Anna").await;

    let selectors = json!([
        ".window",
        ".launcher",
        "textarea",
        ".composer__send",
        ".header__avatar",
        "[data-from=consumer] .message__bubble",
        "[data-from=agent] .message__bubble",
    ]);
    let middles = scene.browser.execute(MIDDLES, vec![selectors]).await;
    let middles = middles.expect("everything is on the screen");
    let at = |selector: &str| middles[selector].as_i64().expect(selector);
    let window = at(".window");
    assert!(at(".composer__send") < at("textarea"), "{middles}");
    assert!(
        at("[data-from=consumer] .message__bubble") < window,
        "{middles}"
    );
    assert!(
        at("[data-from=agent] .message__bubble") > window,
        "{middles}"
    );
    assert!(at(".header__avatar") > window, "{middles}");
    assert!(
        at(".launcher") > 1_000 && window > 1_000,
        "right is right: {middles}"
    );

    let styles = "
        const root = document.querySelector('hailer-chat').shadowRoot;
        const of = (selector) => getComputedStyle(root.querySelector(selector));
        const home = root.querySelector('.window').closest('[lang]');
        return [home.lang, home.dir, of('.window').direction, of('.composer__send .icon').transform,
          of('[data-from=agent] .message__text').unicodeBidi, of('[data-from=consumer] .message__text').unicodeBidi];";
    let mirrored = "matrix(-1, 0, 0, 1, 0, 0)";
    let expected = json!(["ar", "rtl", "rtl", mirrored, "plaintext", "plaintext"]);
    assert_eq!(scene.script(styles).await, expected);
    scene.close().await;
}

#[tokio::test]
async fn the_option_takes_precedence_over_the_page_and_unknown_languages_fall_back_to_english() {
    let scene = Scene::open("spoken?lang=de&option=pt-BR").await;
    until::there_is(&scene, "button", "Abrir o chat").await;
    scene.visit("spoken?lang=ar&option=en").await;
    act::open_chat(&scene).await;
    let direction = "const root = document.querySelector('hailer-chat').shadowRoot;
        return getComputedStyle(root.querySelector('.window')).direction";
    assert_eq!(
        scene.script(direction).await,
        "ltr",
        "on a page from the right"
    );
    for (page, name) in [
        ("spoken?lang=he-IL", "פתיחת הצ׳אט"),
        ("spoken?lang=ja", "チャットを開く"),
        ("spoken?lang=fr_CA", "Ouvrir le chat"),
        ("spoken?lang=iw", "פתיחת הצ׳אט"),
        ("spoken?lang=nl", "Open chat"),
        ("spoken?lang=no%20language", "Open chat"),
        // The browser's language, which is English in the tests.
        ("spoken", "Open chat"),
    ] {
        scene.visit(page).await;
        until::there_is(&scene, "button", name).await;
        assert_eq!(scene.script(COMPLAINTS).await, json!([]), "{page}");
    }
    scene.visit("spoken?lang=de&option=12").await;
    until::there_is(&scene, "button", "Chat öffnen").await;
    let complaint = "hailer: option \"lang\" must be a language tag; it was \"12\"";
    assert_eq!(scene.script(COMPLAINTS).await, json!([complaint]));
    scene.close().await;
}

#[tokio::test]
async fn custom_sentences_are_used_and_errors_in_them_are_reported() {
    let scene = Scene::open("spoken?lang=en").await;
    until::there_is(&scene, "button", "Open chat").await;
    let ours = "hailer.configure({ sentences: {
        openChat: 'Ask a gardener', send: 'Post', title: 'Garden help', isHere: '{name} waters you',
        stars: { one: '{count} leaf', other: '{count} leaves' },
        openChatUnread: 'Ask a gardener, {count} new',
        sned: 'Post', menu: 7, yes: { other: 'Sure' } } })";
    scene.script(ours).await;
    act::click(&scene, "button", "Ask a gardener").await;
    until::there_is(&scene, "dialog", "Garden help").await;
    act::types(&scene, "Hello?").await;
    act::click(&scene, "button", "Post").await;
    until::message_is(&scene, "Hello?", "sent").await;
    scene.agent(does("accept")).await;
    label_is(&scene, ".header__status", "Anna waters you").await;
    act::click(&scene, "button", "Minimize chat").await;
    scene.agent(says("Hello!")).await;
    act::click(&scene, "button", "Ask a gardener, 1 new").await;
    act::click(&scene, "button", "Menu").await;
    act::click(&scene, "menuitem", "End conversation").await;
    act::click(&scene, "button", "End conversation").await;
    until::there_is(&scene, "radio", "1 leaf").await;
    until::there_is(&scene, "radio", "5 leaves").await;
    until::there_is(&scene, "radio", "Yes").await;
    let expected = json!([
        "hailer: there is no sentence \"sned\"",
        "hailer: sentence \"menu\" must be some text; it was 7",
        "hailer: sentence \"yes\" must be some text; it was {\"other\":\"Sure\"}",
    ]);
    assert_eq!(scene.script(COMPLAINTS).await, expected);
    scene.close().await;
}

#[tokio::test]
async fn changing_the_language_of_the_page_changes_the_open_chat() {
    let scene = Scene::open("spoken?lang=en").await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    act::types(&scene, "half a sentence").await;
    scene
        .script("document.querySelector('button').focus()")
        .await;
    scene.script("hailer.configure({ lang: 'he' })").await;
    let field = until::there_is(&scene, "textbox", "הודעה").await;
    let draft = field.prop("value").await.expect("a text box has a value");
    assert_eq!(draft.as_deref(), Some("half a sentence"));
    until::transcript_reads(&scene, &["consumer: Hello?"]).await;
    until::there_is_no(&scene, "textbox", "Message").await;
    let focused = "return document.activeElement.textContent";
    assert_eq!(scene.script(focused).await, "The page's own button");
    scene.agent(does("accept")).await;
    scene.agent(says("Shalom")).await;
    until::transcript_reads(&scene, &["consumer: Hello?", "agent: Shalom"]).await;
    scene
        .script("hailer.configure({ title: 'Plain Shop' })")
        .await;
    until::there_is(&scene, "dialog", "Plain Shop").await;
    act::click(&scene, "button", "שליחה").await;
    until::message_is(&scene, "half a sentence", "sent").await;
    assert_eq!(
        scene.requests("InitConnection").await.len(),
        1,
        "over the same connection"
    );
    scene.close().await;
}

async fn block(scene: &Scene, urls: &[&str]) {
    scene
        .devtools("Network.enable", json!({}))
        .await
        .expect("the network can be watched");
    let blocked = scene
        .devtools("Network.setBlockedURLs", json!({"urls": urls}))
        .await;
    blocked.expect("addresses can be blocked");
}

#[tokio::test]
async fn a_language_that_cannot_be_loaded_is_replaced_by_english() {
    let scene = Scene::open("spoken?lang=ar").await;
    until::there_is(&scene, "button", "فتح المحادثة").await;
    block(&scene, &["*hailer_ar*"]).await;
    act::click(&scene, "button", "فتح المحادثة").await;
    until::there_is(&scene, "textbox", "Message").await;
    let direction = "const root = document.querySelector('hailer-chat').shadowRoot;
        return [root.querySelector('.window'), root.querySelector('.launcher')].map((one) => getComputedStyle(one).direction)";
    assert_eq!(scene.script(direction).await, json!(["ltr", "ltr"]));
    scene.close().await;
}

#[tokio::test]
async fn without_any_catalogue_the_chat_shows_a_notice_with_try_again() {
    let scene = Scene::open("spoken?lang=de").await;
    until::there_is(&scene, "button", "Chat öffnen").await;
    block(&scene, &["*hailer_de*", "*hailer_en*"]).await;
    act::click(&scene, "button", "Chat öffnen").await;
    until::there_is(&scene, "button", "Try again").await;
    block(&scene, &[]).await;
    act::click(&scene, "button", "Try again").await;
    until::there_is(&scene, "textbox", "Nachricht").await;
    scene.close().await;
}
