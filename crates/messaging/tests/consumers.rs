//! Several consumers in one browser: each sees only their own messages.

mod support;

use hailer_messaging::{
    Command, ConversationStatus, DialogId, Event, Input, Sequence, Session, SessionConfig, Sight,
    Survey,
};
use serde_json::json;
use support::{ANNA, ME, Rig, conversation, open_conversation, said, token_of};

const SOMEBODY_ELSE: &str = "somebody else";

/// Chats on a page that names the consumer.
fn chatting_as_myself(history: &[serde_json::Value]) -> Rig {
    let mut rig = Rig::new();
    rig.command(Command::Named);
    rig.connects(&[open_conversation()]);
    rig.history(history);
    rig.look();
    rig
}

/// Reloads the page, which names a consumer; the session waits for their token.
fn comes_back(rig: &Rig) -> Rig {
    let mut again = rig.reloaded(true);
    again.command(Command::Named);
    again.command(Command::Connect);
    again
}

fn shows_nothing(rig: &Rig) {
    assert_eq!(rig.transcript(), [""; 0]);
    assert_eq!(rig.session.message_count(), 0);
    assert_eq!(rig.session.unread(), 0);
    assert!(!rig.session.has_earlier());
    assert_eq!(*rig.session.survey(), Survey::None);
    let status = rig.session.conversation_status();
    assert_eq!(status, ConversationStatus::default());
}

#[test]
fn a_named_consumers_transcript_is_shown_after_their_token_arrives() {
    let rig = chatting_as_myself(&[said(0, ME, "a"), said(1, ANNA, "b")]);
    let mut again = comes_back(&rig);
    again.input(Input::TokenFailed { retryable: false });
    shows_nothing(&again);
    let told = again.events_told();
    let is_harmless = |event: &Event| {
        matches!(
            event,
            Event::ConnectionChanged(_) | Event::TranscriptChanged
        )
    };
    assert!(told.iter().all(is_harmless), "{told:?}");
    again.command(Command::Connect);
    again.time_passes_ms(1_000);
    again.input(Input::TokenObtained(token_of(ME)));
    assert_eq!(again.transcript(), ["me: a (sent)", "agent: b"]);
    assert_eq!(again.session.unread(), 1);
    assert!(again.session.conversation_status().is_open);
}

#[test]
fn a_returning_consumer_requests_only_missing_events() {
    let rig = chatting_as_myself(&[said(0, ME, "a"), said(1, ANNA, "b")]);
    let mut again = comes_back(&rig);
    again.arrives(&[open_conversation()]);
    let asked = again.requests("SubscribeMessagingEvents");
    assert_eq!(asked[0]["body"]["fromSeq"], 1);
    again.history(&[said(1, ANNA, "b"), said(2, ANNA, "c")]);
    assert_eq!(again.transcript(), ["me: a (sent)", "agent: b", "agent: c"]);
}

#[test]
fn another_consumers_transcript_is_never_shown_and_is_deleted() {
    let rig = chatting_as_myself(&[said(0, ANNA, "for me only")]);
    let mut other = comes_back(&rig);
    other.input(Input::TokenObtained(token_of(SOMEBODY_ELSE)));
    shows_nothing(&other);
    let kept = other.session.snapshot(true);
    assert!(!kept.contains("for me only"), "{kept}");
    assert!(!kept.contains(&format!("{ME:?}")), "{kept}");
    assert!(kept.contains(SOMEBODY_ELSE), "{kept}");
}

#[test]
fn a_survey_is_shown_only_to_its_consumer() {
    let mut rig = chatting_as_myself(&[said(0, ANNA, "a")]);
    rig.conversations(&[conversation("c1", "CLOSE", 9)]);
    let mut again = comes_back(&rig);
    shows_nothing(&again);
    again.command(Command::Rate {
        stars: 5,
        resolved: Some(true),
    });
    again.input(Input::TokenObtained(token_of(ME)));
    assert!(matches!(again.session.survey(), Survey::Asked(_)));
}

#[test]
fn a_sealed_snapshot_is_kept_for_its_consumer() {
    let rig = chatting_as_myself(&[said(0, ANNA, "a")]);
    let mut nobody = comes_back(&rig);
    nobody.input(Input::TokenFailed { retryable: true });
    let mut again = comes_back(&nobody);
    again.input(Input::TokenObtained(token_of(ME)));
    assert_eq!(again.transcript(), ["agent: a"]);
}

#[test]
fn an_anonymous_page_does_not_show_a_named_consumers_transcript() {
    let rig = chatting_as_myself(&[said(0, ANNA, "a")]);
    let mut anonymous = rig.reloaded(true);
    anonymous.command(Command::Connect);
    shows_nothing(&anonymous);
    anonymous.input(Input::TokenObtained(token_of("anonymous")));
    shows_nothing(&anonymous);
}

