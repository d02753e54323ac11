//! Tokens and message texts must not reach logs, events or addresses.

use crate::scene::{Scene, does, says};
use crate::{act, until};
use serde_json::{Value, json};

const AUTH_CODE: &str = "auth-code-of-customer-7";
const CONSUMERS: &str = "my account is empty";
const AGENTS: &str = "your balance is zero";

#[tokio::test]
async fn no_log_event_or_address_contains_a_token_or_message_text() {
    let scene = Scene::open("recorded").await;
    act::open_chat(&scene).await;
    act::sends(&scene, CONSUMERS).await;
    until::message_is(&scene, CONSUMERS, "sent").await;
    scene.agent(does("accept")).await;
    act::click(&scene, "button", "Minimize chat").await;
    scene.agent(says(AGENTS)).await;
    act::click(&scene, "button", "Open chat (1 unread)").await;
    cause_all_errors(&scene).await;
    act::sends(&scene, "goodbye then").await;
    until::message_is(&scene, "goodbye then", "sent").await;
    scene.agent(does("close")).await;
    act::click(&scene, "radio", "5 stars").await;
    act::click(&scene, "button", "Submit").await;
    until::there_is_no(&scene, "button", "Submit").await;

    scene.script("console.info('a canary')").await;
    let said = everything_visible(&scene).await.to_string();
    assert_eq!(
        said.matches("a canary").count(),
        2,
        "the page and the browser listen to the console"
    );
    let events = [
        "ready",
        "open",
        "minimize",
        "unread",
        "connection",
        "conversation",
        "message",
        "survey",
    ];
    for event in events {
        assert!(
            said.contains(&format!("on {event}")),
            "{event} was recorded"
        );
        assert!(
            said.contains(&format!("hailer:{event}")),
            "{event} was dispatched"
        );
    }
    for address in ["ws://", "/authenticate", "hailer_widget"] {
        assert!(said.contains(address), "{address} was recorded");
    }
    let tokens = scene.script("return window.tokens").await;
    let tokens = tokens.as_array().cloned().unwrap_or_default();
    assert!(tokens.len() >= 2, "the token was renewed");
    let tokens = tokens.iter().filter_map(Value::as_str);
    let written = [
        AUTH_CODE,
        CONSUMERS,
        AGENTS,
        "refused words",
        "goodbye then",
    ];
    for secret in tokens.chain(written) {
        assert!(!said.contains(secret), "{secret:?} in {said}");
        // The signature alone is enough to use a token, so it must not appear either.
        if let Some((_, signature)) = secret.rsplit_once('.') {
            assert!(!said.contains(signature), "{signature:?} in {said}");
        }
    }
    let kept = scene.script("return JSON.stringify(localStorage)").await;
    assert!(
        !kept.to_string().contains(AUTH_CODE),
        "the brand's code is not stored"
    );
    scene.close().await;
}

/// Causes many errors, because errors are logged.
async fn cause_all_errors(scene: &Scene) {
    scene
        .fault("faults", json!({"refusePublishes": 1, "refuseCode": 403}))
        .await;
    act::sends(scene, "refused words").await;
    until::message_is(scene, "refused words", "failed").await;
    act::click(scene, "button", "Discard").await;
    let frames = [
        json!({"kind": "notification", "type": "x.Unheard", "body": {"text": AGENTS}}),
        json!({"kind": "notification", "type": "ms.MessagingEventNotification", "body": {"changes": AGENTS}}),
        json!({"kind": AGENTS, "type": AGENTS}),
        json!({"kind": "resp", "reqId": AGENTS, "code": AGENTS, "type": AGENTS}),
    ];
    for frame in frames {
        scene.fault("sockets", json!({"send": frame})).await;
    }
    scene
        .fault("sockets", json!({"expireTokens": true, "close": 4401}))
        .await;
    until::requests_of(scene, "InitConnection", 2).await;
    until::connection_is(scene, "online").await;
    // An exception in an event handler of the page.
    scene
        .script("window.hailer.on('message', () => { throw new Error('a handler of the page'); })")
        .await;
}

/// Everything that the page can see: events, addresses, and the browser's console.
async fn everything_visible(scene: &Scene) -> Value {
    let addresses = "return [location.href, ...performance.getEntries().map((one) => one.name)]";
    json!([
        scene.script("return window.heard").await,
        scene.script(addresses).await,
        scene.console().await,
    ])
}
