//! Histories of many pages, and one that is too long to read (protocol §3.4).

mod support;

use hailer_messaging::{Event, Input};
use serde_json::{Value, json};
use support::{ANNA, CONVERSATION, ME, Rig, open_conversation, said};

/// A frame of this many bytes is not parsed.
const TOO_LONG: usize = 8 * 1024 * 1024 + 1;

/// A page of the agent's messages, starting at a sequence number.
fn page(from: u64, count: u64) -> Vec<Value> {
    let sequences = from..from + count;
    sequences.map(|at| said(at, ANNA, "again")).collect()
}

fn arrived(rig: &Rig) -> usize {
    let told = rig.events_told();
    let news = |event: &&Event| matches!(event, Event::MessageArrived(_));
    told.iter().filter(news).count()
}

/// The open conversation, with the sequence number of its last message.
fn up_to(last: u64) -> Value {
    let mut told = open_conversation();
    told["lastContentEventNotification"] = said(last, ANNA, "again");
    told
}

fn asked_from(rig: &mut Rig) -> u64 {
    let request = rig.take_request("SubscribeMessagingEvents");
    let answer = json!({"kind": "resp", "reqId": request["id"], "code": 200, "body": {}});
    rig.server(&answer);
    request["body"]["fromSeq"].as_u64().unwrap_or_default()
}

fn tells_too_much(rig: &mut Rig) {
    rig.input(Input::FrameReceived(" ".repeat(TOO_LONG)));
}

#[test]
fn a_history_of_several_pages_is_not_new_but_later_messages_are() {
    let mut rig = Rig::new();
    rig.connects(&[open_conversation()]);
    rig.history(&page(0, 2_000));
    rig.events(&page(2_000, 2_000));
    rig.events(&page(4_000, 3));
    assert_eq!(arrived(&rig), 0, "it is a history");
    rig.answers("GetClock", 200, json!({"currentTime": 1}));
    rig.look().events(&page(4_003, 1));
    assert_eq!(arrived(&rig), 1, "and this is new");
    assert_eq!(rig.session.message_count(), 4_004);
}

#[test]
fn a_message_in_doubt_waits_for_the_last_page_of_the_history() {
    let mut rig = Rig::chatting(&page(0, 1));
    rig.consumer_sends("hello?");
    rig.socket_closes(1006);
    rig.time_passes_ms(1_000);
    rig.look().arrives(&[open_conversation()]);
    rig.history(&page(0, 1_500));
    rig.time_passes_ms(4_000);
    assert!(rig.published().is_empty(), "it may stand on the next page");
    rig.events(&[said(1_500, ME, "hello?")]);
    rig.answers("GetClock", 200, json!({}));
    rig.look().time_passes_ms(20_000);
    assert!(rig.published().is_empty(), "it arrived");
    assert_eq!(rig.session.message_count(), 1_501);
}

#[test]
fn only_the_newest_part_of_an_overlong_history_is_requested() {
    let mut rig = Rig::new();
    rig.connects(&[up_to(100_000)]);
    assert_eq!(asked_from(&mut rig), 0);
    rig.look();
    tells_too_much(&mut rig);
    assert!(rig.events_told().contains(&Event::HistoryCut), "it is told");
    assert_eq!(asked_from(&mut rig), 99_000);
    rig.events(&page(99_000, 1_001));
    rig.answers("GetClock", 200, json!({}));
    rig.look().time_passes_ms(20_000);
    assert!(rig.requests("SubscribeMessagingEvents").is_empty());
    assert_eq!(rig.session.message_count(), 1_001);
    // The next connection does not request the unreadable part either.
    rig.socket_closes(1006);
    rig.time_passes_ms(2_000);
    rig.arrives(&[up_to(100_000)]);
    assert_eq!(asked_from(&mut rig), 100_000);
}

#[test]
fn an_unreadable_history_is_not_requested_again_and_again() {
    for known in [up_to(100_000), open_conversation()] {
        let mut rig = Rig::new();
        rig.connects(&[known]);
        let mut asked = 0;
        for _ in 0..60 {
            while !rig.requests("SubscribeMessagingEvents").is_empty() {
                asked_from(&mut rig);
                tells_too_much(&mut rig);
                asked += 1;
            }
            for clock in rig.requests("GetClock") {
                rig.server(&json!({"kind": "resp", "reqId": clock["id"], "code": 200, "body": {}}));
            }
            rig.look().time_passes_ms(5_000);
        }
        assert!(asked <= 2, "asked {asked} times in five minutes");
        // Later messages are shown.
        rig.events(&[said(100_001, ANNA, "still there?")]);
        rig.time_passes_ms(2_000);
        while !rig.requests("SubscribeMessagingEvents").is_empty() {
            asked_from(&mut rig);
            tells_too_much(&mut rig);
        }
        rig.consumer_sends("yes");
        assert_eq!(rig.published(), ["yes"]);
        assert_eq!(rig.session.message_count(), 2, "{CONVERSATION}");
    }
}
