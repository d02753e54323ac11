//! Memory leaks: after a hundred changes, a page has as many nodes and listeners as after a few.

use crate::border::chats_on;
use crate::scene::{Scene, says};
use crate::{act, find, until};
use serde_json::{Value, json};

/// The allowed difference. Browsers keep some objects for a while.
const SLACK: f64 = 60.0;

/// The number of nodes and listeners after a garbage collection.
async fn held(scene: &Scene) -> (f64, f64) {
    let enabled = scene.devtools("Performance.enable", json!({})).await;
    enabled.expect("Chrome counts");
    for _ in 0..2 {
        let collected = scene
            .devtools("HeapProfiler.collectGarbage", json!({}))
            .await;
        collected.expect("Chrome collects");
    }
    let metrics = scene.devtools("Performance.getMetrics", json!({})).await;
    let metrics = metrics.expect("Chrome has counted");
    let of = |name: &str| {
        let all = metrics["metrics"].as_array().into_iter().flatten();
        let mut found = all.filter(|one| one["name"] == name);
        found
            .next()
            .and_then(|one| one["value"].as_f64())
            .unwrap_or_default()
    };
    (of("Nodes"), of("JSEventListeners"))
}

/// Repeats an action a few times and then often, and compares the numbers.
async fn keeps_nothing(scene: &Scene, what: &str, times: u32, work: &str) {
    let repeat = |count: u32| {
        format!(
            "return (async () => {{ for (let at = 0; at < {count}; at += 1) {{ {work}; await new Promise((next) => setTimeout(next)); }} }})()"
        )
    };
    scene.script(&repeat(4)).await;
    let before = held(scene).await;
    scene.script(&repeat(times)).await;
    let after = held(scene).await;
    assert!(
        after.0 <= before.0 + SLACK && after.1 <= before.1 + SLACK,
        "{times} times {what}: (nodes, listeners) grew from {before:?} to {after:?}"
    );
}

#[tokio::test]
async fn a_hundred_changes_of_each_option_leave_no_node_and_no_listener_behind() {
    let scene = chats_on("plain").await;
    let changes = [
        (
            "lang",
            "hailer.configure({ lang: at % 2 ? 'de' : 'fr' }); await new Promise(requestAnimationFrame)",
        ),
        (
            "sentences",
            "hailer.configure({ sentences: { send: `Send ${at}` } }); await new Promise(requestAnimationFrame)",
        ),
        (
            "title",
            "hailer.configure({ title: `Title ${at}`, welcome: `Welcome ${at}` })",
        ),
        (
            "theme",
            "hailer.configure({ theme: at % 2 ? 'dark' : 'light', position: at % 2 ? 'left' : 'right', size: at % 2 ? 'small' : 'large' })",
        ),
        (
            "notify",
            "hailer.configure({ notify: at % 2 ? 'title' : 'none' })",
        ),
        (
            "skill",
            "hailer.configure({ skill: at, campaign: at, engagement: at })",
        ),
        ("opening", "await hailer.minimize(); await hailer.open()"),
    ];
    for (what, work) in changes {
        keeps_nothing(&scene, what, 100, work).await;
    }
    // There is one live region, and it announces a message once.
    scene
        .script("hailer.configure({ lang: 'en', sentences: {} })")
        .await;
    until::there_is(&scene, "textbox", "Message").await;
    scene.agent(says("After all that")).await;
    until::some("the message to be announced once", async || {
        let regions = "return [...document.querySelector('hailer-chat').shadowRoot.querySelectorAll('[aria-live=polite]')]
            .map((one) => [...one.children].filter((line) => line.textContent.includes('After all that')).length)";
        match scene.script(regions).await {
            announcements if announcements == json!([1]) => Ok(()),
            announcements => Err(announcements.to_string()),
        }
    })
    .await;
    scene.close().await;
}

#[tokio::test]
async fn fifty_starts_leave_no_node_and_no_listener_behind() {
    let scene = Scene::open("plain").await;
    until::there_is(&scene, "button", "Open chat").await;
    let start = "await hailer.open(); await hailer.destroy();
        const old = document.querySelector('script[src*=hailer]');
        const tag = document.createElement('script');
        tag.src = old.src; Object.assign(tag.dataset, old.dataset);
        await new Promise((loaded) => { tag.onload = loaded; document.head.append(tag); });
        old.remove()";
    keeps_nothing(&scene, "a start", 50, start).await;
    scene.script("return hailer.open()").await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "sent").await;
    scene.close().await;
}

