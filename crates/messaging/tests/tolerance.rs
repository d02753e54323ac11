//! What a server may send (protocol §2.4, §8.3), and what must not reach a log.

mod support;

use hailer_messaging::wire::{DecodeError, Incoming};
use hailer_messaging::{Command, Event, Input};
use serde_json::{Value, json};
use support::{ANNA, ME, Rig, open_conversation, said, token_of};

#[test]
fn an_event_is_decoded_in_every_nesting_and_spelling() {
    let event = json!({"type": "ContentEvent", "contentType": "text/plain", "message": "hi"});
    let frames = [
        json!({"kind": "notification", "type": ".ams.ms.OnlineEventDistribution",
            "body": {"sequence": 0, "dialogId": "c1", "originatorPId": ANNA, "event": event}}),
        json!({"kind": "notification", "type": "ms.OnlineEventDistribution",
            "body": {"changes": {"sequence": "0", "dialogId": "c1", "originatorPid": ANNA, "event": event}}}),
        json!({"kind": "notification", "body": {"type": ".ams.ms.MessagingEventNotification",
            "changes": [{"sequence": 0, "dialogId": "c1", "originatorId": ANNA, "event": event}]}}),
    ];
    for frame in frames {
        let mut rig = Rig::chatting(&[]);
        rig.server(&frame);
        assert_eq!(rig.transcript(), ["agent: hi"], "{frame}");
    }
}

#[test]
fn the_consumers_messages_are_recognised_in_every_spelling() {
    for member in ["originatorId", "originatorPId", "originatorPid"] {
        let mut rig = Rig::chatting(&[]);
        rig.events(&[json!({"sequence": 0, "dialogId": "c1", member: ME,
            "event": {"type": "ContentEvent", "message": "mine"}})]);
        assert_eq!(rig.transcript(), ["me: mine (sent)"], "{member}");
    }
}

#[test]
fn an_undecodable_frame_does_not_stop_the_next_one() {
    let odd = [
        "",
        "null",
        "[]",
        "{}",
        "{\"kind\":7}",
        "{\"kind\":\"resp\"}",
        "{\"kind\":\"notification\"}",
        r#"{"kind":"notification","type":"ms.MessagingEventNotification"}"#,
        r#"{"kind":"notification","type":"ms.MessagingEventNotification","body":{"changes":[7,null,{"event":null},{"event":{}}]}}"#,
        r#"{"kind":"notification","type":"cqm.ExConversationChangeNotification","body":{"changes":[{"type":"UPSERT","result":{}}]}}"#,
        r#"{"kind":"notification","type":"x.Unheard","body":{}}"#,
        r#"{"kind":"resp","reqId":"999","code":500}"#,
        r#"{"kind":"notification","type":"ms.MessagingEventNotification","body":{"changes":[{"sequence":1e300,"dialogId":"c1","event":{"type":"ContentEvent","message":"x"}}]}}"#,
        r#"{"kind":"notification","type":"ms.MessagingEventNotification","body":{"changes":[{"sequence":-5,"dialogId":"c1","event":{"type":"ContentEvent","message":"x"}}]}}"#,
    ];
    let mut rig = Rig::chatting(&[]);
    for text in odd {
        rig.input(Input::FrameReceived(text.to_owned()));
    }
    rig.input(Input::FrameReceived("[".repeat(200_000)));
    rig.events(&[said(0, ANNA, "still here")]);
    assert_eq!(rig.transcript(), ["agent: still here"]);
    assert!(
        rig.events_told()
            .contains(&Event::FrameIgnored(DecodeError::NotAnObject))
    );
}

#[test]
fn content_that_cannot_be_shown_is_part_of_the_transcript() {
    let mut rig = Rig::chatting(&[]);
    rig.events(&[
        support::stored(0, ANNA, json!({"type": "HologramEvent", "beam": 1})),
        support::stored(
            1,
            ANNA,
            json!({"type": "ContentEvent", "contentType": "text/x-new", "message": {}}),
        ),
        said(2, ANNA, "text"),
    ]);
    assert_eq!(rig.transcript().len(), 3);
}

#[test]
fn a_private_message_is_never_shown_to_a_consumer() {
    let mut rig = Rig::chatting(&[]);
    let mut private = said(0, ANNA, "do not tell");
    private["messageAudience"] = "AGENTS_AND_MANAGERS".into();
    rig.events(&[private, said(1, ANNA, "hello")]);
    assert_eq!(rig.transcript(), ["agent: hello"]);
}

#[test]
fn a_suggested_agent_is_not_shown() {
    let mut rig = Rig::new();
    let mut suggested = open_conversation();
    suggested["conversationDetails"]["dialogs"][0]["participantsDetails"] =
        json!([{"id": ANNA, "role": "ASSIGNED_AGENT", "state": "SUGGESTED"}]);
    rig.connects(&[suggested]);
    assert_eq!(rig.session.conversation_status().agent, None);
}

#[test]
fn log_output_contains_no_tokens_and_no_texts() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("my secret");
    rig.command(Command::Retry(hailer_messaging::LocalId::new("x")));
    rig.input(Input::FrameReceived("{\"secret".to_owned()));
    rig.server(&json!({"kind": "notification", "type": "ms.MessagingEventNotification", "body": {"changes": "secret"}}));
    rig.events(&[said(0, ANNA, "her secret")]);
    rig.answers("PublishEvent", 403, json!("secret"));
    let told = format!("{:?}", rig.events_told());
    assert!(!told.contains("secret"), "{told}");
    let session = format!("{:?} {:?}", rig.session, Input::TokenObtained(token_of(ME)));
    assert!(
        !session.contains("secret") && !session.contains(&token_of(ME)),
        "{session}"
    );
}

#[test]
fn every_documented_frame_decodes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/frames");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let frame: Value = serde_json::from_str(&text).unwrap();
        if frame["kind"] != "req" {
            Incoming::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            count += 1;
        }
    }
    assert!(count >= 10, "{count} frames");
}
