//! Reading parts of a long transcript, and loading earlier conversations.

mod support;

use hailer_messaging::{Command, Message};
use serde_json::{Value, json};
use support::{CONVERSATION, ME, Rig, conversation, open_conversation, receipt, said};

fn words(messages: &[Message]) -> Vec<String> {
    let keys = messages.iter().map(|message| format!("{:?}", message.key));
    keys.collect()
}

#[test]
fn any_range_of_messages_equals_that_range_of_all_messages() {
    let history = [
        said(0, ME, "a"),
        said(1, "anna-pid", "b"),
        receipt(2, "anna-pid", "READ", &[0]),
        said(3, "anna-pid", "c"),
    ];
    let mut rig = Rig::chatting(&history);
    rig.consumer_sends("d");
    rig.consumer_sends("e");
    let whole: Vec<Message> = rig.session.messages().collect();
    assert_eq!((whole.len(), rig.session.message_count()), (5, 5));
    for start in 0..=6 {
        for end in start..=7 {
            let wanted = whole.get(start.min(5)..end.min(5)).unwrap_or_default();
            let part = rig.session.messages_at(start..end);
            assert_eq!(words(&part), words(wanted), "{start}..{end}");
        }
    }
}

#[test]
fn a_message_has_a_position_before_and_after_it_is_stored() {
    let mut rig = Rig::chatting(&[said(0, "anna-pid", "a")]);
    rig.consumer_sends("b");
    let key = rig.session.messages().next_back().unwrap().key;
    assert_eq!(rig.session.position_of(&key), Some(1));
    rig.answers("PublishEvent", 200, json!({"sequence": 1}));
    rig.events(&[said(1, ME, "b"), said(2, "anna-pid", "c")]);
    assert_eq!(rig.session.position_of(&key), Some(1));
    let last = rig.session.messages().next_back().unwrap().key;
    assert_eq!(rig.session.position_of(&last), Some(2));
}

fn ended(count: u64) -> Vec<Value> {
    let one = |index| {
        let mut one = conversation(&format!("old{index:02}"), "CLOSE", 1);
        one["conversationDetails"]["startTs"] = json!(100 + index);
        one
    };
    (0..count).map(one).collect()
}

fn asked_for(rig: &Rig) -> Vec<Value> {
    let requests = rig.requests("SubscribeMessagingEvents").into_iter();
    requests
        .map(|frame| frame["body"]["dialogId"].clone())
        .collect()
}

fn tells_every_history(rig: &mut Rig) {
    for dialog in asked_for(rig) {
        rig.answers("SubscribeMessagingEvents", 200, json!({}));
        rig.server(
            &json!({"kind": "notification", "type": "ms.MessagingEventNotification",
            "body": {"dialogId": dialog, "changes": []}}),
        );
    }
}

#[test]
fn earlier_conversations_are_loaded_on_request_some_at_a_time() {
    let mut rig = Rig::new();
    let mut conversations = ended(12);
    conversations.push(open_conversation());
    rig.connects(&conversations);
    assert_eq!(asked_for(&rig).len(), 6, "the open one and the last five");
    assert_eq!(asked_for(&rig)[0], CONVERSATION);
    rig.command(Command::ShowEarlier);
    assert_eq!(
        asked_for(&rig).len(),
        6,
        "those before are still being told"
    );
    tells_every_history(&mut rig);
    assert!(rig.session.has_earlier());
    rig.look().command(Command::ShowEarlier);
    let next: Vec<Value> = (2..7)
        .rev()
        .map(|index| json!(format!("old{index:02}")))
        .collect();
    assert_eq!(asked_for(&rig), next);
    tells_every_history(&mut rig);
    rig.look().command(Command::ShowEarlier);
    assert_eq!(asked_for(&rig).len(), 2);
    tells_every_history(&mut rig);
    assert!(!rig.session.has_earlier());
    rig.look().command(Command::ShowEarlier);
    assert!(asked_for(&rig).is_empty());
}
