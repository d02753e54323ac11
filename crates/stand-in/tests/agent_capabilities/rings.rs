//! Receiving rings and answering them (protocol §6.5).

use super::support::{ACCOUNT, start};
use super::{ANNA, BEN, ORDERS, RETURNS, role_of};
use serde_json::{Value, json};

#[tokio::test]
async fn ring_subscription_sends_waiting_rings_first_and_then_new_ones() {
    let service = start().await;
    let mut elsewhere = service.online_agent("anna").await;
    let (_, id) = service.consumer_of(ORDERS).await;
    let ring = elsewhere.ring("WAITING").await;
    let details = &ring["ringsDetails"][0];
    for place in [&ring, details] {
        assert_eq!(place["skillId"], ORDERS);
        assert!(place["consumerId"].is_string());
    }
    assert_eq!(
        (&ring["conversationId"], &details["convId"]),
        (&json!(id), &json!(id))
    );
    assert_eq!(details["ringExpiration"], 72_000);
    // A second socket of the same agent gets the ring at once.
    let bearer = service.log_in("anna").await;
    let mut anna = service.brand(&bearer).await;
    let asked = json!({"brandId": ACCOUNT, "agentId": ANNA, "channelType": "MESSAGING"});
    anna.gets("routing.SubscribeRoutingTasks", asked).await;
    assert_eq!(anna.ring("WAITING").await["conversationId"], id);
    service.consumer_of("-1").await;
    for socket in [&mut anna, &mut elsewhere] {
        assert_eq!(socket.ring("WAITING").await["skillId"], "-1");
    }
    let others = json!({"agentId": BEN});
    assert_eq!(
        anna.is_refused("routing.SubscribeRoutingTasks", others)
            .await
            .0,
        403
    );
}

#[tokio::test]
async fn ring_subscription_can_be_narrowed_to_a_skill_and_to_a_conversation() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    let bearer = service.log_in("anna").await;
    let mut narrow = service.brand(&bearer).await;
    let subscribed = narrow
        .gets("routing.SubscribeRoutingTasks", json!({}))
        .await;
    let id = &subscribed["subscriptionId"];
    let update =
        json!({"subscriptionId": id, "brandId": ACCOUNT, "agentId": ANNA, "skillId": RETURNS});
    let updated = narrow
        .gets("routing.UpdateRoutingTaskSubscription", update)
        .await;
    assert_eq!(updated["subscriptionId"], *id);
    let (_, orders) = service.consumer_of(ORDERS).await;
    service.consumer_of(RETURNS).await;
    assert_eq!(anna.ring("WAITING").await["skillId"], ORDERS);
    assert_eq!(anna.ring("WAITING").await["skillId"], RETURNS);
    assert_eq!(narrow.ring("WAITING").await["skillId"], RETURNS);
    let update = json!({"subscriptionId": id, "conversationId": orders});
    narrow
        .gets("routing.UpdateRoutingTaskSubscription", update)
        .await;
    assert_eq!(narrow.ring("WAITING").await["conversationId"], orders);
    let unknown = json!({"subscriptionId": "x"});
    let kind = "routing.UpdateRoutingTaskSubscription";
    assert_eq!(narrow.is_refused(kind, unknown).await.0, 404);
}

#[tokio::test]
async fn ring_subscription_requires_the_skill_and_capacity() {
    let service = start().await;
    let mut ben = service.online_agent("ben").await;
    service.consumer_of(RETURNS).await;
    assert!(
        !ben.has_received("RoutingTaskNotification", |_| true).await,
        "not his skill"
    );
    // Ben's capacity is five.
    for number in 0..6 {
        service.consumer_of(ORDERS).await;
        if number < 5 {
            let ring = ben.ring("WAITING").await;
            ben.answers(&ring, "ACCEPTED").await;
            ben.ring("ACCEPTED").await;
        }
    }
    assert!(
        !ben.has_received("RoutingTaskNotification", |_| true).await,
        "no room"
    );
}

#[tokio::test]
async fn update_rings_accepted_assigns_the_agent_and_completes_the_task() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    let (_, id) = service.consumer_of("-1").await;
    let ring = anna.ring("WAITING").await;
    assert_eq!(ring["taskCompleted"], false);
    let answer = anna.answers(&ring, "ACCEPTED").await;
    assert_eq!(
        (&answer["code"], &answer["body"]),
        (&json!(202), &json!("Ring state updated successfully"))
    );
    assert_eq!(anna.ring("ACCEPTED").await["taskCompleted"], true);
    let assigned = |details: &Value| role_of(details, "ASSIGNED_AGENT").is_array();
    assert_eq!(anna.conversation_where(assigned).await["convId"], id);
    let again = anna.answers(&ring, "ACCEPTED").await;
    assert_eq!(
        (&again["code"], &again["body"]),
        (&json!(409), &json!("This ring was accepted already"))
    );
}

#[tokio::test]
async fn update_rings_rejected_goes_to_the_next_agent() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    let mut ben = service.online_agent("ben").await;
    let (_, id) = service.consumer_of(ORDERS).await;
    let ring = anna.ring("WAITING").await;
    assert!(
        !ben.has_received("RoutingTaskNotification", |_| true).await,
        "one at a time"
    );
    assert_eq!(anna.answers(&ring, "REJECTED").await["code"], 202);
    anna.ring("REJECTED").await;
    assert_eq!(ben.ring("WAITING").await["conversationId"], id);
    let stolen = ben.answers(&ring, "ACCEPTED").await;
    assert_eq!(stolen["code"], 404, "a ring is for one agent");
}

#[tokio::test]
async fn update_rings_expired_goes_to_the_next_agent_and_cannot_be_accepted() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    let mut ben = service.online_agent("ben").await;
    let (_, id) = service.consumer_of(ORDERS).await;
    let ring = anna.ring("WAITING").await;
    service.later(71).await;
    assert!(
        !ben.has_received("RoutingTaskNotification", |_| true).await,
        "not yet"
    );
    service.later(1).await;
    anna.ring("EXPIRED").await;
    assert_eq!(ben.ring("WAITING").await["conversationId"], id);
    let late = anna.answers(&ring, "ACCEPTED").await;
    assert_eq!(
        (&late["code"], &late["body"]),
        (&json!(409), &json!("This ring has expired"))
    );
}

#[tokio::test]
async fn update_rings_cancelled_when_the_consumer_or_the_agent_leaves() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    let (mut consumer, id) = service.consumer_of(ORDERS).await;
    let ring = anna.ring("WAITING").await;
    let close = json!({"field": "ConversationStateField", "conversationState": "CLOSE"});
    consumer.updates(&id, close).await;
    anna.ring("CANCELLED").await;
    let late = anna.answers(&ring, "ACCEPTED").await;
    assert_eq!(late["code"], 409);
    let words = late["body"].as_str().unwrap();
    assert!(words.starts_with("This ring was cancelled"), "{words}");
    // If the agent is away, or has no socket, the conversation rings another agent.
    let (_, id) = service.consumer_of(ORDERS).await;
    anna.ring("WAITING").await;
    anna.gets("routing.SetAgentState", json!({"availability": "AWAY"}))
        .await;
    anna.ring("CANCELLED").await;
    let mut ben = service.online_agent("ben").await;
    assert_eq!(ben.ring("WAITING").await["conversationId"], id);
    anna.gets("routing.SetAgentState", json!({"availability": "ONLINE"}))
        .await;
    drop(ben);
    assert_eq!(anna.ring("WAITING").await["conversationId"], id);
}
