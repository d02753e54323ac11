//! Goes through all states of the window, in any language.

use crate::axe::Judge;
use crate::scene::{Scene, does, says};
use crate::{find, until};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::key::Key;
use serde_json::json;

/// The first visible element in the widget that matches a selector.
pub async fn shown(scene: &Scene, selector: &str) -> Element {
    let script = "const root = document.querySelector('hailer-chat')?.shadowRoot;
        return [...root?.querySelectorAll(arguments[0]) ?? []].find((e) => e.checkVisibility()) ?? null";
    until::some(selector, async || {
        let found = scene.browser.execute(script, vec![json!(selector)]).await;
        let found = found.map_err(|error| error.to_string())?;
        let id = found.as_object().and_then(|found| found.values().next());
        let id = id.and_then(|id| id.as_str()).ok_or("nothing")?.to_owned();
        Ok(Element::from_element_id(
            scene.browser.clone(),
            ElementRef::from(id),
        ))
    })
    .await
}

/// Clicks an element.
pub async fn clicks(scene: &Scene, selector: &str) {
    let element = shown(scene, selector).await;
    let clicked = element.click().await;
    clicked.unwrap_or_else(|error| panic!("clicking {selector}: {error}"));
}

async fn sends(scene: &Scene, text: &str) {
    let field = shown(scene, ".composer__input").await;
    field.send_keys(text).await.expect("it takes keys");
    clicks(scene, ".composer__send").await;
}

async fn writes(scene: &Scene, letters: usize) {
    let script = format!(
        "const field = document.querySelector('hailer-chat').shadowRoot.querySelector('textarea');
        field.value = 'word '.repeat({letters} / 5); field.dispatchEvent(new Event('input', {{ bubbles: true }}))"
    );
    scene.script(&script).await;
}

async fn in_log(scene: &Scene, script: &str) {
    let log =
        "const log = document.querySelector('hailer-chat').shadowRoot.querySelector('[role=log]');";
    scene.script(&format!("{log} {script}")).await;
}

/// From the closed launcher to the first message.
pub async fn beginning(scene: &Scene, judge: &mut Judge) {
    shown(scene, ".launcher").await;
    judge.look(scene, "closed").await;
    clicks(scene, ".launcher").await;
    shown(scene, ".welcome").await;
    until::connection_is(scene, "online").await;
    judge.look(scene, "welcome").await;
    writes(scene, 7_800).await;
    shown(scene, ".composer__counter").await;
    judge.look(scene, "near the limit").await;
    writes(scene, 8_100).await;
    shown(scene, ".composer__counter--over").await;
    judge.look(scene, "over the limit").await;
    writes(scene, 0).await;
}

/// Messages of every kind and state.
pub async fn messages(scene: &Scene, judge: &mut Judge) {
    sends(scene, "Hello?").await;
    until::message_is(scene, "Hello?", "sent").await;
    judge.look(scene, "waiting for an agent").await;
    scene.agent(does("accept")).await;
    scene.agent(does("deliver")).await;
    until::message_is(scene, "Hello?", "delivered").await;
    scene.agent(does("read")).await;
    until::message_is(scene, "Hello?", "read").await;
    let long = "See https://shop.example/a/very/long/address/that/goes/on/and/on or \
                Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
    for text in ["Good morning!", long, "👍🏽"] {
        scene.agent(says(text)).await;
    }
    sends(scene, "🎉").await;
    until::message_is(scene, "🎉", "sent").await;
    let rich = json!({"type": "RichContentEvent", "content": {"type": "vertical", "elements": []}});
    scene.agent(json!({"do": "publish", "event": rich})).await;
    shown(scene, ".message__text--unsupported").await;
    scene.agent(does("type")).await;
    shown(scene, ".typing").await;
    judge.look(scene, "all kinds and typing").await;
    clicks(scene, "[data-from=agent] .message__text").await;
    shown(scene, ".message__copy").await;
    judge.look(scene, "a message that can be copied").await;
    in_log(scene, "log.focus()").await;
    scene.press(&char::from(Key::Up).to_string()).await;
    shown(scene, "[part=message]:focus .message__copy").await;
    judge.look(scene, "a message that was reached").await;
    scene.fault("sockets", json!({"mute": true})).await;
    for (text, state) in [("Under way", "sending"), ("Behind it", "queued")] {
        sends(scene, text).await;
        until::message_is(scene, text, state).await;
    }
    judge.look(scene, "sending and queued").await;
    scene.fault("sockets", json!({"mute": false})).await;
    scene.fault("sockets", json!({"close": 1011})).await;
    until::message_is(scene, "Behind it", "sent").await;
    let refusal = json!({"refusePublishes": 1, "refuseCode": 403});
    scene.fault("faults", refusal).await;
    sends(scene, "Refused").await;
    until::message_is(scene, "Refused", "failed").await;
    judge.look(scene, "failed").await;
    clicks(scene, ".message__action:last-child").await;
}

