//! A request with several fields is one change, and the order of the fields does not matter
//! (protocol §11).

use super::support::start;
use super::{ANNA, BEN, ORDERS, RETURNS, anna_answers};
use futures_util::future::join_all;
use serde_json::{Value, json};

/// All permutations of some fields.
fn orders(fields: &[Value]) -> Vec<Vec<Value>> {
    let Some((last, others)) = fields.split_last() else {
        return vec![Vec::new()];
    };
    let with_last = |order: Vec<Value>| {
        (0..=order.len()).map(move |place| {
            let mut longer = order.clone();
            longer.insert(place, last.clone());
            longer
        })
    };
    orders(others).into_iter().flat_map(with_last).collect()
}

fn change(kind: &str, role: &str, agent: &str) -> Value {
    json!({"field": "ParticipantsChange", "type": kind, "role": role, "userId": agent})
}

/// Skill, stage and assigned agent after a change of Anna's conversation.
async fn after(fields: &[Value], said: &str) -> (Value, Value, Value) {
    let service = start().await;
    let (mut anna, _consumer, id) = anna_answers(&service).await;
    let _ben = service.online_agent("ben").await;
    assert_eq!(anna.updates(&id, json!(fields)).await, said, "{fields:?}");
    let mut carla = service.online_agent("carla").await;
    let only = json!({"conversationId": id});
    let subscribed = carla.gets("aam.SubscribeExConversations", only).await;
    let is_first = |body: &Value| body["subscriptionId"] == subscribed["subscriptionId"];
    let kind = "ExConversationChangeNotification";
    let seen = carla.notification_where(kind, is_first).await;
    let details = &seen["body"]["changes"][0]["result"]["conversationDetails"];
    let holder = &details["participants"]["ASSIGNED_AGENT"];
    (
        details["skillId"].clone(),
        details["stage"].clone(),
        holder.clone(),
    )
}

#[tokio::test]
async fn update_conversation_accepts_fields_in_any_order() {
    let remove = change("REMOVE", "ASSIGNED_AGENT", ANNA);
    let skill = json!({"field": "Skill", "type": "UPDATE", "skill": ORDERS});
    let note = json!({"field": "Note", "note": "calls back"});
    let urgent = json!({"field": "TTRField", "ttrType": "URGENT"});
    let close = json!({"field": "ConversationStateField", "conversationState": "CLOSE"});
    let take = change("ADD", "ASSIGNED_AGENT", BEN);
    let (removed, added) = (
        "OK Agent removed successfully",
        "OK Agent added successfully",
    );
    let nobody = Value::Null;
    let cases = [
        (
            vec![remove.clone(), skill.clone()],
            removed,
            (ORDERS, "OPEN", &nobody),
        ),
        (
            vec![
                remove.clone(),
                skill.clone(),
                change("SUGGEST", "ASSIGNED_AGENT", BEN),
            ],
            removed,
            (ORDERS, "OPEN", &nobody),
        ),
        (
            vec![remove.clone(), skill, take.clone()],
            removed,
            (ORDERS, "OPEN", &json!([BEN])),
        ),
        // The agent who gives it back may be suggested again.
        (
            vec![remove.clone(), change("SUGGEST", "ASSIGNED_AGENT", ANNA)],
            removed,
            ("-1", "OPEN", &nobody),
        ),
        (
            vec![change("ADD", "MANAGER", ANNA), take],
            added,
            ("-1", "OPEN", &json!([BEN])),
        ),
        (
            vec![remove, urgent, close.clone()],
            removed,
            ("-1", "CLOSE", &nobody),
        ),
    ];
    for (fields, said, (skill, stage, holder)) in cases {
        let orders = orders(&fields);
        let expected = (json!(skill), json!(stage), holder.clone());
        for is in join_all(orders.iter().map(|order| after(order, said))).await {
            assert_eq!(is, expected, "{fields:?}");
        }
    }
    // Without a transfer, the response is the text of the first field.
    after(&[note.clone(), close.clone()], "OK Update note success").await;
    after(&[close, note], "OK Conversation resolved successfully").await;
}

#[tokio::test]
async fn update_conversation_refuses_an_invalid_result_in_any_order() {
    let skill = json!({"field": "Skill", "type": "UPDATE", "skill": ORDERS});
    let cases = [
        // Anna stays assigned, although somebody else leaves.
        [skill, change("REMOVE", "MANAGER", BEN)],
        [
            change("ADD", "ASSIGNED_AGENT", BEN),
            change("REMOVE", "MANAGER", BEN),
        ],
        // A field cannot remove a participant whom the same request adds.
        [
            change("REMOVE", "AGENT", "carla"),
            change("ADD", "AGENT", "carla"),
        ],
    ];
    for fields in cases {
        for order in orders(&fields) {
            let service = start().await;
            let (mut anna, _consumer, id) = anna_answers(&service).await;
            anna.updates(&id, change("ADD", "MANAGER", BEN)).await;
            let body = json!({"conversationId": id, "conversationField": order});
            let (code, _) = anna.is_refused("cm.UpdateConversationField", body).await;
            assert_eq!(code, 409, "{order:?}");
        }
    }
}

#[tokio::test]
async fn update_conversation_that_waits_answers_a_transfer_with_the_expected_text() {
    let service = start().await;
    let mut ben = service.online_agent("ben").await;
    let (_consumer, id) = service.consumer_of(RETURNS).await;
    let skill = json!({"field": "Skill", "type": "UPDATE", "skill": ORDERS});
    let suggest = change("SUGGEST", "ASSIGNED_AGENT", BEN);
    for fields in [json!([skill, suggest]), json!([suggest]), json!([skill])] {
        let said = ben.updates(&id, fields.clone()).await;
        assert_eq!(said, "Skill changed successfully", "{fields}");
    }
}
