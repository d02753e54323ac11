//! No message is lost or sent twice.

mod support;

use hailer_messaging::{Command, CommandError, Event, MessageKey, Output};
use serde_json::json;
use support::{ANNA, ME, Rig, conversation, open_conversation, said};

fn returns(rig: &mut Rig, history: &[serde_json::Value]) {
    rig.time_passes_ms(1_100);
    rig.arrives(&[open_conversation()]);
    rig.history(history);
}

#[test]
fn a_message_is_stored_before_it_is_sent() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("Hello?");
    let persisted = rig
        .outputs()
        .iter()
        .position(|output| *output == Output::PersistOutbox);
    let sent = rig
        .outputs()
        .iter()
        .position(|output| matches!(output, Output::SendFrame(_)));
    assert!(persisted.unwrap() < sent.unwrap());
}

#[test]
fn a_message_keeps_its_key_from_sending_to_the_read_receipt() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("Hello?");
    let key = |rig: &Rig| rig.session.messages().next().unwrap().key;
    let first = key(&rig);
    assert!(matches!(first, MessageKey::Local(_)));
    rig.answers("PublishEvent", 200, json!({"sequence": 0}));
    assert_eq!(key(&rig), first);
    rig.events(&[said(0, ME, "Hello?")]);
    assert_eq!(key(&rig), first);
    rig.events(&[support::receipt(1, ANNA, "READ", &[0])]);
    assert_eq!(rig.transcript(), ["me: Hello? (read)"]);
    assert_eq!(key(&rig), first);
    assert!(
        rig.events_told()
            .contains(&Event::MessagesChanged(vec![first]))
    );
}

#[test]
fn the_copy_may_arrive_before_the_response_or_without_one() {
    for answer_comes in [true, false] {
        let mut rig = Rig::chatting(&[]);
        rig.consumer_sends("Hello?");
        rig.events(&[said(0, ME, "Hello?")]);
        assert_eq!(rig.transcript(), ["me: Hello? (sent)"]);
        if answer_comes {
            rig.answers("PublishEvent", 200, json!({"sequence": 0}));
        }
        assert_eq!(rig.transcript(), ["me: Hello? (sent)"]);
    }
}

#[test]
fn a_copy_one_above_the_acknowledged_sequence_is_the_same_message() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("Hello?");
    rig.answers("PublishEvent", 200, json!({"sequence": 0}));
    rig.events(&[said(1, ME, "Hello?")]);
    assert_eq!(rig.transcript(), ["me: Hello? (sent)"]);
}

#[test]
fn the_same_text_from_another_tab_is_not_claimed() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("Hello?");
    let key = rig.session.messages().next().unwrap().key;
    rig.events(&[said(0, ME, "Hello?")]);
    rig.answers("PublishEvent", 200, json!({"sequence": 1}));
    rig.events(&[said(1, ME, "Hello?")]);
    assert_eq!(rig.transcript(), ["me: Hello? (sent)", "me: Hello? (sent)"]);
    assert_eq!(
        rig.session
            .messages()
            .filter(|message| message.key == key)
            .count(),
        1
    );
}

#[test]
fn messages_are_published_one_at_a_time_in_order() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("One");
    rig.consumer_sends("Two");
    assert_eq!(rig.published(), ["One"]);
    rig.answers("PublishEvent", 200, json!({"sequence": 0}));
    assert_eq!(rig.published(), ["Two"]);
}

#[test]
fn an_unacknowledged_message_that_was_stored_is_not_sent_again() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "Hello")]);
    rig.consumer_sends("Yes");
    rig.socket_closes(1006);
    rig.look();
    returns(&mut rig, &[said(1, ME, "Yes")]);
    assert_eq!(rig.published(), Vec::<String>::new());
    assert_eq!(rig.transcript(), ["agent: Hello", "me: Yes (sent)"]);
}

