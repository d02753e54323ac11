//! Keep-alive, lost connections, reconnects and expired tokens (protocol §1.8 to §1.10).

mod support;

use hailer_messaging::{Command, Connection, EndReason, Input, Output, TokenNeed};
use serde_json::json;
use support::{ANNA, Rig, open_conversation, said, state, token_of};

#[test]
fn get_clock_is_sent_after_thirty_seconds_of_silence() {
    let mut rig = Rig::online();
    rig.look().time_passes_ms(29_000);
    assert!(rig.frames_sent().is_empty());
    rig.time_passes_ms(1_000);
    assert_eq!(rig.requests(".GetClock").len(), 1);
    rig.answers(
        ".GetClock",
        200,
        json!({"currentTime": 1_700_000_000_000_u64}),
    );
    rig.look().time_passes_ms(30_000);
    assert_eq!(rig.requests(".GetClock").len(), 1);
}

#[test]
fn a_connection_is_given_up_if_get_clock_has_no_response_for_ten_seconds() {
    let mut rig = Rig::online();
    rig.time_passes_ms(39_900);
    assert_eq!(rig.connection(), Connection::Online);
    rig.look().time_passes_ms(200);
    assert_eq!(rig.wished(&Output::CloseSocket), 1);
    assert!(matches!(rig.connection(), Connection::Waiting { .. }));
}

#[test]
fn a_connection_that_receives_frames_is_kept_even_without_a_response_to_get_clock() {
    let mut rig = Rig::chatting(&[]);
    rig.look().time_passes_ms(30_000);
    assert_eq!(rig.requests(".GetClock").len(), 1);
    for sequence in 0..100 {
        rig.time_passes_ms(2_000);
        rig.events(&[state(ANNA, "ACTIVE")]);
        assert_eq!(rig.wished(&Output::CloseSocket), 0, "after {sequence}");
    }
    rig.time_passes_ms(10_000);
    assert_eq!(rig.wished(&Output::CloseSocket), 1, "now it is silent");
}

#[test]
fn a_connection_is_given_up_if_a_message_has_no_response_for_a_minute() {
    let mut rig = Rig::chatting(&[]);
    rig.look().consumer_sends("hello?");
    for _ in 0..11 {
        rig.time_passes_ms(5_000);
        rig.events(&[state(ANNA, "ACTIVE")]);
    }
    assert_eq!(rig.wished(&Output::CloseSocket), 0, "it may stand in line");
    rig.time_passes_ms(5_000);
    assert_eq!(rig.wished(&Output::CloseSocket), 1, "nobody will answer");
}

#[test]
fn after_a_sleep_the_deadlines_of_a_connection_are_extended() {
    let mut rig = Rig::online();
    rig.time_passes_ms(30_000);
    rig.sleeps_ms(600_000);
    assert_eq!(
        rig.connection(),
        Connection::Online,
        "the answer may be waiting behind the timer"
    );
    rig.time_passes_ms(5_100);
    assert!(matches!(rig.connection(), Connection::Waiting { .. }));
}

#[test]
fn after_any_other_close_code_the_session_waits_and_resumes_from_the_last_event() {
    let mut rig = Rig::chatting(&[said(0, "me", "a"), said(1, "anna-pid", "b")]);
    rig.socket_closes(1012);
    assert!(matches!(rig.connection(), Connection::Waiting { .. }));
    rig.look().time_passes_ms(1_100);
    assert_eq!(rig.wished(&Output::OpenSocket), 1);
    assert_eq!(rig.token_needed(), None, "the token is still good");
    rig.arrives(&[open_conversation()]);
    assert_eq!(
        rig.requests("SubscribeMessagingEvents")[0]["body"]["fromSeq"],
        1,
        "it comes once more, and with it the certainty that the history came"
    );
}

#[test]
fn the_back_off_grows_while_reconnects_fail() {
    let mut rig = Rig::online();
    rig.socket_closes(1006);
    let mut attempts = 0;
    rig.look();
    for _ in 0..600 {
        rig.time_passes_ms(1_000);
        if rig.wished(&Output::OpenSocket) > 0 {
            attempts += 1;
            rig.look().socket_closes(1006);
        } else if rig.token_needed().is_some() {
            // After some failures the session requests a token instead, as the old one may be
            // the cause.
            attempts += 1;
            rig.look().input(Input::TokenFailed { retryable: true });
        }
    }
    assert!(
        (8..=20).contains(&attempts),
        "{attempts} attempts in ten minutes"
    );
}

