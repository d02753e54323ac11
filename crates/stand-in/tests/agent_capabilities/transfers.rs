//! Transfers: back to the queue, to a skill, to an agent, and by joining.

use super::support::{ACCOUNT, start};
use super::{ANNA, BEN, ORDERS, RETURNS, anna_answers, role_of};
use serde_json::{Value, json};

const BEN_PID: &str = "734d9867-40e3-52b9-a401-07e877676d64";

#[tokio::test]
async fn update_conversation_back_to_queue_rings_the_next_agent_first() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let mut ben = service.online_agent("ben").await;
    let back = json!({"field": "ParticipantsChange", "type": "REMOVE", "userId": ANNA, "role": "ASSIGNED_AGENT"});
    assert_eq!(
        anna.updates(&id, back.clone()).await,
        "OK Agent removed successfully"
    );
    consumer
        .conversation_where(|one| role_of(one, "ASSIGNED_AGENT").is_null())
        .await;
    assert_eq!(ben.ring("WAITING").await["conversationId"], id);
    let body = json!({"conversationId": id, "conversationField": back});
    let (code, words) = anna.is_refused("cm.UpdateConversationField", body).await;
    assert_eq!(
        (code, words.as_str()),
        (409, "This agent is not a participant")
    );
}

#[tokio::test]
async fn update_conversation_transfers_to_a_skill() {
    let service = start().await;
    let (mut anna, _, id) = anna_answers(&service).await;
    let mut ben = service.online_agent("ben").await;
    let mut carla = service.online_agent("carla").await;
    let skill = json!({"field": "Skill", "type": "UPDATE", "skill": RETURNS});
    let alone = json!({"conversationId": id, "conversationField": skill});
    assert_eq!(
        anna.is_refused("cm.UpdateConversationField", alone).await.0,
        409,
        "somebody is assigned"
    );
    let remove = json!({"field": "ParticipantsChange", "type": "REMOVE", "userId": ANNA, "role": "ASSIGNED_AGENT"});
    let unknown = json!({"field": "Skill", "type": "UPDATE", "skill": "9"});
    let wrong = json!({"conversationId": id, "conversationField": [remove, unknown]});
    assert_eq!(
        anna.is_refused("cm.UpdateConversationField", wrong).await.0,
        404
    );
    let (_, all) = service.get("/control/conversations", None).await;
    assert_eq!(
        all[0]["skill"], "-1",
        "a request succeeds or fails as a whole"
    );
    let said = anna.updates(&id, json!([remove, skill])).await;
    assert_eq!(said, "OK Agent removed successfully");
    let ring = carla.ring("WAITING").await;
    assert_eq!(
        (&ring["conversationId"], &ring["skillId"]),
        (&json!(id), &json!(RETURNS))
    );
    assert!(
        !ben.has_received("RoutingTaskNotification", |_| true).await,
        "not his skill"
    );
}

#[tokio::test]
async fn update_conversation_transfers_to_an_agent_who_accepts() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let mut ben = service.online_agent("ben").await;
    let bearer = service.log_in("carla").await;
    let path = format!("/ws_api/account/{ACCOUNT}/messaging/brand/{bearer}?v=2.1");
    let mut later_version = service.socket(&path, None).await;
    later_version
        .gets("aam.SubscribeExConversations", json!({}))
        .await;
    let remove = json!({"field": "ParticipantsChange", "type": "REMOVE", "userId": ANNA, "role": "ASSIGNED_AGENT"});
    let suggest = json!({"field": "ParticipantsChange", "type": "SUGGEST", "userId": BEN, "role": "ASSIGNED_AGENT"});
    let said = anna.updates(&id, json!([remove, suggest])).await;
    assert_eq!(said, "OK Agent removed successfully");
    let state_of = |one: &Value, id: &str| {
        let people = one["dialogs"][0]["participantsDetails"].as_array().unwrap();
        let ben = people.iter().find(|person| person["id"] == id);
        ben.map_or(Value::Null, |ben| ben["state"].clone())
    };
    later_version
        .conversation_where(|one| state_of(one, BEN) == "SUGGESTED")
        .await;
    let waits = |one: &Value| role_of(one, "ASSIGNED_AGENT").is_null();
    let seen = consumer
        .conversation_where(|one| one["convId"] == id && waits(one))
        .await;
    assert_eq!(
        state_of(&seen, BEN_PID),
        Value::Null,
        "not announced before they accept"
    );
    let ring = ben.ring("WAITING").await;
    ben.answers(&ring, "ACCEPTED").await;
    let seen = consumer
        .conversation_where(|one| state_of(one, BEN_PID) == "ACTIVE")
        .await;
    assert_eq!(role_of(&seen, "ASSIGNED_AGENT"), json!([BEN_PID]));
}

