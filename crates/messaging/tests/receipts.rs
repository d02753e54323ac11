//! ACCEPT, READ, chat states and gaps (protocol §5.1, §5.3, §5.4).

mod support;

use hailer_messaging::{Command, DialogId, Event, ParticipantId, Sequence, Sight};
use serde_json::{Value, json};
use support::{ANNA, CONVERSATION, ME, Rig, open_conversation, receipt, said, state};

fn on_screen(rig: &mut Rig, sequence: u64, visible: bool) {
    rig.command(Command::OnScreen(vec![Sight {
        dialog: DialogId::new(CONVERSATION),
        sequence: Sequence(sequence),
        visible,
    }]));
}

#[test]
fn arriving_messages_are_accepted_in_one_batch() {
    let mut rig = Rig::chatting(&[]);
    rig.events(&[said(0, ANNA, "a")]);
    rig.events(&[said(1, ANNA, "b")]);
    rig.time_passes_ms(600);
    assert_eq!(rig.receipts("ACCEPT"), [json!([0, 1])]);
    assert!(rig.receipts("READ").is_empty());
}

#[test]
fn receipts_of_a_lively_chat_are_batched_for_longer() {
    let mut rig = Rig::chatting(&[]);
    let (mut sent_ms, mut accepted) = (Vec::new(), Vec::new());
    for tenth in 0..70 {
        rig.look();
        if tenth < 60 {
            rig.events(&[said(tenth, ANNA, "a")]);
        }
        rig.time_passes_ms(100);
        for batch in rig.receipts("ACCEPT") {
            sent_ms.push((tenth + 1) * 100);
            accepted.extend(batch.as_array().cloned().unwrap_or_default());
            rig.answers("PublishEvent", 200, json!({}));
        }
    }
    assert_eq!(sent_ms, [500, 2_500, 4_500, 6_500]);
    assert!(accepted.into_iter().eq((0..60).map(Value::from)));
}

#[test]
fn a_message_is_read_only_if_it_is_on_screen_in_a_visible_tab_with_the_window_open() {
    for (window_open, tab_visible, visible) in [
        (false, true, true),
        (true, false, true),
        (true, true, false),
    ] {
        let mut rig = Rig::chatting(&[]);
        rig.looks(window_open, tab_visible);
        rig.events(&[said(0, ANNA, "a")]);
        on_screen(&mut rig, 0, visible);
        rig.time_passes_ms(5_000);
        assert!(
            rig.receipts("READ").is_empty(),
            "{window_open} {tab_visible} {visible}"
        );
        assert_eq!(rig.session.unread(), 1);
        rig.looks(true, true);
        on_screen(&mut rig, 0, true);
        rig.time_passes_ms(600);
        assert_eq!(rig.receipts("READ"), [json!([0])]);
        assert_eq!(rig.session.unread(), 0);
    }
}

#[test]
fn own_messages_and_receipts_get_no_receipt() {
    let mut rig = Rig::chatting(&[]);
    rig.looks(true, true);
    rig.look()
        .events(&[said(0, ME, "mine"), receipt(1, ANNA, "READ", &[0])]);
    on_screen(&mut rig, 0, true);
    rig.time_passes_ms(1_000);
    assert!(rig.receipts("ACCEPT").is_empty() && rig.receipts("READ").is_empty());
}

#[test]
fn receipts_that_are_in_the_history_are_not_sent_again() {
    let mut rig = Rig::chatting(&[
        said(0, ANNA, "a"),
        said(1, ANNA, "b"),
        receipt(2, ME, "ACCEPT", &[0]),
    ]);
    rig.time_passes_ms(600);
    assert_eq!(rig.receipts("ACCEPT"), [json!([1])]);
}

#[test]
fn a_receipt_lost_with_its_connection_is_sent_on_the_next_one() {
    let mut rig = Rig::chatting(&[]);
    rig.events(&[said(0, ANNA, "a")]);
    rig.time_passes_ms(600);
    rig.socket_closes(1006);
    rig.look().time_passes_ms(1_100);
    rig.arrives(&[open_conversation()]);
    rig.history(&[]);
    rig.time_passes_ms(600);
    assert_eq!(rig.receipts("ACCEPT"), [json!([0])]);
}