#[test]
fn a_server_that_closes_at_once_is_not_flooded_with_attempts() {
    let mut rig = Rig::online();
    let mut sockets = 0;
    rig.look().socket_closes(1011);
    for _ in 0..60 {
        rig.time_passes_ms(1_000);
        if rig.wished(&Output::OpenSocket) > 0 {
            sockets += 1;
            rig.arrives(&[]);
            rig.look().socket_closes(1011);
        }
    }
    assert!(sockets <= 8, "{sockets} sockets in a minute");
}

#[test]
fn close_code_4401_requests_a_fresh_token() {
    let mut rig = Rig::online();
    rig.time_passes_ms(1_000);
    rig.look().socket_closes(4401);
    assert_eq!(rig.token_needed(), Some(TokenNeed::Fresh));
    assert_eq!(rig.wished(&Output::OpenSocket), 0);
}

#[test]
fn close_code_4407_extends_the_token() {
    let mut rig = Rig::online();
    rig.time_passes_ms(1_000);
    rig.look().socket_closes(4407);
    assert_eq!(rig.token_needed(), Some(TokenNeed::Extend));
    rig.arrives(&[]);
    assert_eq!(rig.connection(), Connection::Online);
}

#[test]
fn repeatedly_refused_tokens_end_the_session_until_the_consumer_reconnects() {
    let mut rig = Rig::new();
    rig.command(Command::Connect);
    let mut asked = 0;
    for _ in 0..60 {
        if rig.token_needed().is_some() {
            asked += 1;
            rig.look().input(Input::TokenObtained(token_of("me")));
            rig.input(Input::SocketOpened);
            rig.look().socket_closes(4401);
        }
        rig.time_passes_ms(1_000);
    }
    assert_eq!(rig.connection(), Connection::Ended(EndReason::TokenRefused));
    assert_eq!(asked, 4, "never in a tight loop");
    rig.look().command(Command::Connect);
    assert_eq!(rig.token_needed(), Some(TokenNeed::Fresh));
}

#[test]
fn a_hanging_token_provider_is_asked_again_and_one_that_returns_an_invalid_token_is_not() {
    let mut rig = Rig::new();
    rig.command(Command::Connect);
    rig.look().time_passes_ms(32_000);
    assert_eq!(
        rig.token_needed(),
        Some(TokenNeed::Any),
        "asked again after thirty seconds and a wait"
    );
    rig.input(Input::TokenObtained("rubbish".to_owned()));
    assert_eq!(rig.connection(), Connection::Ended(EndReason::TokenRefused));
}

#[test]
fn without_a_network_the_session_waits_and_then_connects_at_once() {
    let mut rig = Rig::chatting(&[]);
    rig.input(Input::NetworkChanged { online: false });
    assert_eq!(rig.connection(), Connection::Offline);
    assert_eq!(rig.wished(&Output::CloseSocket), 1);
    rig.look().time_passes_ms(600_000);
    assert_eq!(rig.wished(&Output::OpenSocket), 0);
    rig.input(Input::NetworkChanged { online: true });
    assert_eq!(rig.wished(&Output::OpenSocket), 1);
}

#[test]
fn a_disconnected_session_produces_no_more_outputs() {
    let mut rig = Rig::chatting(&[]);
    rig.command(Command::Disconnect);
    rig.time_passes_ms(1_000);
    rig.look().time_passes_ms(3_600_000);
    assert!(rig.outputs().is_empty());
    assert_eq!(rig.wake_at(), None);
}

#[test]
fn a_flapping_network_and_repeated_clicks_do_not_cause_a_storm_of_attempts() {
    let mut rig = Rig::chatting(&[]);
    rig.look().socket_closes(1006);
    for _ in 0..600 {
        rig.input(Input::NetworkChanged { online: false });
        rig.input(Input::NetworkChanged { online: true });
        rig.command(Command::Connect);
        rig.socket_closes(1006);
        rig.time_passes_ms(100);
    }
    let attempts = rig.wished(&Output::OpenSocket);
    assert!((20..=60).contains(&attempts), "{attempts} in a minute");
}

#[test]
fn a_silent_connection_is_probed_when_the_consumer_returns() {
    let mut rig = Rig::chatting(&[]);
    rig.looks(true, false);
    rig.look().time_passes_ms(4_000);
    rig.looks(true, true);
    assert!(rig.requests("GetClock").is_empty(), "it spoke just now");
    rig.looks(true, false);
    rig.time_passes_ms(5_000);
    rig.look().looks(true, true);
    assert_eq!(rig.requests("GetClock").len(), 1);
    rig.looks(true, false);
    rig.looks(true, true);
    assert_eq!(rig.requests("GetClock").len(), 1, "one question at a time");
    rig.look().time_passes_ms(10_000);
    assert_eq!(rig.wished(&Output::CloseSocket), 1, "it was dead");
}
