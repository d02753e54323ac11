//! Tests of the stored state after a reload, after a crash, and with a second tab.

mod support;

use hailer_messaging::{Command, Input, Now, Output, Session, SessionConfig};
use serde_json::json;
use support::{ANNA, ME, Rig, conversation, open_conversation, said, token_of};

#[test]
fn a_reload_restores_the_transcript_and_requests_only_missing_events() {
    let mut rig = Rig::chatting(&[said(0, ME, "a"), said(1, ANNA, "b")]);
    rig.consumer_sends("c");
    let mut again = rig.reloaded(true);
    assert_eq!(
        again.transcript(),
        ["me: a (sent)", "agent: b", "me: c (sending)"]
    );
    again.connects(&[open_conversation()]);
    assert_eq!(
        again.requests("SubscribeMessagingEvents")[0]["body"]["fromSeq"],
        1,
        "the last one known when c was sent: it proves that the history was told"
    );
    again.history(&[said(1, ANNA, "b"), said(2, ME, "c")]);
    assert_eq!(
        again.transcript(),
        ["me: a (sent)", "agent: b", "me: c (sent)"]
    );
    assert!(again.published().is_empty());
}

#[test]
fn an_unsent_message_is_stored_even_without_room_for_the_transcript() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "a")]);
    rig.consumer_sends("mine");
    let mut again = rig.reloaded(false);
    again.connects(&[open_conversation()]);
    again.history(&[said(0, ANNA, "a")]);
    again.time_passes_ms(5_000);
    again.history(&[said(0, ANNA, "a")]);
    assert_eq!(again.published(), ["mine"]);
}

#[test]
fn another_consumers_transcript_is_dropped_but_the_unsent_message_is_kept() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "for me only")]);
    rig.socket_closes(1006);
    rig.consumer_sends("mine");
    let mut again = rig.reloaded(true);
    again.command(Command::Connect);
    again.input(Input::TokenObtained(token_of("somebody else")));
    assert_eq!(again.transcript(), ["me: mine (queued)"]);
}

#[test]
fn a_named_consumers_message_waits_for_them_and_is_not_shown_or_sent_by_others() {
    let mut rig = Rig::new();
    rig.command(Command::Named);
    rig.connects(&[]);
    rig.socket_closes(1006);
    rig.consumer_sends("for my bank only");
    let mut other = rig.reloaded(true);
    other.command(Command::Named);
    other.command(Command::Connect);
    other.input(Input::TokenObtained(token_of("somebody else")));
    assert_eq!(other.transcript(), [""; 0]);
    other.input(Input::SocketOpened);
    let mut back = other.reloaded(true);
    assert_eq!(
        back.transcript(),
        [""; 0],
        "nor before it is known who is here"
    );
    back.command(Command::Named);
    back.command(Command::Connect);
    back.input(Input::TokenObtained(token_of(ME)));
    assert_eq!(back.transcript(), ["me: for my bank only (queued)"]);
}

#[test]
fn damaged_stored_texts_are_rejected_or_read_in_part() {
    for text in ["", "{", "[]", "7", r#"{"version":2}"#] {
        let mut session = Session::new(SessionConfig::new("1", 1));
        assert!(
            session.adopt_outbox(Now::default(), text).is_err(),
            "{text}"
        );
        assert!(
            Session::restore(SessionConfig::new("1", 1), text).is_err(),
            "{text}"
        );
    }
    let odd = r#"{"version":1,"dialogs":[{"events":9}],"conversations":"no"}"#;
    let mut session = Session::restore(SessionConfig::new("1", 1), odd).unwrap();
    let odd = r#"{"version":1,"outbox":[7,{"id":"x"},{"id":"y","text":"kept"}]}"#;
    session.adopt_outbox(Now::default(), odd).unwrap();
    assert_eq!(session.messages().count(), 1);
}

#[test]
fn a_closed_tabs_message_is_found_in_another_tabs_transcript() {
    let mut lost = Rig::chatting(&[said(0, ANNA, "a")]);
    lost.consumer_sends("mine");
    let left_behind = lost.session.outbox_snapshot().unwrap();
    let mut other = Rig::chatting(&[said(0, ANNA, "a"), said(1, ME, "mine")]);
    other.adopts(&left_behind);
    other.time_passes_ms(20_000);
    assert_eq!(other.transcript(), ["agent: a", "me: mine (sent)"]);
    assert!(other.published().is_empty());
    assert_eq!(other.session.outbox_snapshot(), None);
}

#[test]
fn a_closed_tabs_message_that_was_not_stored_is_sent_by_the_adopting_tab() {
    let mut lost = Rig::chatting(&[]);
    lost.consumer_sends("mine");
    let left_behind = lost.session.outbox_snapshot().unwrap();
    let mut other = Rig::chatting(&[]);
    other.adopts(&left_behind);
    assert!(other.published().is_empty(), "it may be on its way still");
    other.time_passes_ms(5_000);
    other.history(&[]);
    assert_eq!(other.published(), ["mine"]);
    other.adopts(&left_behind);
    other.time_passes_ms(1_000);
    assert_eq!(other.transcript(), ["me: mine (sending)"], "once");
}

