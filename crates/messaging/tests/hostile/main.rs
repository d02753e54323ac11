//! Hostile input from the wire or from the storage. The session never panics, never does
//! unbounded work and never logs a secret. Afterwards it still works with a well-behaved
//! server.

mod entry;
mod mutate;

use hailer_messaging::{Command, Input, Instant, Now, Output, Session, SessionConfig};
use mutate::{Random, frames, mutate};
use proptest::prelude::{ProptestConfig, any, proptest};
use serde_json::{Value, json};

/// A session in an open conversation. The frames are handled in the last stage of `entry::run`.
fn schedule(frames: &[String]) -> Vec<u8> {
    let mut bytes = vec![4];
    bytes.extend(frames.join("\n").into_bytes());
    bytes
}

fn event(sequence: &Value, event: &Value) -> String {
    json!({"kind": "notification", "type": "ms.MessagingEventNotification", "body": {"dialogId": "c1",
        "changes": [{"sequence": sequence, "originatorId": "anna", "event": event}]}})
    .to_string()
}

fn says(sequence: u64, text: &str) -> String {
    event(
        &json!(sequence),
        &json!({"type": "ContentEvent", "contentType": "text/plain", "message": text}),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        entry::run(&bytes);
    }

    #[test]
    fn arbitrary_text_does_no_harm(stage in 0u8..5, lines in proptest::collection::vec(".{0,80}", 0..12)) {
        let mut bytes = vec![stage];
        bytes.extend(lines.join("\n").into_bytes());
        entry::run(&bytes);
    }

    #[test]
    fn mutated_frames_do_no_harm(seed in any::<u64>(), stage in 0u8..5) {
        let mut random = Random(seed);
        let frames = frames();
        let mut bytes = vec![stage];
        for _ in 0..12 {
            bytes.extend(mutate(&frames[random.below(frames.len())], &mut random));
            bytes.push(b'\n');
        }
        entry::run(&bytes);
    }

    #[test]
    fn mutated_stored_texts_do_no_harm(seed in any::<u64>()) {
        let mut random = Random(seed);
        let mut session = Session::new(SessionConfig::new("1", 1));
        session.handle_input(Now::default(), Input::Command(Command::Send { text: "mine".to_owned() }));
        let outbox = session.outbox_snapshot().expect("a message is on its way");
        for kept in [session.snapshot(true), outbox] {
            let kept = String::from_utf8_lossy(&mutate(&kept, &mut random)).into_owned();
            let _ = Session::restore(SessionConfig::new("1", 1), &kept);
            let _ = session.adopt_outbox(Now::default(), &kept);
            let _ = session.read_elsewhere(Now::default(), &kept);
        }
    }
}

#[test]
fn nesting_of_any_depth_does_no_harm() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        entry::run(&schedule(std::slice::from_ref(&deep)));
        entry::run(&schedule(&[says(0, "x").replace("\"x\"", &deep)]));
    }
}

#[test]
fn numbers_of_any_size_do_no_harm() {
    for number in [
        "1e999",
        "-1e999",
        "99999999999999999999999999",
        "-0",
        "1.5",
        "\"7\"",
        "18446744073709551615",
        "18446744073709551614",
    ] {
        let number: Value = serde_json::from_str(number).unwrap_or_else(|_| json!(number));
        let text = json!({"type": "ContentEvent", "message": "x"});
        let receipt = json!({"type": "AcceptStatusEvent", "status": "READ", "sequenceList": [number, 0, number]});
        entry::run(&schedule(&[
            event(&number, &text),
            event(&json!(1), &text),
            event(&number, &receipt),
            event(&json!(u64::MAX), &text),
            says(0, "x"),
        ]));
    }
}

#[test]
fn arrays_and_texts_of_megabytes_do_no_harm() {
    let many: Vec<u64> = (0..100_000).collect();
    let receipt = json!({"type": "AcceptStatusEvent", "status": "READ", "sequenceList": many});
    let changes = vec![json!({"type": "UPSERT", "result": {"convId": "c1"}}); 100_000];
    let list = json!({"kind": "notification", "type": "cqm.ExConversationChangeNotification", "body": {"changes": changes}});
    entry::run(&schedule(&[
        event(&json!(3), &receipt),
        list.to_string(),
        says(4, &"y".repeat(4_000_000)),
        "z".repeat(20_000_000),
    ]));
}

#[test]
fn invalid_text_does_no_harm() {
    entry::run(&schedule(&[
        says(0, "x").replace("\"x\"", r#""\ud800 alone \udfff""#),
        says(1, "\u{202e}\u{2066}\u{200d}\u{200b}\u{feff}\u{0}"),
        says(2, &"e\u{301}".repeat(50_000)),
    ]));
}

#[test]
fn each_notification_of_a_flood_costs_no_more_than_the_first() {
    let mut session = entry::ready();
    let mut most = 0;
    for sequence in 0..100_000 {
        let now = Now {
            instant: Instant::from_ms(10_000 + sequence / 20),
            unix_ms: 0,
        };
        session.handle_input(now, Input::FrameReceived(says(sequence, "x")));
        let bytes = std::iter::from_fn(|| session.poll_output()).map(|output| match output {
            Output::SendFrame(frame) => frame.len(),
            _ => 1,
        });
        most = most.max(bytes.sum());
    }
    assert_eq!(session.unread(), 100_000);
    assert!(most < 20_000, "one notification caused {most} bytes");
}