#[tokio::test]
async fn update_conversation_returns_a_declined_transfer_to_the_queue() {
    let service = start().await;
    let (mut anna, _, id) = anna_answers(&service).await;
    let mut ben = service.online_agent("ben").await;
    let remove = json!({"field": "ParticipantsChange", "type": "REMOVE", "userId": ANNA, "role": "ASSIGNED_AGENT"});
    let suggest = json!({"field": "ParticipantsChange", "type": "SUGGEST", "userId": BEN, "role": "ASSIGNED_AGENT"});
    anna.updates(&id, json!([remove, suggest])).await;
    let ring = ben.ring("WAITING").await;
    ben.answers(&ring, "REJECTED").await;
    assert_eq!(anna.ring("WAITING").await["conversationId"], id);
    // An unavailable agent cannot be suggested, and nothing changes.
    let carla = json!({"field": "ParticipantsChange", "type": "SUGGEST", "userId": "carla", "role": "ASSIGNED_AGENT"});
    let body = json!({"conversationId": id, "conversationField": carla});
    let (code, words) = anna.is_refused("cm.UpdateConversationField", body).await;
    assert_eq!(code, 409);
    assert!(
        words.starts_with("Carla accepts no transfers now"),
        "{words}"
    );
}

#[tokio::test]
async fn update_conversation_keeps_the_agent_until_an_occupied_one_accepts() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let mut ben = service.online_agent("ben").await;
    ben.gets("routing.SetAgentState", json!({"availability": "OCCUPIED"}))
        .await;
    let suggest = json!({"field": "ParticipantsChange", "type": "SUGGEST", "userId": BEN, "role": "ASSIGNED_AGENT"});
    anna.updates(&id, suggest).await;
    let ring = ben.ring("WAITING").await;
    anna.says(&id, "Ben will help you").await;
    ben.answers(&ring, "ACCEPTED").await;
    let is_ben = |one: &Value| role_of(one, "ASSIGNED_AGENT") == json!([BEN_PID]);
    consumer.conversation_where(is_ben).await;
}

#[tokio::test]
async fn update_conversation_adds_no_agent_beyond_capacity_or_beside_an_assigned_one() {
    let service = start().await;
    let (_anna, _, id) = anna_answers(&service).await;
    let mut ben = service.online_agent("ben").await;
    let take = json!({"field": "ParticipantsChange", "type": "ADD", "role": "ASSIGNED_AGENT", "userId": BEN});
    let body = json!({"conversationId": id, "conversationField": take});
    let kind = "cm.UpdateConversationField";
    assert_eq!(
        ben.is_refused(kind, body.clone()).await.0,
        409,
        "Anna has it"
    );
    for _ in 0..5 {
        let (_, id) = service.consumer_of(ORDERS).await;
        let remove = json!({"conversationId": id, "conversationField": take});
        ben.gets(kind, remove).await;
    }
    let (_, sixth) = service.consumer_of(ORDERS).await;
    let body = json!({"conversationId": sixth, "conversationField": take});
    let (_, words) = ben.is_refused(kind, body).await;
    assert_eq!(words, "Ben has reached their capacity of 5 conversations");
}