#[test]
fn an_unacknowledged_message_that_was_not_stored_is_sent_once_more() {
    let known = said(0, ANNA, "Hello");
    let mut rig = Rig::chatting(std::slice::from_ref(&known));
    rig.consumer_sends("Yes");
    rig.socket_closes(1006);
    rig.look();
    returns(&mut rig, std::slice::from_ref(&known));
    rig.time_passes_ms(5_000);
    assert!(
        rig.published().is_empty(),
        "a late frame could have added to that history"
    );
    rig.history(&[known]);
    assert_eq!(rig.published(), ["Yes"]);
}

#[test]
fn an_older_message_with_the_same_text_is_not_taken_for_the_copy() {
    let known = said(0, ME, "Yes");
    let mut rig = Rig::chatting(std::slice::from_ref(&known));
    rig.consumer_sends("Yes");
    rig.socket_closes(1006);
    rig.look();
    returns(&mut rig, std::slice::from_ref(&known));
    rig.time_passes_ms(5_000);
    assert!(
        rig.published().is_empty(),
        "a late frame could have added to that history"
    );
    rig.history(&[known]);
    assert_eq!(rig.published(), ["Yes"]);
    assert_eq!(rig.transcript(), ["me: Yes (sent)", "me: Yes (sending)"]);
}

#[test]
fn two_equal_messages_are_both_stored_if_the_first_response_is_lost() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("Yes");
    rig.consumer_sends("Yes");
    rig.socket_closes(1006);
    rig.look();
    returns(&mut rig, &[said(0, ME, "Yes")]);
    assert_eq!(
        rig.published(),
        ["Yes"],
        "the second, for the first has arrived"
    );
    rig.answers("PublishEvent", 200, json!({"sequence": 1}));
    rig.events(&[said(1, ME, "Yes")]);
    assert_eq!(rig.transcript(), ["me: Yes (sent)", "me: Yes (sent)"]);
}

#[test]
fn a_message_is_retried_on_a_busy_server_before_it_fails() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("Hello?");
    rig.answers("PublishEvent", 429, json!("Too many"));
    assert_eq!(rig.transcript(), ["me: Hello? (queued)"]);
    rig.look().time_passes_ms(2_000);
    assert_eq!(rig.published(), ["Hello?"]);
}

#[test]
fn a_refused_message_waits_for_the_consumer_and_does_not_block_others() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("One");
    rig.consumer_sends("Two");
    rig.answers("PublishEvent", 403, json!("No"));
    assert_eq!(rig.transcript(), ["me: One (failed)", "me: Two (sending)"]);
    let MessageKey::Local(id) = rig.session.messages().next().unwrap().key else {
        panic!()
    };
    rig.answers("PublishEvent", 200, json!({"sequence": 0}));
    rig.look().command(Command::Retry(id.clone()));
    assert_eq!(rig.published(), ["One"]);
    rig.answers("PublishEvent", 403, json!("No"));
    rig.command(Command::Discard(id.clone()));
    assert_eq!(rig.transcript(), ["me: Two (sent)"]);
    rig.command(Command::Discard(id));
    assert!(
        rig.events_told()
            .contains(&Event::CommandRefused(CommandError::NoSuchMessage))
    );
}

#[test]
fn a_message_written_while_the_agent_closes_starts_the_next_conversation() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("One more thing");
    rig.conversations(&[conversation("c1", "CLOSE", 2)]);
    rig.answers("PublishEvent", 409, json!("closed"));
    assert_eq!(rig.requests("ConsumerRequestConversation").len(), 1);
    assert_eq!(rig.transcript(), ["me: One more thing (queued)"]);
}

#[test]
fn an_empty_or_too_long_message_is_rejected_with_a_reason() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends(" \n ");
    rig.consumer_sends(&"ü".repeat(8_001));
    let refused = rig.events_told();
    assert!(refused.contains(&Event::CommandRefused(CommandError::EmptyMessage)));
    assert!(
        refused.contains(&Event::CommandRefused(CommandError::MessageTooLong {
            chars: 8_001
        }))
    );
    assert!(rig.transcript().is_empty());
}

