//! Waits for conditions. Each wait has a description, so that a failed test says what it waited for
//! and what it saw.

use crate::computed;
use crate::find::{self, Shown};
use crate::scene::Scene;
use fantoccini::elements::Element;
use std::time::{Duration, Instant};

const TIMEOUT: Duration = Duration::from_secs(15);
const POLL_INTERVAL: Duration = Duration::from_millis(40);

/// Polls until `look` returns a value.
pub async fn some<T>(words: &str, look: impl AsyncFnMut() -> Result<T, String>) -> T {
    some_within(TIMEOUT, words, look).await
}

/// Like `some`, with a longer timeout for slow reactions of the widget.
pub async fn some_within<T>(
    timeout: Duration,
    words: &str,
    mut look: impl AsyncFnMut() -> Result<T, String>,
) -> T {
    let started = Instant::now();
    loop {
        match look().await {
            Ok(value) => return value,
            Err(seen) => assert!(
                started.elapsed() < timeout,
                "waited for {words}; saw {seen}"
            ),
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

/// Waits until an element with this role and name is visible. The browser must compute the same
/// role and name.
pub async fn there_is(scene: &Scene, role: &str, name: &str) -> Element {
    let element = some(&format!("{role} {name:?}"), async || {
        find::by_role(scene, role, name)
            .await
            .ok_or_else(|| "nothing of that name".to_owned())
    })
    .await;
    computed::is_told_as(scene, &element, role, name).await;
    element
}

/// Waits until no element with this role and name is visible.
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

/// Waits until the transcript has these lines: `from: text`, from the top.
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

/// Waits until the transcript and the service's database contain exactly these messages: texts,
/// senders, order and sequences.
pub async fn transcript_equals_the_services(scene: &Scene, lines: &[&str]) {
    some(
        &format!("screen and service to hold {lines:?}"),
        async || {
            let shown = find::messages(scene).await;
            let shown: Vec<(String, String)> = shown
                .into_iter()
                .map(|one| {
                    let place = one.sequence.unwrap_or(one.state);
                    (place, format!("{}: {}", one.from, one.text))
                })
                .collect();
            let stored = stored_messages(scene).await;
            if shown == stored && shown.iter().map(|(_, line)| line).eq(lines) {
                Ok(())
            } else {
                Err(format!(
                    "on the screen {shown:?}, in the service {stored:?}"
                ))
            }
        },
    )
    .await;
}

/// The messages that the service has stored, with their sequences, oldest conversation first.
pub async fn stored_messages(scene: &Scene) -> Vec<(String, String)> {
    let mut conversations = scene.conversations().await;
    conversations.sort_by_key(|one| one["events"][0]["serverTimestamp"].as_u64());
    let events = conversations
        .iter()
        .filter_map(|one| one["events"].as_array())
        .flatten();
    let message = |event: &serde_json::Value| {
        let text = event["event"]["message"].as_str()?;
        let from = match event["originatorMetadata"]["role"].as_str() {
            Some("CONSUMER") => "consumer",
            _ => "agent",
        };
        Some((event["sequence"].to_string(), format!("{from}: {text}")))
    };
    events.filter_map(message).collect()
}

/// Waits until the service has stored a message with this text.
pub async fn service_has_message(scene: &Scene, text: &str) {
    some(&format!("{text:?} in the service"), async || {
        let stored = stored_messages(scene).await;
        if stored.iter().any(|(_, line)| line.ends_with(text)) {
            Ok(())
        } else {
            Err(format!("{stored:?}"))
        }
    })
    .await;
}

/// Waits until the message with this text is in this state.
pub async fn message_is(scene: &Scene, text: &str, state: &str) {
    message_within(scene, text, state, TIMEOUT).await;
}

/// Like `message_is`, with another timeout.
pub async fn message_within(scene: &Scene, text: &str, state: &str, timeout: Duration) {
    let words = format!("message {text:?} in state {state}");
    some_within(timeout, &words, async || {
        let shown = find::messages(scene).await;
        let found = shown.iter().find(|one| one.text == text);
        match found {
            Some(one) if one.state == state => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
}

/// Waits until the window's `data-connection` has this value.
pub async fn connection_is(scene: &Scene, state: &str) {
    connection_within(scene, state, TIMEOUT).await;
}

/// Like `connection_is`, with another timeout.
pub async fn connection_within(scene: &Scene, state: &str, timeout: Duration) {
    some_within(timeout, &format!("connection {state}"), async || {
        let seen = find::attribute(scene, ".window", "data-connection").await;
        if seen.as_deref() == Some(state) {
            Ok(())
        } else {
            Err(format!("{seen:?}"))
        }
    })
    .await;
}

/// Waits until the stand-in has received this many requests of a type.
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

/// Waits until the stand-in has received receipts of this status for exactly these messages.
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

/// The messages for which the widget sent a receipt of this status.
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

/// Waits until the agent has joined and her name is displayed.
pub async fn anna_is_here(scene: &Scene) {
    some("Anna's name", async || {
        match find::text(scene, ".header__status").await {
            status if status == "Anna is here" => Ok(()),
            other => Err(other),
        }
    })
    .await;
}