#[test]
fn delivery_states_never_go_backwards_and_read_includes_earlier_messages() {
    let mut rig = Rig::chatting(&[said(0, ME, "a"), said(1, ME, "b"), said(2, ME, "c")]);
    rig.events(&[receipt(3, ANNA, "READ", &[1])]);
    assert_eq!(
        rig.transcript(),
        ["me: a (read)", "me: b (read)", "me: c (sent)"]
    );
    rig.events(&[
        receipt(4, ANNA, "ACCEPT", &[0, 1, 2]),
        receipt(5, ANNA, "READ", &[0]),
    ]);
    assert_eq!(
        rig.transcript(),
        ["me: a (read)", "me: b (read)", "me: c (delivered)"]
    );
}

#[test]
fn a_receipt_may_arrive_before_its_message() {
    let mut rig = Rig::chatting(&[]);
    rig.events(&[receipt(1, ANNA, "READ", &[0])]);
    rig.events(&[said(0, ME, "a")]);
    assert_eq!(rig.transcript(), ["me: a (read)"]);
}

#[test]
fn composing_is_sent_at_most_every_three_seconds_and_ends_with_a_pause() {
    let mut rig = Rig::chatting(&[]);
    rig.looks(true, true);
    rig.look();
    for _ in 0..20 {
        rig.command(Command::Typed { has_text: true });
        rig.time_passes_ms(200);
    }
    assert_eq!(rig.chat_states(), ["COMPOSING", "COMPOSING"]);
    rig.look().time_passes_ms(6_000);
    assert_eq!(rig.chat_states(), ["PAUSE"]);
}

#[test]
fn sending_a_message_ends_composing() {
    let mut rig = Rig::chatting(&[]);
    rig.looks(true, true);
    rig.command(Command::Typed { has_text: true });
    rig.look().consumer_sends("done");
    assert_eq!(rig.chat_states(), ["ACTIVE"]);
}

#[test]
fn a_hidden_page_sends_gone_once_as_its_last_state_and_may_come_back() {
    let mut rig = Rig::chatting(&[]);
    rig.looks(true, true);
    rig.look().command(Command::PageHides);
    rig.looks(true, false);
    assert_eq!(rig.chat_states(), ["GONE"]);
    rig.look().looks(true, true);
    assert_eq!(rig.chat_states(), ["ACTIVE"]);
}

#[test]
fn the_typing_indicator_ends_with_a_message_a_pause_or_a_timeout() {
    let typing = Event::TypingChanged(Some(ParticipantId::new(ANNA)));
    let ends: [fn(&mut Rig); 3] = [
        |rig| rig.events(&[said(0, ANNA, "a")]),
        |rig| rig.events(&[state(ANNA, "PAUSE")]),
        |rig| rig.time_passes_ms(16_000),
    ];
    for end in ends {
        let mut rig = Rig::chatting(&[]);
        rig.events(&[state(ME, "COMPOSING")]);
        assert!(
            !rig.events_told()
                .iter()
                .any(|event| matches!(event, Event::TypingChanged(_)))
        );
        rig.events(&[state(ANNA, "COMPOSING")]);
        assert!(rig.events_told().contains(&typing));
        end(&mut rig);
        assert!(rig.events_told().contains(&Event::TypingChanged(None)));
    }
}

#[test]
fn a_lasting_gap_is_requested_once_from_the_event_before_it() {
    let mut rig = Rig::chatting(&[said(0, ANNA, "a")]);
    rig.events(&[said(3, ANNA, "d")]);
    assert!(
        rig.requests("SubscribeMessagingEvents").is_empty(),
        "frames may overtake each other"
    );
    rig.time_passes_ms(1_000);
    assert_eq!(
        rig.requests("SubscribeMessagingEvents")[0]["body"]["fromSeq"],
        0
    );
    // Sequence number 2 was a private message. It never arrives and is not requested again.
    rig.history(&[said(0, ANNA, "a"), said(1, ANNA, "b"), said(3, ANNA, "d")]);
    rig.look().time_passes_ms(20_000);
    assert!(rig.requests("SubscribeMessagingEvents").is_empty());
    assert_eq!(rig.transcript(), ["agent: a", "agent: b", "agent: d"]);
}

#[test]
fn repeated_and_reordered_events_are_shown_once_and_in_order() {
    let mut rig = Rig::chatting(&[]);
    rig.events(&[said(1, ANNA, "b"), said(0, ANNA, "a"), said(1, ANNA, "b")]);
    rig.events(&[said(0, ANNA, "a")]);
    assert_eq!(rig.transcript(), ["agent: a", "agent: b"]);
    let arrived = rig
        .events_told()
        .into_iter()
        .filter(|event| matches!(event, Event::MessageArrived(_)));
    assert_eq!(arrived.count(), 2, "each is announced once");
}