#[test]
fn an_empty_outbox_is_not_stored() {
    let mut rig = Rig::chatting(&[]);
    assert_eq!(rig.session.outbox_snapshot(), None);
    rig.consumer_sends("mine");
    assert!(rig.session.outbox_snapshot().is_some());
    rig.answers("PublishEvent", 200, json!({"sequence": 0}));
    rig.look().events(&[said(0, ME, "mine")]);
    assert_eq!(rig.wished(&Output::PersistOutbox), 1);
    assert_eq!(rig.session.outbox_snapshot(), None);
}

#[test]
fn messages_read_in_an_ended_conversation_stay_read_in_every_tab() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "a")]);
    rig.conversations(&[conversation("c1", "CLOSE", 9)]);
    rig.looks(true, true);
    rig.command(Command::OnScreen(vec![hailer_messaging::Sight {
        dialog: hailer_messaging::DialogId::new("c1"),
        sequence: hailer_messaging::Sequence(0),
        visible: true,
    }]));
    rig.time_passes_ms(600);
    let mut other = rig.reloaded(true);
    assert_eq!(other.session.unread(), 0);
    other.connects(&[conversation("c1", "CLOSE", 9)]);
    other.history(&[said(0, ANNA, "a")]);
    assert_eq!(other.session.unread(), 0);
    let mut early = Rig::new();
    early.hears_of(&rig.session.snapshot(true));
    early.connects(&[conversation("c1", "CLOSE", 9)]);
    early.history(&[said(0, ANNA, "a")]);
    assert_eq!(early.session.unread(), 0, "though it heard of it first");
}

#[test]
fn an_outbox_of_an_older_build_is_read_and_written_in_the_same_format() {
    let kept = json!({
        "version": 1,
        "outbox": [
            {"id": "a", "text": "stored", "written": 5, "dialogId": "c1", "sequence": 3},
            {"id": "b", "text": "in doubt", "written": 6, "dialogId": "c1", "watermark": 2},
            {"id": "c", "text": "refused", "written": 7, "refused": 403},
            {"id": "d", "text": "waits", "written": 8, "author": "somebody else"},
        ],
        "taken": [{"dialogId": "c1", "sequence": 3}],
    });
    let mut session = Session::new(SessionConfig::new("1", 1));
    let adopted = session.adopt_outbox(Now::default(), &kept.to_string());
    adopted.unwrap();
    let written = session.outbox_snapshot().unwrap();
    let written: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(written, kept);
}

#[test]
fn a_stored_conversation_has_the_format_that_older_builds_read() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "a")]);
    rig.conversations(&[conversation("c1", "CLOSE", 9)]);
    let kept: serde_json::Value = serde_json::from_str(&rig.session.snapshot(true)).unwrap();
    assert_eq!(kept["version"], 1);
    assert_eq!(kept["named"], false);
    assert_eq!(kept["consumer"], ME);
    let known = &kept["conversations"][0];
    assert_eq!(known["convId"], "c1");
    let details = &known["conversationDetails"];
    assert_eq!(details["state"], "CLOSE");
    assert_eq!(details["stage"], "CLOSE");
    assert_eq!(details["metaDataLastUpdateTs"], 9);
    assert_eq!(details["dialogs"][0]["dialogId"], "c1");
    assert_eq!(details["dialogs"][0]["dialogType"], "MAIN");
    let dialog = &kept["dialogs"][0];
    assert_eq!(dialog["dialogId"], "c1");
    assert_eq!(dialog["conversationId"], "c1");
    assert_eq!(dialog["next"], 1);
    let event = &dialog["events"][0];
    assert_eq!(event["sequence"], 0);
    assert_eq!(event["originatorMetadata"]["id"], ANNA);
    let content = json!({"type": "ContentEvent", "contentType": "text/plain", "message": "a"});
    assert_eq!(event["event"], content);
}

#[test]
fn the_metadata_of_a_message_is_stored_and_sent_with_it() {
    let metadata = json!([{"type": "ExternalId", "id": "yes-1", "n": 0.10}]);
    let left_behind =
        json!({"version": 1, "outbox": [{"id": "x", "text": "Yes", "metadata": metadata}]});
    let mut rig = Rig::chatting(&[]);
    rig.adopts(&left_behind.to_string());
    let publish = &rig.requests("PublishEvent")[0];
    assert_eq!(publish["metadata"], metadata);
    assert_eq!(publish["body"]["event"]["message"], "Yes");
    let kept = rig.session.outbox_snapshot().unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["outbox"][0]["metadata"], metadata);
    rig.consumer_sends("No");
    let kept = rig.session.outbox_snapshot().unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["outbox"][1].get("metadata"), None);
}