#[test]
fn a_message_that_arrives_after_the_next_connection_began_is_not_sent_twice() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("late");
    rig.look().socket_closes(1006);
    returns(&mut rig, &[]);
    assert!(rig.published().is_empty(), "it may be on its way still");
    rig.events(&[said(0, ME, "late")]);
    rig.time_passes_ms(20_000);
    assert!(rig.published().is_empty());
    assert_eq!(rig.transcript(), ["me: late (sent)"]);
}

#[test]
fn a_copy_queued_behind_the_timers_of_a_sleeping_page_is_not_missed() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("late");
    rig.look().socket_closes(1006);
    returns(&mut rig, &[]);
    rig.sleeps_ms(600_000);
    assert!(rig.published().is_empty());
    rig.events(&[said(0, ME, "late")]);
    rig.time_passes_ms(9_000);
    assert!(rig.published().is_empty());
}

#[test]
fn the_copy_of_an_acknowledged_message_is_not_claimed_by_another_message() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("Yes");
    rig.consumer_sends("Yes");
    rig.answers("PublishEvent", 200, json!({"sequence": 0}));
    assert_eq!(
        rig.published(),
        ["Yes"],
        "the second is under way before the first came back"
    );
    rig.events(&[said(0, ME, "Yes")]);
    let mut again = rig.reloaded(false);
    again.connects(&[open_conversation()]);
    again.history(&[said(0, ME, "Yes")]);
    again.time_passes_ms(5_000);
    again.history(&[said(0, ME, "Yes")]);
    assert_eq!(again.published(), ["Yes"], "the second is in no transcript");
}

#[test]
fn nothing_is_published_in_a_dialog_before_its_history_arrives() {
    let mut rig = Rig::new();
    rig.connects(&[open_conversation()]);
    rig.consumer_sends("Yes");
    rig.answers("SubscribeMessagingEvents", 200, json!({}));
    rig.time_passes_ms(9_000);
    assert!(rig.published().is_empty(), "it may hold the same words");
    rig.history(&[said(0, ME, "Yes")]);
    assert_eq!(rig.published(), ["Yes"]);
}

#[test]
fn copies_that_arrive_out_of_order_are_matched_to_their_own_messages() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("Yes");
    rig.consumer_sends("Yes");
    rig.answers("PublishEvent", 200, json!({"sequence": 0}));
    rig.events(&[said(1, ME, "Yes")]);
    rig.events(&[said(0, ME, "Yes")]);
    rig.answers("PublishEvent", 200, json!({"sequence": 1}));
    assert_eq!(rig.transcript(), ["me: Yes (sent)", "me: Yes (sent)"]);
}

#[test]
fn an_adopted_message_is_not_matched_to_an_earlier_copy_with_the_same_text() {
    let mut lost = Rig::chatting(&[]);
    lost.consumer_sends("again");
    lost.answers("PublishEvent", 200, json!({"sequence": 0}));
    lost.events(&[said(0, "me", "again")]);
    lost.consumer_sends("again");
    lost.answers("PublishEvent", 409, json!("closed"));
    let left_behind = lost.session.outbox_snapshot().expect("one is on its way");

    let mut other = Rig::chatting(&[]);
    other.adopts(&left_behind);
    other.events(&[said(0, "me", "again")]);
    assert_eq!(other.transcript().len(), 2, "{:?}", other.transcript());
    assert!(other.session.outbox_snapshot().is_some());
}

#[test]
fn a_refused_message_that_had_claimed_another_tabs_copy_is_queued_again() {
    let mut rig = Rig::chatting(&[]);
    rig.consumer_sends("again");
    rig.events(&[said(0, "me", "again")]);
    assert_eq!(rig.transcript(), ["me: again (sent)"]);
    rig.answers("PublishEvent", 409, json!("full"));
    assert_eq!(
        rig.transcript(),
        ["me: again (sent)", "me: again (failed)"],
        "the copy is another tab's"
    );
}
