//! What nobody may hear: tokens, and what people write.

use crate::scene::{Scene, does, says};
use crate::{act, until};
use serde_json::{Value, json};

const AUTH_CODE: &str = "auth-code-of-customer-7";
const CONSUMERS: &str = "my account is empty";
const AGENTS: &str = "your balance is zero";

#[tokio::test]
async fn no_log_event_or_address_holds_a_token_or_a_word_that_anybody_wrote() {
    let scene = Scene::open("recorded").await;
    act::open_chat(&scene).await;
    act::sends(&scene, CONSUMERS).await;
    until::message_is(&scene, CONSUMERS, "sent").await;
    scene.agent(does("accept")).await;
    act::click(&scene, "button", "Minimize chat").await;
    scene.agent(says(AGENTS)).await;
    act::click(&scene, "button", "Open chat (1 unread)").await;
    everything_goes_wrong_once(&scene).await;
    act::sends(&scene, "goodbye then").await;
    until::message_is(&scene, "goodbye then", "sent").await;
    scene.agent(does("close")).await;
    act::click(&scene, "radio", "5 stars").await;
    act::click(&scene, "button", "Submit").await;
    until::there_is_no(&scene, "button", "Submit").await;

    scene.script("console.info('a canary')").await;
    let said = heard(&scene).await.to_string();
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
        assert!(said.contains(&format!("on {event}")), "{event} was heard");
        assert!(
            said.contains(&format!("hailer:{event}")),
            "{event} was dispatched"
        );
    }
    for address in ["ws://", "/authenticate", "hailer_widget"] {
        assert!(said.contains(address), "{address} was heard");
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
        // The signature of a token is as good as the token to whoever logs it.
        if let Some((_, signature)) = secret.rsplit_once('.') {
            assert!(!said.contains(signature), "{signature:?} in {said}");
        }
    }
    let kept = scene.script("return JSON.stringify(localStorage)").await;
    assert!(
        !kept.to_string().contains(AUTH_CODE),
        "the brand's code is the brand's to keep"
    );
    scene.close().await;
}

/// Mistakes are where logs are written.
async fn everything_goes_wrong_once(scene: &Scene) {
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
    // The page's own mistake, in the middle of an event.
    scene
        .script("window.hailer.on('message', () => { throw new Error('a handler of the page'); })")
        .await;
}

/// Everything the page heard, every address it knows, and the browser's console.
async fn heard(scene: &Scene) -> Value {
    let addresses = "return [location.href, ...performance.getEntries().map((one) => one.name)]";
    json!([
        scene.script("return window.heard").await,
        scene.script(addresses).await,
        scene.console().await,
    ])
}
