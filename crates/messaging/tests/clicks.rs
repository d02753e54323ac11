//! Clicks in structured content, and quick replies (protocol §7.5, §7.6).

mod support;

use hailer_messaging::{Command, CommandError, DialogId, Event, MessageKey, Sequence};
use serde_json::{Value, json};
use support::{
    ANNA, CONVERSATION, ME, Rig, conversation, open_conversation, receipt, said, stored,
};

fn card(sequence: u64) -> Value {
    let event = json!({"type": "RichContentEvent", "content": {"type": "text", "text": "Yes?"}});
    stored(sequence, ANNA, event)
}

fn question(sequence: u64) -> Value {
    let event = json!({"type": "ContentEvent", "contentType": "text/plain", "message": "Yes?",
        "quickReplies": {"type": "quickReplies", "replies": [{"type": "button", "title": "Yes"}]}});
    stored(sequence, ANNA, event)
}

fn metadata() -> Value {
    json!([{"type": "ExternalId", "id": "yes-1"}])
}

fn click(texts: &[&str]) -> Command {
    Command::Click {
        dialog: DialogId::new(CONVERSATION),
        sequence: Sequence(0),
        metadata: Some(metadata()),
        texts: texts.iter().map(|text| (*text).to_owned()).collect(),
    }
}

/// The events published since the last look, as statuses and texts in order.
fn published(rig: &Rig) -> Vec<String> {
    let requests = rig.requests("PublishEvent").into_iter();
    let words = requests.filter_map(|frame| {
        let event = &frame["body"]["event"];
        let word = event["status"].as_str().or(event["message"].as_str())?;
        Some(word.to_owned())
    });
    words.filter(|word| word != "ACCEPT").collect()
}

fn shown(rig: &Rig) -> Option<u64> {
    match rig.session.quick_replies_shown()? {
        MessageKey::Stored(_, at) => Some(at.0),
        MessageKey::Local(_) => None,
    }
}

#[test]
fn a_click_is_published_and_then_its_texts_in_order_with_its_metadata() {
    let mut rig = Rig::chatting(&[card(0)]);
    rig.command(click(&["Yes", " ", "Please"]));
    assert_eq!(published(&rig), ["ACTION"]);
    assert_eq!(
        rig.transcript()[1..],
        ["me: Yes (queued)", "me: Please (queued)"]
    );
    let action = rig.take_request("PublishEvent");
    assert_eq!(action["body"]["event"]["sequenceList"], json!([0]));
    assert_eq!(action["metadata"], metadata());
    rig.server(
        &json!({"kind": "resp", "reqId": action["id"], "code": 200, "body": {"sequence": 1}}),
    );
    let text = rig.take_request("PublishEvent");
    assert_eq!(text["body"]["event"]["message"], "Yes");
    assert_eq!(text["metadata"], metadata());
    rig.events(&[receipt(1, ME, "ACTION", &[0]), said(2, ME, "Yes")]);
    assert_eq!(published(&rig), ["Please"]);
    rig.answers("PublishEvent", 200, json!({"sequence": 3}));
    rig.events(&[said(3, ME, "Please")]);
    assert_eq!(rig.session.outbox_snapshot(), None);
    assert_eq!(rig.session.message_count(), 3);
    assert_eq!(rig.session.messages_at(0..9).len(), 3);
}

#[test]
fn a_click_survives_a_reload_and_is_not_sent_twice() {
    let mut rig = Rig::chatting(&[card(0)]);
    rig.command(click(&["Yes"]));
    let mut again = rig.reloaded(true);
    again.connects(&[open_conversation()]);
    again.history(&[card(0), receipt(1, ME, "ACTION", &[0])]);
    assert_eq!(published(&again), ["Yes"]);
    assert_eq!(again.transcript()[1..], ["me: Yes (sending)"]);
}

#[test]
fn a_click_that_was_not_stored_is_sent_again_before_its_text() {
    let mut rig = Rig::chatting(&[card(0)]);
    rig.command(click(&["Yes"]));
    rig.consumer_sends("More");
    let mut again = rig.reloaded(false);
    again.connects(&[open_conversation()]);
    again.history(&[card(0)]);
    again.time_passes_ms(5_000);
    again.history(&[card(0)]);
    assert_eq!(published(&again), ["ACTION"]);
    assert_eq!(again.receipts("ACCEPT"), [json!([0])]);
    again.answers("PublishEvent", 200, json!({"sequence": 9}));
    again.answers("PublishEvent", 200, json!({"sequence": 1}));
    assert_eq!(published(&again), ["Yes"]);
    again.answers("PublishEvent", 200, json!({"sequence": 2}));
    assert_eq!(published(&again), ["More"]);
    assert_eq!(again.requests("PublishEvent")[0].get("metadata"), None);
}

