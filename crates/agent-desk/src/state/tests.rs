//! How received frames change the desk's state.

use super::*;
use crate::received;
use serde_json::{Value, json};

const NOW: u64 = 1_700_000_000_000;

fn desk() -> Desk {
    Desk::new(Me {
        account: "acct".to_owned(),
        legacy_id: "acct.777".to_owned(),
        pid: "anna-pid".to_owned(),
        name: "Anna".to_owned(),
    })
}

fn tell(desk: &mut Desk, name: &str, body: &Value) -> Option<String> {
    let frame = json!({"kind": "notification", "type": name, "body": body});
    desk.apply(received::read(&frame.to_string()).unwrap(), NOW)
}

fn conversation(id: &str, kind: &str, more: &Value) -> Value {
    let people = json!([{"id": "ada", "role": "CONSUMER", "state": "ACTIVE"}, {"id": "anna-pid", "role": "ASSIGNED_AGENT", "state": "ACTIVE"}]);
    let mut details = json!({
        "state": "OPEN", "stage": "OPEN", "startTs": NOW, "metaDataLastUpdateTs": NOW,
        "dialogs": [{"dialogId": id, "dialogType": "MAIN", "state": "OPEN", "participantsDetails": people}],
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        details[name] = value.clone();
    }
    json!({"changes": [{"type": kind, "result": {"convId": id, "conversationDetails": details}}]})
}

fn begins(desk: &mut Desk, id: &str) {
    tell(
        desk,
        ".ams.aam.ExConversationChangeNotification",
        &conversation(id, "UPSERT", &json!({})),
    );
}

fn changes(desk: &mut Desk, id: &str, kind: &str, more: &Value) -> Option<String> {
    let body = conversation(id, kind, more);
    tell(desk, ".ams.aam.ExConversationChangeNotification", &body)
}

fn event(
    desk: &mut Desk,
    id: &str,
    by: (&str, &str),
    sequence: u64,
    event: &Value,
) -> Option<String> {
    let (who, role) = by;
    let body = json!({"dialogId": id, "sequence": sequence, "serverTimestamp": NOW + sequence,
        "originatorId": who, "originatorMetadata": {"id": who, "role": role}, "event": event});
    tell(desk, ".ams.ms.OnlineEventDistribution", &body)
}

const ADA: (&str, &str) = ("ada", "CONSUMER");
const ANNA: (&str, &str) = ("anna-pid", "ASSIGNED_AGENT");

fn words(text: &str) -> Value {
    json!({"type": "ContentEvent", "contentType": "text/plain", "message": text})
}

fn receipt(status: &str, sequences: &[u64]) -> Value {
    json!({"type": "AcceptStatusEvent", "status": status, "sequenceList": sequences})
}

fn ring(desk: &mut Desk, id: &str, state: &str, ends_in_ms: u64) -> Option<String> {
    let ring = json!({"ringId": id, "ringState": state, "ringExpirationTs": NOW + ends_in_ms, "convId": "c1", "consumerId": "ada", "skillId": "-1"});
    let body = json!({"changes": [{"type": "UPSERT", "result": {"ringsDetails": [ring]}}]});
    tell(desk, ".ams.routing.RoutingTaskNotification", &body)
}

fn waiting(desk: &Desk) -> Vec<&str> {
    desk.rings
        .waiting()
        .iter()
        .map(|ring| ring.id.as_str())
        .collect()
}

#[test]
fn a_ring_waits_until_it_is_answered_cancelled_or_expired() {
    let mut desk = desk();
    assert!(ring(&mut desk, "late", "WAITING", 72_000).is_some());
    assert!(ring(&mut desk, "soon", "WAITING", 9_000).is_some());
    assert_eq!(waiting(&desk), ["soon", "late"]);
    assert_eq!(
        ring(&mut desk, "soon", "WAITING", 9_000),
        None,
        "it is announced once"
    );
    ring(&mut desk, "late", "CANCELLED", 72_000);
    assert_eq!(waiting(&desk), ["soon"]);
    desk.rings.expire(NOW + 9_000);
    assert!(waiting(&desk).is_empty());
}

#[test]
fn a_message_is_delivered_at_once_and_read_when_it_is_visible() {
    let mut desk = desk();
    begins(&mut desk, "c1");
    event(&mut desk, "c1", ADA, 0, &words("Hello?"));
    let due = |status, sequences| {
        vec![Receipt {
            dialog: "c1".to_owned(),
            status,
            sequences,
        }]
    };
    assert_eq!(
        desk.take_receipts(true),
        due(AcceptStatus::Accept, vec![0]),
        "it is not visible"
    );
    assert_eq!(desk.unread(), 1);
    desk.show("c1", false);
    assert_eq!(desk.take_receipts(false), [], "nobody looks at the page");
    assert_eq!(desk.take_receipts(true), due(AcceptStatus::Read, vec![0]));
    assert_eq!(desk.take_receipts(true), [], "each receipt is sent once");
    event(&mut desk, "c1", ANNA, 1, &receipt("READ", &[0]));
    assert_eq!(desk.unread(), 0);
}

#[test]
fn conversations_of_colleagues_get_no_receipts() {
    let mut desk = desk();
    let people =
        json!([{"id": "ada", "role": "CONSUMER"}, {"id": "ben-pid", "role": "ASSIGNED_AGENT"}]);
    let dialogs = json!([{"dialogId": "c1", "participantsDetails": people}]);
    changes(&mut desk, "c1", "UPSERT", &json!({"dialogs": dialogs}));
    event(&mut desk, "c1", ADA, 0, &words("Hello?"));
    desk.show("c1", false);
    assert_eq!(desk.take_receipts(true), []);
}

#[test]
fn a_conversation_is_assigned_by_either_id_of_the_agent() {
    for mine in ["anna-pid", "acct.777"] {
        let mut desk = desk();
        let dialogs = |state: &str| {
            let people = json!([{"id": "ada", "role": "CONSUMER", "state": "ACTIVE"}, {"id": mine, "role": "ASSIGNED_AGENT", "state": state}]);
            json!({"dialogs": [{"dialogId": "c1", "participantsDetails": people}]})
        };
        changes(&mut desk, "c1", "UPSERT", &dialogs("SUGGESTED"));
        assert!(desk.talks["c1"].is_suggested(&desk.me), "{mine}");
        assert!(desk.listed().is_empty(), "{mine}");
        changes(&mut desk, "c1", "UPSERT", &dialogs("ACTIVE"));
        assert!(desk.is_mine(&desk.talks["c1"]), "{mine}");
        event(&mut desk, "c1", ADA, 0, &words("Hello?"));
        assert_eq!(desk.take_receipts(false).len(), 1, "{mine}");
    }
}

#[test]
fn own_messages_show_their_delivery_state() {
    let mut desk = desk();
    begins(&mut desk, "c1");
    event(&mut desk, "c1", ANNA, 0, &words("Good morning!"));
    let mark = |desk: &Desk| desk.lines("c1")[0].mark;
    assert_eq!(mark(&desk), Mark::Sent);
    event(&mut desk, "c1", ADA, 1, &receipt("ACCEPT", &[0]));
    assert_eq!(mark(&desk), Mark::Delivered);
    event(&mut desk, "c1", ADA, 2, &receipt("READ", &[0]));
    assert_eq!(mark(&desk), Mark::Read);
    assert_eq!(desk.lines("c1").len(), 1, "receipts are not lines");
}

#[test]
fn typing_ends_with_a_message_or_after_a_timeout() {
    let mut desk = desk();
    begins(&mut desk, "c1");
    let types = json!({"type": "ChatStateEvent", "chatState": "COMPOSING"});
    event(&mut desk, "c1", ADA, 0, &types);
    let presence = |desk: &Desk, at| desk.talks["c1"].presence(at);
    assert_eq!(presence(&desk, NOW), Presence::Typing);
    assert_eq!(presence(&desk, NOW + 20_000), Presence::Here);
    event(&mut desk, "c1", ADA, 0, &words("Hello?"));
    assert_eq!(presence(&desk, NOW), Presence::Here);
}

#[test]
fn a_private_message_is_marked_as_private_and_has_no_delivery_state() {
    let mut desk = desk();
    begins(&mut desk, "c1");
    let body = json!({"dialogId": "c1", "sequence": 0, "messageAudience": "AGENTS_AND_MANAGERS", "event": words("Careful"),
        "originatorMetadata": {"id": "anna-pid", "role": "ASSIGNED_AGENT"}});
    tell(&mut desk, ".ams.ms.OnlineEventDistribution", &body);
    let line = &desk.lines("c1")[0];
    assert!(
        line.is_private && line.mark == Mark::None && line.who == Who::Me,
        "{line:?}"
    );
}

#[test]
fn a_rating_arrives_after_the_end_and_is_announced_once() {
    let mut desk = desk();
    begins(&mut desk, "c1");
    let ended = json!({"state": "CLOSE", "stage": "CLOSE", "closeReason": "AGENT", "metaDataLastUpdateTs": NOW + 1});
    assert_eq!(
        changes(&mut desk, "c1", "UPSERT", &ended).as_deref(),
        Some("A conversation has ended")
    );
    assert_eq!(desk.talks["c1"].rating(), None);
    let rated = json!({"state": "CLOSE", "stage": "CLOSE", "metaDataLastUpdateTs": NOW + 2,
        "csat": {"csatRate": 4, "csatResolutionConfirmation": true, "status": "FILLED"}});
    let announced = changes(&mut desk, "c1", "UPSERT", &rated);
    assert_eq!(announced.as_deref(), Some("Rated: 4 of 5 stars, resolved"));
    assert_eq!(desk.talks["c1"].stars(), Some(4));
    assert_eq!(changes(&mut desk, "c1", "UPSERT", &rated), None);
}

#[test]
fn an_unanswered_question_is_not_shown_as_not_resolved() {
    for (rate, status, words) in [
        (4, "FILLED", "4 of 5 stars, not resolved"),
        (4, "PARTIALLY_FILLED", "4 of 5 stars"),
        (0, "SKIPPED", "the survey was skipped"),
    ] {
        let mut desk = desk();
        begins(&mut desk, "c1");
        let rated = json!({"state": "CLOSE", "stage": "CLOSE", "metaDataLastUpdateTs": NOW + 1,
            "csat": {"csatRate": rate, "csatResolutionConfirmation": false, "status": status}});
        changes(&mut desk, "c1", "UPSERT", &rated);
        assert_eq!(desk.talks["c1"].rating().as_deref(), Some(words));
    }
}

#[test]
fn a_bot_that_is_not_an_agent_is_called_bot() {
    let mut desk = desk();
    begins(&mut desk, "c1");
    let asks = words("How was it?");
    event(&mut desk, "c1", ("bot-pid", "BRAND_BOT"), 0, &asks);
    let line = &desk.lines("c1")[0];
    assert_eq!((line.who, line.name.as_str()), (Who::Bot, "Bot"));
}

#[test]
fn a_late_notification_does_not_reopen_a_closed_conversation() {
    let mut desk = desk();
    begins(&mut desk, "c1");
    let ended = json!({"state": "CLOSE", "stage": "CLOSE", "metaDataLastUpdateTs": NOW + 9});
    changes(&mut desk, "c1", "UPSERT", &ended);
    changes(
        &mut desk,
        "c1",
        "UPSERT",
        &json!({"metaDataLastUpdateTs": NOW + 3}),
    );
    assert!(!desk.talks["c1"].is_open());
}

#[test]
fn a_transferred_conversation_leaves_the_desk() {
    let mut desk = desk();
    begins(&mut desk, "c1");
    desk.show("c1", false);
    assert!(changes(&mut desk, "c1", "DELETE", &json!({})).is_some());
    assert!(desk.talks.is_empty() && desk.panes.is_empty() && desk.active.is_none());
}

#[test]
fn history_is_requested_once_per_connection_and_creates_no_duplicates() {
    let mut desk = desk();
    begins(&mut desk, "c1");
    assert_eq!(desk.take_wanted_histories(), ["c1"]);
    assert!(desk.take_wanted_histories().is_empty());
    event(&mut desk, "c1", ADA, 0, &words("Hello?"));
    let answer = json!([{"sequence": 0, "dialogId": "c1", "event": words("Hello?"), "originatorMetadata": {"id": "ada", "role": "CONSUMER"}}]);
    desk.add_history("c1", &received::history(&answer), NOW);
    assert_eq!(desk.lines("c1").len(), 1);
    desk.reset_connection();
    assert_eq!(desk.take_wanted_histories(), ["c1"]);
}

#[test]
fn conversations_are_shown_side_by_side_up_to_a_limit() {
    let mut desk = desk();
    for id in ["c1", "c2", "c3", "c4"] {
        begins(&mut desk, id);
        desk.show(id, true);
    }
    assert_eq!(
        desk.panes,
        ["c1", "c2", "c4"],
        "the active pane is replaced"
    );
    desk.show("c1", false);
    desk.show("c3", false);
    assert_eq!(desk.panes, ["c3", "c2", "c4"]);
    desk.close_pane("c3");
    assert_eq!(desk.active.as_deref(), Some("c4"));
}

#[test]
fn stepping_goes_through_the_list_and_wraps_around() {
    let mut desk = desk();
    for id in ["a", "b"] {
        begins(&mut desk, id);
    }
    let mut seen = Vec::new();
    for is_forward in [true, true, true, false] {
        desk.step(is_forward);
        seen.push(desk.active.clone().unwrap());
    }
    assert_eq!(seen, ["a", "b", "a", "b"]);
}

#[test]
fn people_are_shown_by_name_once_their_profile_is_known() {
    let mut desk = desk();
    begins(&mut desk, "c1");
    assert_eq!(desk.name_of("ada-winter"), "Visitor ada-wi");
    assert_eq!(desk.take_wanted_profiles(), ["ada", "anna-pid"]);
    assert!(desk.take_wanted_profiles().is_empty());
    let sdes = json!([{"type": "ctmrinfo", "info": {"customerId": "4711"}}]);
    let profile = json!({"firstName": "Ada", "lastName": "Winter", "userId": "ada",
        "privateData": {"mail": "ada@example.org"}, "authenticatedData": {"lp_sdes": sdes}});
    desk.store_profile("ada", &profile);
    assert_eq!(desk.name_of("ada"), "Ada Winter");
    let facts = &desk.profiles["ada"].facts;
    for fact in [
        ("mail", "ada@example.org"),
        ("customerId", "4711"),
        ("userId", "ada"),
    ] {
        assert!(
            facts.contains(&(fact.0.to_owned(), fact.1.to_owned())),
            "{facts:?}"
        );
    }
    assert_eq!(desk.name_of("acct.777"), "Anna");
}

#[test]
fn a_suggested_conversation_is_not_listed_before_it_is_accepted() {
    let mut desk = desk();
    let suggested = |state: &str| {
        let people = json!([{"id": "ada", "role": "CONSUMER", "state": "ACTIVE"}, {"id": "anna-pid", "role": "ASSIGNED_AGENT", "state": state}]);
        json!({"dialogs": [{"dialogId": "c1", "participantsDetails": people}]})
    };
    changes(&mut desk, "c1", "UPSERT", &suggested("SUGGESTED"));
    assert!(desk.listed().is_empty());
    changes(&mut desk, "c1", "UPSERT", &suggested("ACTIVE"));
    assert_eq!(desk.listed().len(), 1);
}
