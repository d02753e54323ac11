//! A bot's survey in a separate dialog (protocol §5.6).

mod support;

use hailer_messaging::{Command, CommandError, DialogId, Event, Sequence, Survey};
use serde_json::{Value, json};
use support::{
    ANNA, CONVERSATION, ME, Rig, conversation, open_conversation, receipt, said, stored,
};

const SURVEY: &str = "s1";

/// The main dialog has ended, and the survey dialog has this state.
fn surveyed(survey: &str, stamp: u64) -> Value {
    let mut told = conversation(CONVERSATION, "CLOSE", stamp);
    let details = &mut told["conversationDetails"];
    details["stage"] = survey.into();
    details["dialogs"] = json!([
        {"dialogId": SURVEY, "dialogType": "POST_SURVEY", "state": survey},
        {"dialogId": CONVERSATION, "dialogType": "MAIN", "state": "CLOSE"}]);
    told
}

fn in_survey(event: Value) -> Value {
    let mut event = event;
    event["dialogId"] = SURVEY.into();
    event
}

fn question(sequence: u64) -> Value {
    let event = json!({"type": "ContentEvent", "contentType": "text/plain", "message": "How was it?",
        "quickReplies": {"type": "quickReplies", "replies": [{"type": "button", "title": "Good"}]}});
    in_survey(stored(sequence, ANNA, event))
}

fn tell(rig: &mut Rig, events: &[Value]) {
    rig.server(
        &json!({"kind": "notification", "type": "ms.MessagingEventNotification",
        "body": {"dialogId": SURVEY, "changes": events}}),
    );
}

/// A client that declares `MULTI_DIALOG`. The agent has closed the main dialog.
fn asked() -> Rig {
    let mut rig = Rig::declaring(&["MULTI_DIALOG"]);
    rig.connects(&[open_conversation()]);
    rig.history(&[said(0, ANNA, "Bye")]);
    rig.look().conversations(&[surveyed("OPEN", 2)]);
    let asked = rig.take_request("SubscribeMessagingEvents");
    assert_eq!(asked["body"]["dialogId"], SURVEY);
    assert_eq!(asked["body"]["fromSeq"], 0);
    rig.server(&json!({"kind": "resp", "reqId": asked["id"], "code": 200, "body": {}}));
    tell(&mut rig, &[question(0)]);
    rig.look();
    rig
}

fn fields(rig: &Rig) -> Vec<Value> {
    let updates = rig.requests("UpdateConversationField").into_iter();
    updates
        .map(|frame| frame["body"]["conversationField"][0].clone())
        .collect()
}

fn survey_dialog(rig: &Rig) -> Option<String> {
    let dialog = rig.session.conversation_status().survey_dialog?;
    Some(dialog.as_str().to_owned())
}

#[test]
fn the_survey_is_part_of_the_transcript_and_the_conversation_stays_open() {
    let rig = asked();
    assert_eq!(rig.transcript(), ["agent: Bye", "agent: How was it?"]);
    let status = rig.session.conversation_status();
    assert!(status.is_open);
    assert_eq!(survey_dialog(&rig).as_deref(), Some(SURVEY));
    assert!(rig.session.quick_replies_shown().is_some());
    assert_eq!(*rig.session.survey(), Survey::None);
}

#[test]
fn messages_and_clicks_go_into_the_survey() {
    let mut rig = asked();
    rig.command(Command::Click {
        dialog: DialogId::new(SURVEY),
        sequence: Sequence(0),
        metadata: Some(json!([{"type": "Answer", "id": "1"}])),
        texts: vec!["Good".to_owned()],
    });
    let action = rig.take_request("PublishEvent");
    assert_eq!(action["body"]["dialogId"], SURVEY);
    assert_eq!(action["body"]["event"]["status"], "ACTION");
    tell(&mut rig, &[in_survey(receipt(1, ME, "ACTION", &[0]))]);
    let text = rig.take_request("PublishEvent");
    assert_eq!(text["body"]["dialogId"], SURVEY);
    assert_eq!(text["metadata"][0]["id"], "1");
    assert!(rig.requests("ConsumerRequestConversation").is_empty());
}

#[test]
fn after_the_survey_the_conversation_is_over_and_no_form_is_shown() {
    let mut rig = asked();
    rig.conversations(&[surveyed("CLOSE", 3)]);
    assert!(!rig.session.conversation_status().is_open);
    assert_eq!(survey_dialog(&rig), None);
    assert_eq!(*rig.session.survey(), Survey::None);
    rig.consumer_sends("Hello again");
    assert_eq!(rig.requests("ConsumerRequestConversation").len(), 1);
}