#[test]
fn a_click_without_a_connection_waits_for_one() {
    let mut rig = Rig::chatting(&[card(0)]);
    rig.socket_closes(1006);
    rig.command(click(&[]));
    assert!(published(&rig).is_empty());
    assert_eq!(rig.transcript().len(), 1, "a click is no message");
    rig.look().time_passes_ms(1_100);
    rig.arrives(&[open_conversation()]);
    rig.history(&[card(0)]);
    assert_eq!(published(&rig), ["ACTION"]);
}

#[test]
fn a_click_in_an_ended_dialog_sends_only_its_texts() {
    let mut rig = Rig::chatting(&[card(0)]);
    rig.conversations(&[conversation(CONVERSATION, "CLOSE", 2)]);
    rig.command(click(&["Yes"]));
    assert!(published(&rig).is_empty());
    rig.answers(
        "ConsumerRequestConversation",
        200,
        json!({"conversationId": "c2"}),
    );
    assert_eq!(rig.transcript()[1..], ["me: Yes (queued)"]);
}

#[test]
fn a_refused_click_is_dropped_without_blocking_later_messages() {
    let mut rig = Rig::chatting(&[card(0)]);
    rig.command(click(&["Yes"]));
    rig.answers("PublishEvent", 403, json!("no"));
    assert_eq!(published(&rig), ["Yes"]);
    let told = rig.events_told();
    assert!(told.contains(&Event::RequestRefused { code: 403 }));
    assert!(
        !told
            .iter()
            .any(|event| matches!(event, Event::MessageFailed(_)))
    );
}

#[test]
fn a_click_with_a_text_that_is_too_long_is_rejected() {
    let mut rig = Rig::chatting(&[card(0)]);
    rig.command(click(&["Yes", &"x".repeat(8_001)]));
    let refused = CommandError::MessageTooLong { chars: 8_001 };
    assert!(rig.events_told().contains(&Event::CommandRefused(refused)));
    assert!(published(&rig).is_empty());
}

#[test]
fn quick_replies_are_shown_under_the_last_message_until_the_next_one() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "Hello"), question(1)]);
    assert_eq!(shown(&rig), Some(1));
    let key = rig.session.quick_replies_shown().unwrap();
    assert!(rig.session.message(&key).unwrap().quick_replies.is_some());
    rig.events(&[
        receipt(2, ME, "READ", &[0, 1]),
        receipt(3, ANNA, "READ", &[1]),
    ]);
    assert_eq!(shown(&rig), Some(1));
    rig.events(&[said(4, ANNA, "Well?")]);
    assert_eq!(shown(&rig), None);
    rig.events(&[question(5)]);
    assert_eq!(shown(&rig), Some(5));
    rig.consumer_sends("Something else");
    assert_eq!(shown(&rig), None, "also while the answer waits");
}

#[test]
fn quick_replies_disappear_after_a_click_in_any_tab() {
    let mut rig = Rig::chatting(&[question(0)]);
    rig.socket_closes(1006);
    rig.command(click(&[]));
    assert_eq!(shown(&rig), None);
    let mut rig = Rig::chatting(&[question(0)]);
    rig.events(&[receipt(1, ME, "ACTION", &[0])]);
    assert_eq!(shown(&rig), None);
    let mut rig = Rig::chatting(&[question(0)]);
    rig.conversations(&[conversation(CONVERSATION, "CLOSE", 2)]);
    assert_eq!(shown(&rig), None, "nothing can be answered any more");
}

#[test]
fn content_that_cannot_be_shown_is_reported_once() {
    let mut rig = Rig::chatting(&[card(0)]);
    let cannot = |sequence| Command::CannotShow {
        dialog: DialogId::new(CONVERSATION),
        sequence: Sequence(sequence),
    };
    rig.command(cannot(0));
    rig.command(cannot(0));
    rig.command(cannot(7));
    rig.time_passes_ms(5_000);
    assert_eq!(rig.receipts("NACK"), [json!([0])]);
    rig.events(&[receipt(1, ME, "NACK", &[0])]);
    rig.command(cannot(0));
    rig.look().time_passes_ms(5_000);
    assert!(rig.receipts("NACK").is_empty());
}
