//! Conversations that the service no longer knows.

mod support;

use hailer_messaging::{Command, Event, Input, Survey};
use serde_json::json;
use support::{ANNA, CONVERSATION, Rig, conversation, open_conversation, said, token_of};

/// A new conversation is opened, listed and subscribed to.
fn begins(rig: &mut Rig, id: &str) {
    let body = json!({"conversationId": id});
    rig.answers("ConsumerRequestConversation", 200, body);
    rig.conversations(&[conversation(id, "OPEN", 2)]);
    let subscribed = rig.take_request("SubscribeMessagingEvents");
    assert_eq!(subscribed["body"]["dialogId"], id);
    rig.server(&json!({"kind": "resp", "reqId": subscribed["id"], "code": 200, "body": {}}));
    rig.server(
        &json!({"kind": "notification", "type": "ms.MessagingEventNotification",
            "body": {"dialogId": id, "changes": []}}),
    );
}

/// Acknowledges all queued messages, one after the other. Returns their texts and dialogs.
fn stores_all(rig: &mut Rig) -> Vec<(String, String)> {
    let mut stored = Vec::new();
    while !rig.published().is_empty() {
        let request = rig.take_request("PublishEvent");
        let body = &request["body"];
        if let Some(text) = body["event"]["message"].as_str() {
            let dialog = body["dialogId"].as_str().unwrap_or_default();
            stored.push((dialog.to_owned(), text.to_owned()));
        }
        let sequence = stored.len();
        rig.server(&json!({"kind": "resp", "reqId": request["id"], "code": 200, "body": {"sequence": sequence}}));
    }
    stored
}

fn in_c2(texts: &[&str]) -> Vec<(String, String)> {
    let sent = texts.iter();
    sent.map(|text| ("c2".to_owned(), (*text).to_owned()))
        .collect()
}

/// The session reconnects to a service that has forgotten everything.
fn returns_to_nothing(rig: &mut Rig) {
    rig.look().socket_closes(1012);
    rig.look().time_passes_ms(2_000);
    rig.arrives(&[]);
    rig.answers("SubscribeMessagingEvents", 404, json!("unknown"));
}

#[test]
fn a_message_refused_with_404_is_sent_once_in_a_new_conversation() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "hello")]);
    rig.look().consumer_sends("one");
    rig.consumer_sends("two");
    rig.answers("PublishEvent", 404, json!("unknown"));
    begins(&mut rig, "c2");
    assert_eq!(stores_all(&mut rig), in_c2(&["one", "two"]));
    assert_eq!(
        rig.transcript(),
        ["agent: hello", "me: one (sent)", "me: two (sent)"]
    );
}

#[test]
fn a_forgotten_conversation_stays_readable_and_has_no_survey() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "hello")]);
    returns_to_nothing(&mut rig);
    assert_eq!(rig.transcript(), ["agent: hello"]);
    assert!(!rig.session.conversation_status().is_open);
    assert_eq!(*rig.session.survey(), Survey::None);
    assert!(rig.requests("ConsumerRequestConversation").is_empty());
    let again = rig.reloaded(true);
    assert_eq!(again.transcript(), ["agent: hello"]);
}

#[test]
fn the_next_message_after_a_forgotten_conversation_begins_a_new_one() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "hello")]);
    returns_to_nothing(&mut rig);
    rig.look().consumer_sends("anybody?");
    assert_eq!(rig.requests("ConsumerRequestConversation").len(), 1);
    begins(&mut rig, "c2");
    assert_eq!(stores_all(&mut rig), in_c2(&["anybody?"]));
}

#[test]
fn messages_for_a_forgotten_conversation_are_sent_to_the_new_one_after_a_reload() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "hello")]);
    rig.look().consumer_sends("in doubt");
    rig.consumer_sends("waiting");
    let mut again = rig.reloaded(true);
    again.connects(&[]);
    again.answers("SubscribeMessagingEvents", 404, json!("unknown"));
    begins(&mut again, "c2");
    assert_eq!(stores_all(&mut again), in_c2(&["in doubt", "waiting"]));
    let last = again.reloaded(true);
    assert!(last.transcript().contains(&"agent: hello".to_owned()));
}

#[test]
fn a_message_acknowledged_without_a_copy_in_a_forgotten_conversation_is_not_lost() {
    let mut rig = Rig::chatting(&[]);
    rig.look().consumer_sends("taken");
    rig.answers("PublishEvent", 200, json!({"sequence": 0}));
    returns_to_nothing(&mut rig);
    begins(&mut rig, "c2");
    assert_eq!(stores_all(&mut rig), in_c2(&["taken"]));
}

#[test]
fn receipts_and_chat_states_refused_with_404_also_end_the_conversation() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "hello")]);
    rig.look().looks(true, true);
    rig.answers("PublishEvent", 404, json!("unknown"));
    assert!(!rig.session.conversation_status().is_open);
    let mut rig = Rig::chatting(&[]);
    rig.look().events(&[said(0, ANNA, "hello")]);
    rig.time_passes_ms(600);
    rig.answers("PublishEvent", 404, json!("unknown"));
    assert!(!rig.session.conversation_status().is_open);
}

#[test]
fn a_404_response_to_the_end_request_ends_the_conversation() {
    let mut rig = Rig::chatting(&[]);
    rig.look().command(Command::EndConversation);
    rig.answers("UpdateConversationField", 404, json!("unknown"));
    let status = rig.session.conversation_status();
    assert!(!status.is_open && !status.is_ending);
    let refused = |event: &Event| matches!(event, Event::CommandRefused(_));
    assert!(!rig.events_told().iter().any(refused));
}

#[test]
fn a_survey_of_a_forgotten_conversation_ends() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "hello")]);
    rig.conversations(&[conversation(CONVERSATION, "CLOSE", 2)]);
    assert!(matches!(rig.session.survey(), Survey::Asked(_)));
    rig.look().command(Command::SkipSurvey);
    rig.answers("UpdateConversationField", 404, json!("unknown"));
    assert_eq!(*rig.session.survey(), Survey::None);
}

#[test]
fn a_forgotten_conversation_is_reopened_if_the_service_lists_it_again() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "hello")]);
    returns_to_nothing(&mut rig);
    rig.look().socket_closes(1012);
    rig.look().time_passes_ms(3_000);
    rig.arrives(&[open_conversation()]);
    rig.history(&[said(0, ANNA, "hello")]);
    rig.consumer_sends("still here");
    assert_eq!(rig.published(), ["still here"]);
}

#[test]
fn requests_stop_if_the_service_forgets_every_new_conversation() {
    let mut rig = Rig::online();
    rig.look().consumer_sends("hello");
    for number in 0..3 {
        begins(&mut rig, &format!("n{number}"));
        rig.answers("PublishEvent", 404, json!("unknown"));
    }
    assert!(rig.requests("ConsumerRequestConversation").is_empty());
    assert_eq!(rig.transcript(), ["me: hello (failed)"]);
}

#[test]
fn requests_stop_if_the_service_returns_a_forgotten_conversation() {
    let mut rig = Rig::online();
    rig.input(Input::TokenObtained(token_of("me")));
    rig.look().consumer_sends("hello");
    begins(&mut rig, "c2");
    rig.answers("PublishEvent", 404, json!("unknown"));
    for _ in 0..2 {
        let body = json!({"conversationId": "c2"});
        rig.answers("ConsumerRequestConversation", 200, body);
    }
    assert!(rig.requests("ConsumerRequestConversation").is_empty());
    assert_eq!(rig.transcript(), ["me: hello (failed)"]);
}
