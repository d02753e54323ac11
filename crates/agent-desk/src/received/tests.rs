//! Reading frames.

use super::*;
use serde_json::json;

fn read_notification(name: &str, body: &Value) -> Received {
    let frame = json!({"kind": "notification", "type": name, "body": body});
    read(&frame.to_string()).unwrap()
}

#[test]
fn the_fields_of_a_ring_are_read_from_inside_or_around_it() {
    let inside = json!({"ringId": "r1", "ringState": "WAITING", "ringExpirationTs": 72_000,
        "convId": "c1", "consumerId": "u1", "skillId": "-1"});
    let around = json!({"ringId": "r1", "ringState": "WAITING", "ringExpirationTs": 72_000});
    let bodies = [
        json!({"changes": [{"type": "UPSERT", "result": {"ringsDetails": [inside]}}]}),
        json!({"changes": {"result": {"ringsDetails": around, "conversationId": "c1", "consumerId": "u1", "skillId": -1}}}),
    ];
    let ring = Ring {
        id: "r1".to_owned(),
        conversation: "c1".to_owned(),
        consumer: "u1".to_owned(),
        skill: "-1".to_owned(),
        is_waiting: true,
        expires_unix_ms: 72_000,
    };
    for body in bodies {
        let received = read_notification(".ams.routing.RoutingTaskNotification", &body);
        assert_eq!(received, Received::Rings(vec![ring.clone()]));
    }
}

#[test]
fn an_agents_state_is_read() {
    let result = json!({"agentUserId": "acct.777", "availability": "AWAY"});
    let body = json!({"changes": [{"type": "UPSERT", "result": result}]});
    let expected = Received::AgentState {
        agent: "acct.777".to_owned(),
        availability: "AWAY".to_owned(),
    };
    assert_eq!(
        read_notification(".ams.routing.AgentStateNotification", &body),
        expected
    );
}

#[test]
fn a_conversation_has_the_details_that_only_agents_see() {
    let details = json!({
        "state": "OPEN", "stage": "OPEN", "note": "Calls back", "campaignInfo": {"campaignId": 9},
        "context": {"lang": "de-DE", "clientProperties": {"type": ".ClientProperties", "os": "LINUX", "features": ["RICH_CONTENT", "MULTI_DIALOG"]}},
        "dialogs": [{"dialogId": "c1", "participantsDetails": [{"id": "p1", "role": "ASSIGNED_AGENT", "state": "SUGGESTED"}]}],
    });
    let nameless = json!({"type": "UPSERT", "result": {}});
    let named =
        json!({"type": "DELETE", "result": {"convId": "c1", "conversationDetails": details}});
    let received = read_notification(
        ".ams.aam.ExConversationChangeNotification",
        &json!({"changes": [nameless, named]}),
    );
    let Received::Conversations(all) = received else {
        panic!("{received:?}");
    };
    let [one] = &all[..] else {
        panic!("{all:?}");
    };
    assert_eq!(one.conversation.id.as_str(), "c1");
    assert!(!one.is_ours);
    let of = &one.details;
    assert_eq!(of.language.as_deref(), Some("de-DE"));
    assert_eq!(of.note.as_deref(), Some("Calls back"));
    assert_eq!(of.suggested.as_deref(), Some("p1"));
    assert_eq!(of.campaign, [("campaignId".to_owned(), "9".to_owned())]);
    let features = (
        "features".to_owned(),
        "RICH_CONTENT, MULTI_DIALOG".to_owned(),
    );
    assert!(of.client_properties.contains(&features), "{of:?}");
}

#[test]
fn a_visit_contains_the_remaining_fields_of_the_context() {
    let context = json!({"type": "SharkContext", "visitorId": "v1", "sessionId": 7, "lang": "de-DE",
        "pageTitle": "Ferns", "clientProperties": {"os": "LINUX"}});
    let details = Details::read(&json!({"conversationDetails": {"context": context}}));
    let expected = [
        ("visitorId", "v1"),
        ("sessionId", "7"),
        ("pageTitle", "Ferns"),
    ];
    let mut visit: Vec<(&str, &str)> = (details.visit.iter())
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    visit.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(visit, expected);
}

#[test]
fn a_queried_history_is_a_list_of_events() {
    let event = json!({"sequence": 4, "dialogId": "c1", "event": {"type": "ContentEvent", "contentType": "text/plain", "message": "Hi"}});
    let events = history(&json!([event]));
    assert_eq!(events[0].sequence.map(|sequence| sequence.0), Some(4));
}

#[test]
fn unknown_notifications_are_ignored() {
    assert_eq!(
        read_notification("new.Notification", &json!({})),
        Received::Unknown
    );
    assert!(read("[]").is_err());
}
