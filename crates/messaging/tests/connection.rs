//! Keep-alive, loss, return, and tokens that expire (protocol §1.8 to §1.10).

mod support;

use hailer_messaging::{Command, Connection, EndReason, Input, Output, TokenNeed};
use serde_json::json;
use support::{ANNA, Rig, open_conversation, said, state, token_of};

#[test]
fn the_clock_is_asked_for_after_thirty_seconds_of_silence() {
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
fn a_clock_that_is_not_answered_within_ten_seconds_means_a_dead_connection() {
    let mut rig = Rig::online();
    rig.time_passes_ms(39_900);
    assert_eq!(rig.connection(), Connection::Online);
    rig.look().time_passes_ms(200);
    assert_eq!(rig.wished(&Output::CloseSocket), 1);
    assert!(matches!(rig.connection(), Connection::Waiting { .. }));
}

#[test]
fn a_connection_that_tells_something_lives_however_long_the_clock_goes_unanswered() {
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
fn what_the_consumer_waits_for_is_given_up_after_a_minute_whatever_else_comes() {
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
fn a_laptop_that_slept_gets_a_moment_before_its_connection_counts_as_dead() {
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
fn any_other_close_is_waited_out_and_the_dialog_resumed_from_the_last_event_held() {
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
fn reconnects_become_rare_when_nothing_comes_of_them() {
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
            // After some failures the token is suspected, and asked for instead.
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
fn a_server_that_closes_at_once_is_not_stormed() {
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
fn four_four_zero_one_asks_the_site_for_a_fresh_token() {
    let mut rig = Rig::online();
    rig.time_passes_ms(1_000);
    rig.look().socket_closes(4401);
    assert_eq!(rig.token_needed(), Some(TokenNeed::Fresh));
    assert_eq!(rig.wished(&Output::OpenSocket), 0);
}

#[test]
fn four_four_zero_seven_extends_the_identity() {
    let mut rig = Rig::online();
    rig.time_passes_ms(1_000);
    rig.look().socket_closes(4407);
    assert_eq!(rig.token_needed(), Some(TokenNeed::Extend));
    rig.arrives(&[]);
    assert_eq!(rig.connection(), Connection::Online);
}

#[test]
fn tokens_refused_again_and_again_end_the_session_until_the_consumer_tries() {
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
fn a_provider_that_hangs_is_asked_again_and_one_that_returns_rubbish_is_not() {
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
fn without_a_network_nothing_is_tried_and_with_it_at_once() {
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
fn a_disconnected_session_is_quiet_for_ever() {
    let mut rig = Rig::chatting(&[]);
    rig.command(Command::Disconnect);
    rig.time_passes_ms(1_000);
    rig.look().time_passes_ms(3_600_000);
    assert!(rig.outputs().is_empty());
    assert_eq!(rig.wake_at(), None);
}

#[test]
fn a_network_that_flaps_and_a_person_who_keeps_clicking_cause_no_storm() {
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
fn whoever_comes_back_to_a_silent_connection_has_it_asked_whether_it_lives() {
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
