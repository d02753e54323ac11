//! A very slow network.

use crate::scene::{Scene, does, says};
use crate::{act, until};
use serde_json::json;
use std::time::Duration;

/// A handshake and three requests, each with a latency of two seconds.
const SLOW_TIMEOUT: Duration = Duration::from_secs(40);

/// Records every displayed state in order.
const WATCH: &str = "
    const root = document.querySelector('hailer-chat').shadowRoot;
    window.states = { connection: [], message: [] };
    const note = (list, state) => state && list.at(-1) !== state && list.push(state);
    new MutationObserver(() => {
        note(window.states.connection, root.querySelector('.window')?.dataset.connection);
        note(window.states.message, root.querySelector('[part=message]')?.dataset.state);
    }).observe(root, { subtree: true, childList: true, attributes: true });";

// Chrome throttles every request, the handshake of a WebSocket, and the traffic of sockets that
// were opened after the network became slow. A socket that is already open keeps its speed, so this
// one is opened under 2G. The module would take half a minute, so it is loaded before.
#[tokio::test]
async fn on_slow_2g_the_displayed_state_is_true_and_a_message_arrives_once() {
    let scene = Scene::open("plain").await;
    scene
        .script(
            "document.querySelector('hailer-chat').shadowRoot.querySelector('.launcher').focus()",
        )
        .await;
    until::some("the module to be loaded", async || {
        let loaded = "return performance.getEntriesByType('resource').some((one) => one.name.endsWith('.wasm') && one.responseEnd > 0)";
        match scene.script(loaded).await {
            loaded if loaded == true => Ok(()),
            other => Err(other.to_string()),
        }
    })
    .await;
    scene.script(WATCH).await;
    scene
        .set_network(json!({"offline": false, "latency": 2_000, "download_throughput": 6_000, "upload_throughput": 6_000}))
        .await;
    act::open_chat(&scene).await;
    act::sends(&scene, "Slowly").await;
    until::message_within(&scene, "Slowly", "sent", SLOW_TIMEOUT).await;
    until::transcript_equals_the_services(&scene, &["consumer: Slowly"]).await;
    scene.agent(does("accept")).await;
    scene.agent(says("I have time.")).await;
    until::transcript_equals_the_services(&scene, &["consumer: Slowly", "agent: I have time."])
        .await;
    let states = scene.script("return window.states").await;
    assert_eq!(
        states,
        json!({"connection": ["connecting", "online"], "message": ["queued", "sending", "sent"]})
    );
    assert_eq!(scene.requests("InitConnection").await.len(), 1);
    scene.close().await;
}