/// Sends a message, waits until it is sent, and closes the conversation.
const CONVERSATION: &str = "
    const root = document.querySelector('hailer-chat').shadowRoot;
    const until = async (look) => { for (;;) { const found = look(); if (found) return found; await new Promise(requestAnimationFrame); } };
    const find = (selector) => until(() => root.querySelector(selector));
    const field = await find('textarea');
    field.value = `Conversation ${at}`;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    (await find('.composer__send:not([aria-disabled])')).click();
    await until(() => [...root.querySelectorAll('[part=message]')].at(-1)?.dataset.state === 'sent');
    (await find('[aria-label=Menu]:not([hidden])')).click();
    (await find('.menu__item--danger')).click();
    (await find('.confirm .button--danger')).click();
    await find('[aria-label=Menu][hidden]')";

#[tokio::test]
async fn a_hundred_conversations_leave_no_node_and_no_listener_behind() {
    let scene = Scene::open("plain").await;
    act::open_chat(&scene).await;
    until::connection_is(&scene, "online").await;
    // This many messages fill the rendered part of the transcript.
    let first = format!(
        "return (async () => {{ for (let at = 0; at < 50; at += 1) {{ {CONVERSATION}; }} }})()"
    );
    let patience = fantoccini::wd::TimeoutConfiguration::new(
        Some(std::time::Duration::from_mins(1)),
        None,
        None,
    );
    let set = scene.browser.update_timeouts(patience).await;
    set.expect("the driver waits");
    scene.script(&first).await;
    keeps_nothing(&scene, "a conversation", 46, CONVERSATION).await;
    assert_eq!(scene.conversations().await.len(), 100);
    scene.close().await;
}

/// Counts the DOM changes when the title changes.
const WRITES: &str = "return (async () => {
    const root = document.querySelector('hailer-chat').shadowRoot;
    let writes = 0;
    const watch = new MutationObserver((all) => { writes += all.length; });
    watch.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    hailer.configure({ title: `Title ${Math.random()}` });
    await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
    watch.disconnect();
    return writes; })()";

#[tokio::test]
async fn a_change_is_rendered_once_after_many_language_changes() {
    let scene = chats_on("plain").await;
    let before = scene.script(WRITES).await;
    let languages = "return (async () => { for (let at = 0; at < 100; at += 1) {
        hailer.configure({ lang: at % 2 ? 'en' : 'de' }); await new Promise(requestAnimationFrame); } })()";
    scene.script(languages).await;
    until::there_is(&scene, "textbox", "Message").await;
    assert_eq!(scene.script(WRITES).await, before);
    scene.close().await;
}

/// The text of the message box, its focus and its selection.
const FILLED_IN: &str = "const root = document.querySelector('hailer-chat').shadowRoot, field = root.querySelector('textarea');
    return [root.activeElement === field, field.value, field.selectionStart, field.selectionEnd]";

#[tokio::test]
async fn repeated_sentences_and_language_changes_keep_the_draft_and_the_focus() {
    let scene = chats_on("plain").await;
    act::types(&scene, "half a sentence").await;
    let select = "document.querySelector('hailer-chat').shadowRoot.querySelector('textarea').setSelectionRange(2, 6)";
    scene.script(select).await;
    let filled_in = json!([true, "half a sentence", 2, 6]);
    // Like a framework, which passes a new object on every render.
    let render = "return (async () => { for (let at = 0; at < 20; at += 1) {
        hailer.configure({ sentences: { send: 'Post' } }); await new Promise(requestAnimationFrame); } })()";
    scene.script(render).await;
    until::there_is(&scene, "button", "Post").await;
    assert_eq!(scene.script(FILLED_IN).await, filled_in);
    scene
        .script("hailer.configure({ lang: 'de', sentences: {} })")
        .await;
    until::there_is(&scene, "textbox", "Nachricht").await;
    assert_eq!(scene.script(FILLED_IN).await, filled_in);
    scene.script("hailer.configure({ lang: 'en' })").await;
    act::click(&scene, "button", "Menu").await;
    act::click(&scene, "menuitem", "End conversation").await;
    act::click(&scene, "button", "End conversation").await;
    act::click(&scene, "radio", "4 stars").await;
    scene.script("hailer.configure({ lang: 'de' })").await;
    until::there_is(&scene, "radio", "4 Sterne").await;
    let chosen: Value = scene
        .script("return document.querySelector('hailer-chat').shadowRoot.querySelector('[name=rating]:checked')?.ariaLabel ?? null")
        .await;
    assert!(
        chosen
            .as_str()
            .is_some_and(|label| find::plain(label) == "4 Sterne"),
        "{chosen}"
    );
    scene.close().await;
}
