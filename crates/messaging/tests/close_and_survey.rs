//! Ending a conversation, its survey and urgency (protocol §3.7, §5.6).

mod support;

use hailer_messaging::{Command, CommandError, Event, Survey};
use serde_json::{Value, json};
use support::{ANNA, CONVERSATION, ME, Rig, conversation, open_conversation, said};

fn field(rig: &Rig) -> Vec<Value> {
    let updates = rig.requests("UpdateConversationField").into_iter();
    updates
        .map(|frame| frame["body"]["conversationField"][0].clone())
        .collect()
}

#[test]
fn the_end_is_requested_after_all_messages_are_sent() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("Last words");
    rig.command(Command::EndConversation);
    assert!(field(&rig).is_empty());
    rig.answers("PublishEvent", 200, json!({"sequence": 0}));
    assert_eq!(
        field(&rig),
        [json!({"field": "ConversationStateField", "conversationState": "CLOSE"})]
    );
}

#[test]
fn a_requested_end_survives_a_lost_connection() {
    let mut rig = Rig::chatting(&[]);
    rig.command(Command::EndConversation);
    rig.socket_closes(1006);
    rig.look().time_passes_ms(1_100);
    rig.arrives(&[open_conversation()]);
    assert_eq!(field(&rig).len(), 1);
}

#[test]
fn a_rating_is_sent_with_all_its_members_and_reported_as_answered() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "a")]);
    rig.conversations(&[conversation(CONVERSATION, "CLOSE", 2)]);
    assert!(matches!(rig.session.survey(), Survey::Asked(_)));
    rig.command(Command::Rate {
        stars: 9,
        resolved: Some(true),
    });
    assert!(
        rig.events_told()
            .contains(&Event::CommandRefused(CommandError::NotARating {
                stars: 9
            }))
    );
    rig.command(Command::Rate {
        stars: 4,
        resolved: Some(true),
    });
    let expected = json!({"field": "CSATRate", "csatRate": 4, "csatResolutionConfirmation": true, "status": "FILLED"});
    assert_eq!(field(&rig), [expected]);
    rig.answers(
        "UpdateConversationField",
        200,
        json!("OK CSAT processed successfully"),
    );
    assert!(matches!(rig.session.survey(), Survey::Answered(_)));
}

#[test]
fn an_unanswered_question_makes_the_rating_partially_filled() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "a")]);
    rig.conversations(&[conversation(CONVERSATION, "CLOSE", 2)]);
    rig.command(Command::Rate {
        stars: 5,
        resolved: None,
    });
    // The schema requires the member; the status says that it has no meaning.
    let expected = json!({"field": "CSATRate", "csatRate": 5, "csatResolutionConfirmation": false, "status": "PARTIALLY_FILLED"});
    assert_eq!(field(&rig), [expected]);
}

#[test]
fn a_survey_can_be_skipped() {
    let mut rig = Rig::chatting(&[]);
    rig.conversations(&[conversation(CONVERSATION, "CLOSE", 2)]);
    rig.command(Command::SkipSurvey);
    assert_eq!(field(&rig)[0]["status"], "SKIPPED");
    rig.answers(
        "UpdateConversationField",
        200,
        json!("OK CSAT processed successfully"),
    );
    assert_eq!(
        *rig.session.survey(),
        Survey::None,
        "nobody is thanked for nothing"
    );
}

#[test]
fn a_conversation_closed_for_inactivity_has_no_survey() {
    let mut rig = Rig::chatting(&[]);
    let mut closed = conversation(CONVERSATION, "CLOSE", 2);
    closed["conversationDetails"]["closeReason"] = "TIMEOUT".into();
    rig.conversations(&[closed]);
    assert_eq!(*rig.session.survey(), Survey::None);
}

#[test]
fn an_older_notification_does_not_reopen_a_closed_conversation() {
    let mut rig = Rig::chatting(&[]);
    rig.conversations(&[conversation(CONVERSATION, "CLOSE", 5)]);
    rig.conversations(&[conversation(CONVERSATION, "OPEN", 4)]);
    assert!(!rig.session.conversation_status().is_open);
}

#[test]
fn a_message_after_the_end_opens_a_new_conversation_below_the_old_one() {
    let mut rig = Rig::chatting(&[said(0, ME, "old")]);
    rig.conversations(&[conversation(CONVERSATION, "CLOSE", 2)]);
    rig.consumer_sends("new");
    assert_eq!(*rig.session.survey(), Survey::None);
    rig.answers(
        "ConsumerRequestConversation",
        200,
        json!({"conversationId": "c2"}),
    );
    let asked = rig.requests("SubscribeMessagingEvents");
    assert_eq!(asked[0]["body"]["dialogId"], "c2");
    assert_eq!(rig.transcript(), ["me: old (sent)", "me: new (queued)"]);
}

#[test]
fn urgency_is_requested_in_seconds() {
    let mut rig = Rig::chatting(&[]);
    rig.command(Command::SetUrgent(true));
    assert_eq!(
        field(&rig),
        [json!({"field": "TTRField", "ttrType": "URGENT", "value": 300})]
    );
    assert!(rig.session.conversation_status().is_urgent);
}