#[test]
fn no_form_is_shown_after_a_survey_that_ended_unseen() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "Bye")]);
    rig.conversations(&[surveyed("CLOSE", 3)]);
    assert_eq!(*rig.session.survey(), Survey::None);
}

#[test]
fn a_survey_continues_after_a_reload() {
    let rig = asked();
    for with_transcript in [true, false] {
        let mut again = rig.reloaded(with_transcript);
        again.connects(&[surveyed("OPEN", 2)]);
        let asked = again.requests("SubscribeMessagingEvents");
        let asked: Vec<_> = asked.iter().map(|one| &one["body"]["dialogId"]).collect();
        assert_eq!(asked, [CONVERSATION, SURVEY]);
        again.answers("SubscribeMessagingEvents", 200, json!({}));
        again.answers("SubscribeMessagingEvents", 200, json!({}));
        again.events(&[said(0, ANNA, "Bye")]);
        tell(&mut again, &[question(0)]);
        assert_eq!(again.transcript(), ["agent: Bye", "agent: How was it?"]);
        assert_eq!(survey_dialog(&again).as_deref(), Some(SURVEY));
        again.consumer_sends("Good");
        assert_eq!(again.published(), ["Good"]);
    }
}

#[test]
fn skipping_a_survey_closes_the_stage_after_all_messages_are_sent() {
    let mut rig = asked();
    rig.consumer_sends("No, thanks");
    rig.command(Command::SkipSurvey);
    assert!(fields(&rig).is_empty());
    rig.answers("PublishEvent", 200, json!({"sequence": 1}));
    let expected = json!({"field": "Stage", "conversationState": "CLOSE"});
    assert_eq!(fields(&rig), [expected]);
    rig.answers("UpdateConversationField", 200, json!("OK"));
    assert!(fields(&rig).is_empty());
}

#[test]
fn a_refused_skip_is_reported() {
    let mut rig = asked();
    rig.command(Command::SkipSurvey);
    rig.answers("UpdateConversationField", 403, json!("no"));
    let refused = CommandError::CloseRefused { code: 403 };
    assert!(rig.events_told().contains(&Event::CommandRefused(refused)));
}

#[test]
fn ending_the_conversation_closes_only_the_main_dialog() {
    let mut rig = Rig::declaring(&["MULTI_DIALOG"]);
    rig.connects(&[open_conversation()]);
    rig.history(&[said(0, ANNA, "Hi")]);
    rig.command(Command::EndConversation);
    let field = &fields(&rig)[0];
    assert_eq!(field["field"], "DialogChange");
    assert_eq!(field["dialog"]["dialogId"], CONVERSATION);
    assert_eq!(field["dialog"]["state"], "CLOSE");
}

#[test]
fn a_pending_end_does_not_end_a_survey_that_started_first() {
    let mut rig = Rig::declaring(&["MULTI_DIALOG"]);
    rig.connects(&[open_conversation()]);
    rig.history(&[said(0, ANNA, "Hi")]);
    rig.command(Command::EndConversation);
    rig.socket_closes(1006);
    rig.look().time_passes_ms(1_100);
    rig.arrives(&[surveyed("OPEN", 2)]);
    assert!(fields(&rig).is_empty());
}

#[test]
fn a_late_response_to_the_end_does_not_cancel_the_skip() {
    let mut rig = Rig::declaring(&["MULTI_DIALOG"]);
    rig.connects(&[open_conversation()]);
    rig.history(&[said(0, ANNA, "Hi")]);
    rig.command(Command::EndConversation);
    rig.conversations(&[surveyed("OPEN", 2)]);
    rig.command(Command::SkipSurvey);
    rig.answers("UpdateConversationField", 200, json!("OK"));
    assert_eq!(fields(&rig)[0]["field"], "Stage");
}

#[test]
fn a_message_refused_because_the_main_dialog_ended_is_sent_to_the_survey() {
    let mut rig = Rig::declaring(&["MULTI_DIALOG"]);
    rig.connects(&[open_conversation()]);
    rig.history(&[said(0, ANNA, "Hi")]);
    rig.consumer_sends("Bye");
    rig.conversations(&[surveyed("OPEN", 2)]);
    rig.answers("PublishEvent", 409, json!("closed"));
    assert_eq!(rig.transcript()[1..], ["me: Bye (queued)"]);
    rig.answers("SubscribeMessagingEvents", 200, json!({}));
    tell(&mut rig, &[question(0)]);
    assert_eq!(rig.requests("PublishEvent")[0]["body"]["dialogId"], SURVEY);
}