#[test]
fn an_anonymous_transcript_is_shown_at_once_unless_the_page_names_its_consumer() {
    let rig = Rig::chatting(&[said(0, ANNA, "a")]);
    assert_eq!(rig.reloaded(true).transcript(), ["agent: a"]);
    let mut named = comes_back(&rig);
    shows_nothing(&named);
    assert_eq!(named.reloaded(true).transcript(), ["agent: a"]);
    named.input(Input::TokenObtained(token_of(SOMEBODY_ELSE)));
    shows_nothing(&named);
}

#[test]
fn a_snapshot_without_the_named_flag_is_shown_at_once() {
    let rig = chatting_as_myself(&[said(0, ANNA, "a")]);
    let old = rig.session.snapshot(true).replace(r#""named":true,"#, "");
    assert_ne!(old, rig.session.snapshot(true));
    let session = Session::restore(SessionConfig::new("1", 1), &old).unwrap();
    assert_eq!(session.message_count(), 1);
}

#[test]
fn a_running_chat_is_hidden_after_the_page_names_its_consumer_until_a_token_arrives() {
    let mut rig = chatting_as_myself(&[said(0, ANNA, "a")]);
    rig.command(Command::Named);
    shows_nothing(&rig);
    rig.command(Command::Connect);
    rig.time_passes_ms(1_000);
    assert!(rig.token_needed().is_some(), "the last one was another's");
    rig.arrives(&[open_conversation()]);
    assert_eq!(rig.transcript(), ["agent: a"]);
    let asked = rig.requests("SubscribeMessagingEvents");
    assert_eq!(asked[0]["body"]["fromSeq"], 0);
}

#[test]
fn another_consumers_visit_does_not_resend_a_message_in_doubt() {
    let mut rig = chatting_as_myself(&[]);
    rig.consumer_sends("mine");
    let mut other = comes_back(&rig);
    other.input(Input::TokenObtained(token_of(SOMEBODY_ELSE)));
    // The page is the same, but the brand returns another token after the first is refused.
    other.input(Input::SocketClosed { code: 4401 });
    other.time_passes_ms(1_000);
    other.input(Input::TokenObtained(token_of(ME)));
    assert_eq!(other.transcript(), ["me: mine (sending)"]);
    other.input(Input::SocketClosed { code: 4401 });
    other.time_passes_ms(60_000);
    other.input(Input::TokenObtained(token_of(SOMEBODY_ELSE)));
    assert_eq!(other.transcript(), [""; 0]);
    let mut again = comes_back(&other);
    again.arrives(&[open_conversation()]);
    again.history(&[said(0, ME, "mine")]);
    again.time_passes_ms(20_000);
    assert_eq!(again.transcript(), ["me: mine (sent)"]);
    assert!(again.published().is_empty());
}

#[test]
fn a_message_in_doubt_is_found_in_an_unsealed_snapshot() {
    let mut rig = chatting_as_myself(&[]);
    rig.consumer_sends("mine");
    let left_behind = rig.session.outbox_snapshot().unwrap();
    rig.events(&[said(0, ME, "mine")]);
    let mut again = comes_back(&rig);
    again.adopts(&left_behind);
    again.input(Input::TokenObtained(token_of(ME)));
    assert_eq!(again.transcript(), ["me: mine (sent)"]);
}

#[test]
fn a_message_written_before_the_token_arrives_belongs_to_the_new_consumer() {
    let rig = chatting_as_myself(&[said(0, ANNA, "a")]);
    let mut other = comes_back(&rig);
    other.consumer_sends("hello");
    assert_eq!(other.session.author(), None);
    other.input(Input::TokenObtained(token_of(SOMEBODY_ELSE)));
    assert_eq!(other.transcript(), ["me: hello (queued)"]);
    assert_eq!(other.session.author().unwrap().as_str(), SOMEBODY_ELSE);
    let mut again = comes_back(&other);
    again.input(Input::TokenObtained(token_of(ME)));
    assert_eq!(again.transcript(), [""; 0]);
}

#[test]
fn messages_read_in_another_tab_count_as_read_here() {
    let mut rig = chatting_as_myself(&[said(0, ANNA, "a")]);
    let mut again = comes_back(&rig);
    rig.looks(true, true);
    rig.command(Command::OnScreen(vec![Sight {
        dialog: DialogId::new("c1"),
        sequence: Sequence(0),
        visible: true,
    }]));
    again.hears_of(&rig.session.snapshot(true));
    shows_nothing(&again);
    again.input(Input::TokenObtained(token_of(ME)));
    assert_eq!(again.transcript(), ["agent: a"]);
    assert_eq!(again.session.unread(), 0);
}

#[test]
fn after_a_logout_no_data_of_the_consumer_remains() {
    let mut rig = chatting_as_myself(&[said(0, ANNA, "a")]);
    rig.consumer_sends("b");
    rig.answers("PublishEvent", 500, json!({}));
    rig.command(Command::Forget);
    shows_nothing(&rig);
    assert!(!rig.session.is_in_use());
    assert_eq!(rig.session.outbox_snapshot(), None);
    rig.look().command(Command::Connect);
    rig.time_passes_ms(1_000);
    assert!(rig.token_needed().is_some());
    rig.input(Input::TokenObtained(token_of(ME)));
    shows_nothing(&rig);
}
