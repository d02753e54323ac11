//! Waiting. Every wait has words, so that a journey that fails says what it
//! waited for and what it saw instead.

use crate::find::{self, Shown};
use crate::scene::Scene;
use fantoccini::elements::Element;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(15);
const GLANCE: Duration = Duration::from_millis(40);

/// Looks again and again until `look` returns something.
pub async fn some<T>(words: &str, mut look: impl AsyncFnMut() -> Result<T, String>) -> T {
    let started = Instant::now();
    loop {
        match look().await {
            Ok(value) => return value,
            Err(seen) => assert!(
                started.elapsed() < PATIENCE,
                "waited for {words}; saw {seen}"
            ),
        }
        tokio::time::sleep(GLANCE).await;
    }
}

/// Until something with this role and name is on the screen.
pub async fn there_is(scene: &Scene, role: &str, name: &str) -> Element {
    some(&format!("{role} {name:?}"), async || {
        find::by_role(scene, role, name)
            .await
            .ok_or_else(|| "nothing of that name".to_owned())
    })
    .await
}

/// Until nothing with this role and name is on the screen.
pub async fn there_is_no(scene: &Scene, role: &str, name: &str) {
    some(
        &format!("no {role} {name:?}"),
        async || match find::by_role(scene, role, name).await {
            None => Ok(()),
            Some(_) => Err("it is still there".to_owned()),
        },
    )
    .await;
}

/// Until the transcript reads so: `from: text`, from the top.
pub async fn transcript_reads(scene: &Scene, lines: &[&str]) -> Vec<Shown> {
    some(&format!("the transcript {lines:?}"), async || {
        let shown = find::messages(scene).await;
        let seen: Vec<String> = shown
            .iter()
            .map(|one| format!("{}: {}", one.from, one.text))
            .collect();
        if seen == lines {
            Ok(shown)
        } else {
            Err(format!("{seen:?}"))
        }
    })
    .await
}

/// Until the message with this text is in this state.
pub async fn message_is(scene: &Scene, text: &str, state: &str) {
    some(&format!("message {text:?} in state {state}"), async || {
        let shown = find::messages(scene).await;
        let found = shown.iter().find(|one| one.text == text);
        match found {
            Some(one) if one.state == state => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
}

/// Until the window's `data-connection` is this.
pub async fn connection_is(scene: &Scene, state: &str) {
    some(&format!("connection {state}"), async || {
        let seen = find::attribute(scene, ".window", "data-connection").await;
        if seen.as_deref() == Some(state) {
            Ok(())
        } else {
            Err(format!("{seen:?}"))
        }
    })
    .await;
}

/// Until this many requests of a kind have come to the stand-in.
pub async fn requests_of(scene: &Scene, kind: &str, count: usize) -> Vec<serde_json::Value> {
    some(&format!("{count} requests {kind}"), async || {
        let seen = scene.requests(kind).await;
        if seen.len() >= count {
            Ok(seen)
        } else {
            Err(format!("{}", seen.len()))
        }
    })
    .await
}

/// Until the stand-in heard a receipt of this status for exactly these messages.
pub async fn receipts_are(scene: &Scene, status: &str, sequences: &[u64]) {
    some(&format!("{status} for {sequences:?}"), async || {
        let mut seen = receipts(scene, status).await;
        seen.sort_unstable();
        if seen == sequences {
            Ok(())
        } else {
            Err(format!("{seen:?}"))
        }
    })
    .await;
}

/// The messages the widget gave a receipt of this status for.
pub async fn receipts(scene: &Scene, status: &str) -> Vec<u64> {
    let published = scene.requests("PublishEvent").await;
    let events = published.iter().map(|frame| &frame["body"]["event"]);
    let lists = events
        .filter(|event| event["status"] == status)
        .filter_map(|event| event["sequenceList"].as_array());
    lists
        .flatten()
        .filter_map(serde_json::Value::as_u64)
        .collect()
}