/// A transcript longer than the screen.
pub async fn long_transcript(scene: &Scene, judge: &mut Judge) {
    clicks(scene, ".header > .icon-button:last-child").await;
    scene.agent(says("While you were away")).await;
    shown(scene, ".launcher__badge").await;
    judge.look(scene, "unread").await;
    clicks(scene, ".launcher").await;
    shown(scene, ".divider--fresh").await;
    judge.look(scene, "new messages line").await;
    let mut much = says("again and again");
    much["times"] = json!(60);
    scene.agent(much).await;
    until::some("the flood", async || {
        let shown = find::messages(scene).await;
        let last = shown.last().map(|one| one.text.clone()).unwrap_or_default();
        (last == "again and again").then_some(()).ok_or(last)
    })
    .await;
    in_log(scene, "log.scrollTop = log.scrollHeight / 2").await;
    shown(scene, ".jump").await;
    scene.agent(says("One more")).await;
    until::some("the count", async || {
        match find::text(scene, ".jump").await {
            words if words.chars().any(char::is_numeric) || words.contains("جديدة") => Ok(()),
            words => Err(words),
        }
    })
    .await;
    judge.look(scene, "jump button").await;
    clicks(scene, ".jump").await;
}

/// The menu, the confirmation, and the survey.
pub async fn ending(scene: &Scene, judge: &mut Judge) {
    clicks(scene, ".header [aria-haspopup=menu]").await;
    shown(scene, ".menu").await;
    judge.look(scene, "menu").await;
    clicks(scene, ".menu__item--danger").await;
    shown(scene, ".confirm").await;
    judge.look(scene, "confirmation").await;
    clicks(scene, ".confirm .button--danger").await;
    shown(scene, ".survey").await;
    shown(scene, ".divider:not(.divider--fresh)").await;
    judge.look(scene, "survey").await;
    clicks(scene, ".star:nth-child(4) input").await;
    clicks(scene, ".choice:first-child input").await;
    judge.look(scene, "survey filled in").await;
    clicks(scene, ".survey [type=submit]").await;
    shown(scene, ".survey__thanks").await;
    judge.look(scene, "thanks").await;
}

/// A whole conversation.
pub async fn whole_conversation(scene: &Scene, judge: &mut Judge) {
    beginning(scene, judge).await;
    messages(scene, judge).await;
    long_transcript(scene, judge).await;
    ending(scene, judge).await;
}

/// The offline state.
pub async fn offline(scene: &Scene, judge: &mut Judge) {
    clicks(scene, ".launcher").await;
    sends(scene, "Hello?").await;
    until::message_is(scene, "Hello?", "sent").await;
    scene.set_offline(true).await;
    shown(scene, ".notice--offline").await;
    judge.look(scene, "offline").await;
    scene.set_offline(false).await;
    until::connection_is(scene, "online").await;
    scene
        .fault(
            "faults",
            json!({"refuseConnections": 1_000, "closeCode": 1011}),
        )
        .await;
    scene.fault("sockets", json!({"close": 1011})).await;
    shown(scene, ".notice--waiting").await;
    judge.look(scene, "waiting").await;
}
