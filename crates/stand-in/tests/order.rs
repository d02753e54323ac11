//! The response to a request comes before the notifications that it causes (protocol §11).

mod support;

use serde_json::{Value, json};
use support::{Socket, start};

const LIST: &str = "ExConversationChangeNotification";
const EVENTS: &str = "MessagingEventNotification";
const RINGS: &str = "RoutingTaskNotification";
const EVENT: &str = "OnlineEventDistribution";

/// Sends a request and checks that its response comes before the expected notifications on the same
/// socket. Returns the response's body.
async fn causes(socket: &mut Socket, kind: &str, body: Value, expected: &[&str]) -> Value {
    let received = socket.frames_after(kind, body).await;
    let (response, caused) = received.split_first().unwrap();
    assert_eq!(response["kind"], "resp", "{kind}: {received:?}");
    assert!(response["code"].as_u64().unwrap() < 300, "{response}");
    let seen: Vec<&str> = (caused.iter())
        .map(|frame| frame["type"].as_str().unwrap())
        .map(|name| name.rsplit('.').next().unwrap())
        .collect();
    assert_eq!(seen, expected, "{kind}");
    response["body"].clone()
}

fn text(dialog: &Value, words: &str) -> Value {
    let event = json!({"type": "ContentEvent", "contentType": "text/plain", "message": words});
    json!({"dialogId": dialog, "event": event})
}

fn update(conversation: &Value, field: &Value) -> Value {
    json!({"conversationId": conversation, "conversationField": field})
}

#[tokio::test]
async fn a_consumer_gets_the_response_before_the_notifications_it_causes() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut socket = service.consumer(&token).await;
    let one = &mut socket;
    let list = causes(one, "aam.SubscribeExConversations", json!({}), &[LIST]).await;
    let id = &list["subscriptionId"];
    let again = json!({"subscriptionId": id});
    causes(one, "aam.UpdateExConversationSubscription", again, &[LIST]).await;
    let created = causes(one, "cm.ConsumerRequestConversation", json!({}), &[LIST]).await;
    let id = &created["conversationId"];
    let all = json!({"dialogId": id});
    causes(one, "ms.SubscribeMessagingEvents", all, &[EVENTS]).await;
    causes(one, "ms.PublishEvent", text(id, "Hello?"), &[EVENTS]).await;
    let read = json!({"type": "AcceptStatusEvent", "status": "READ", "sequenceList": [0]});
    let read = json!({"dialogId": id, "event": read});
    causes(one, "ms.PublishEvent", read, &[EVENTS]).await;
    let fields = [
        json!({"field": "TTRField", "ttrType": "URGENT"}),
        json!({"field": "ConversationStateField", "conversationState": "CLOSE"}),
        json!({"field": "CSATRate", "csatRate": 5, "status": "FILLED"}),
    ];
    for field in fields {
        causes(
            one,
            "cm.UpdateConversationField",
            update(id, &field),
            &[LIST],
        )
        .await;
    }
}

#[tokio::test]
async fn an_agent_gets_the_response_before_the_notifications_it_causes() {
    let service = start().await;
    let bearer = service.log_in("anna").await;
    let mut anna = service.brand(&bearer).await;
    let one = &mut anna;
    let (_consumer, _) = service.consumer_of("-1").await;
    causes(one, "aam.SubscribeExConversations", json!({}), &[LIST]).await;
    let state = "AgentStateNotification";
    causes(one, "routing.SubscribeAgentsState", json!({}), &[state]).await;
    let rings = causes(one, "routing.SubscribeRoutingTasks", json!({}), &[RINGS]).await;
    let online = json!({"availability": "ONLINE"});
    causes(one, "routing.SetAgentState", online, &[state, RINGS]).await;
    let same = json!({"subscriptionId": rings["subscriptionId"]});
    let received = (one.frames_after("routing.UpdateRoutingTaskSubscription", same)).await;
    assert_eq!((&received[0]["kind"], received.len()), (&json!("resp"), 2));
    let ring = &received[1]["body"]["changes"][0]["result"];
    let accept = json!({"ringId": ring["ringsDetails"][0]["ringId"], "ringState": "ACCEPTED"});
    causes(one, "routing.UpdateRingState", accept, &[LIST, RINGS]).await;
    let id = &ring["conversationId"];
    causes(one, "ms.PublishEvent", text(id, "Hello"), &[EVENT, LIST]).await;
    let close = json!({"field": "ConversationStateField", "conversationState": "CLOSE"});
    let kind = "cm.UpdateConversationField";
    causes(one, kind, update(id, &close), &[LIST]).await;
    let again = json!({"consumerId": ring["consumerId"]});
    causes(one, "cm.AgentRequestConversation", again, &[LIST]).await;
}

#[tokio::test]
async fn a_lost_or_refused_response_holds_back_no_notification() {
    let service = start().await;
    let (mut consumer, id) = service.consumer_of("-1").await;
    let id = &json!(id);
    let body = json!({"losePublishResponses": 1}).to_string();
    service.post("/control/faults", &body).await;
    let received = consumer
        .frames_after("ms.PublishEvent", text(id, "One"))
        .await;
    assert_eq!(received.len(), 1, "{received:?}");
    assert_eq!(received[0]["body"]["changes"][0]["event"]["message"], "One");
    let refused = consumer.frames_after("ms.PublishEvent", json!({})).await;
    assert_eq!((refused.len(), &refused[0]["code"]), (1, &json!(400)));
    service
        .post("/control/agent", r#"{"do": "say", "text": "Two"}"#)
        .await;
    let is_two = |body: &Value| body["changes"][0]["event"]["message"] == "Two";
    consumer.notification_where(EVENTS, is_two).await;
}
