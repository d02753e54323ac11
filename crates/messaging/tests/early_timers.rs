//! Timers that fire early, clocks that are coarse or run backwards, and lost wake-ups.

mod support;

use hailer_messaging::{Command, Connection, Input, Output};
use serde_json::json;
use support::{ANNA, Clock, Rig, open_conversation, said};

/// Clocks and timers of browsers, and worse ones.
const CLOCKS: [Clock; 5] = [
    clock(1, 1),
    clock(1, 4),
    clock(16, 0),
    clock(16, 16),
    clock(100, 16),
];

const fn clock(granularity_ms: u64, early_ms: u64) -> Clock {
    Clock {
        granularity_ms,
        behind_ms: 0,
        early_ms,
    }
}

#[test]
fn a_wake_up_that_is_a_millisecond_early_is_requested_again() {
    let mut rig = Rig::online();
    let due = rig.wake_at().expect("the keep-alive is waited for");
    rig.look().clock.early_ms = 1;
    rig.sleeps_ms(due.as_ms() - rig.now_ms() - 1);
    assert_eq!(rig.wished(&Output::WakeAt(Some(due))), 1);
    assert!(rig.requests(".GetClock").is_empty(), "it is not due yet");
    rig.time_passes_ms(1);
    assert_eq!(rig.requests(".GetClock").len(), 1);
}

#[test]
fn no_wake_up_is_requested_without_a_deadline() {
    let mut rig = Rig::new();
    rig.input(Input::DeadlineReached);
    assert!(rig.outputs().is_empty());
}

#[test]
fn a_lost_connection_is_restored_with_any_clock_resolution() {
    for clock in CLOCKS {
        let mut rig = Rig::online();
        rig.clock = clock;
        for _ in 0..4 {
            rig.look().socket_closes(1006);
            assert!(matches!(rig.connection(), Connection::Waiting { .. }));
            let tries = (0..100).take_while(|_| {
                rig.time_passes_ms(100);
                rig.wished(&Output::OpenSocket) == 0
            });
            assert!(tries.count() < 90, "{}", named(clock));
            rig.arrives(&[]);
        }
    }
}

#[test]
fn receipts_are_sent_with_any_clock_resolution() {
    for clock in CLOCKS {
        let mut rig = Rig::chatting(&[]);
        rig.clock = clock;
        for sequence in 0..5 {
            rig.look().events(&[said(sequence, ANNA, "hello")]);
            rig.time_passes_ms(3_000);
            let receipts = rig.receipts("ACCEPT");
            assert_eq!(receipts, [json!([sequence])], "{}", named(clock));
            rig.answers("PublishEvent", 200, json!({}));
        }
    }
}

#[test]
fn a_half_open_socket_is_detected_with_any_clock_resolution() {
    for clock in CLOCKS {
        let mut rig = Rig::online();
        rig.clock = clock;
        rig.look().time_passes_ms(42_000);
        assert_eq!(rig.wished(&Output::CloseSocket), 1, "{}", named(clock));
    }
}

#[test]
fn a_half_open_socket_is_detected_after_the_clock_ran_backwards() {
    for length_ms in [0, 100, 29_999, 30_000, 39_000] {
        let mut rig = Rig::online();
        rig.look().time_passes_ms(length_ms);
        rig.clock.behind_ms = 500;
        rig.time_passes_ms(41_000 - length_ms);
        assert_eq!(rig.wished(&Output::CloseSocket), 1, "after {length_ms} ms");
    }
}

#[test]
fn a_clock_that_stops_delays_a_deadline_but_does_not_lose_it() {
    let mut rig = Rig::online();
    rig.look().socket_closes(1006);
    for behind_ms in (0..3_000).step_by(50) {
        rig.clock.behind_ms = behind_ms;
        rig.time_passes_ms(50);
    }
    assert_eq!(
        rig.wished(&Output::OpenSocket),
        0,
        "no time is seen to pass"
    );
    rig.time_passes_ms(1_100);
    assert_eq!(rig.wished(&Output::OpenSocket), 1);
}

#[test]
fn after_a_lost_wake_up_the_next_input_handles_the_deadline() {
    let mut rig = Rig::chatting(&[]);
    rig.look().events(&[said(0, ANNA, "hello")]);
    rig.loses_its_timer();
    rig.time_passes_ms(3_000);
    assert!(rig.receipts("ACCEPT").is_empty(), "nobody woke the session");
    rig.command(Command::Typed { has_text: false });
    assert_eq!(rig.receipts("ACCEPT"), [json!([0])]);
    rig.look().time_passes_ms(11_000);
    assert_eq!(rig.wished(&Output::CloseSocket), 1, "the timers go on");
}

#[test]
fn a_lost_connection_is_restored_after_a_lost_wake_up() {
    let mut rig = Rig::chatting(&[]);
    rig.socket_closes(1006);
    rig.loses_its_timer();
    rig.look().time_passes_ms(20_000);
    rig.looks(true, true);
    assert_eq!(rig.wished(&Output::OpenSocket), 1);
    rig.arrives(&[open_conversation()]);
    assert_eq!(rig.connection(), Connection::Online);
}

#[test]
fn an_overdue_deadline_sends_nothing_over_a_closed_socket() {
    let mut rig = Rig::online();
    rig.loses_its_timer();
    rig.look().time_passes_ms(31_000);
    rig.socket_closes(1006);
    assert!(rig.frames_sent().is_empty());
    assert_eq!(rig.wished(&Output::CloseSocket), 0);
}

#[test]
fn another_tabs_snapshot_requests_the_next_wake_up_even_without_a_known_consumer() {
    let mut rig = Rig::online();
    rig.command(Command::Named);
    rig.command(Command::Connect);
    let kept = rig.session.snapshot(true);
    rig.loses_its_timer();
    rig.time_passes_ms(120_000);
    rig.hears_of(&kept);
    assert!(rig.wake_at().is_none_or(|at| at.as_ms() > rig.now_ms()));
}

fn named(clock: Clock) -> String {
    let Clock {
        granularity_ms,
        early_ms,
        ..
    } = clock;
    format!("a clock of {granularity_ms} ms with timers {early_ms} ms early")
}
