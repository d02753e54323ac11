//! Compares the stand-in's frames with the documented ones: every documented member must exist and
//! have a value of the same kind.

mod support;

use serde_json::{Value, json};
use support::{Socket, start};

fn documented(name: &str) -> Value {
    let path = format!(
        "{}/../../tests/frames/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap()
}

/// Panics with the path of the first member that is missing or of another kind.
fn assert_shape(documented: &Value, said: &Value, path: &str) {
    match (documented, said) {
        (Value::Object(members), Value::Object(_)) => {
            for (name, member) in members {
                assert_shape(member, &said[name], &format!("{path}.{name}"));
            }
        }
        (Value::Array(elements), Value::Array(said)) if elements.is_empty() || said.is_empty() => {
            assert_eq!(elements.is_empty(), said.is_empty(), "{path}");
        }
        (Value::Array(elements), Value::Array(said)) => {
            assert_shape(&elements[0], &said[0], &format!("{path}[0]"));
        }
        _ => assert_eq!(
            kind(documented),
            kind(said),
            "{path}: documented {documented}, said {said}"
        ),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a flag",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn assert_frame(name: &str, said: &Value) {
    assert_shape(&documented(name), said, name);
}

async fn ask(socket: &mut Socket, id: &str, kind: &str, body: Value) -> Value {
    let frame = json!({"kind": "req", "id": id, "type": kind, "body": body});
    socket.asks(id, &frame.to_string()).await
}

#[tokio::test]
async fn frames_for_consumers_have_the_documented_format() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut socket = service.consumer(&token).await;
    let created = ask(
        &mut socket,
        "1",
        ".ams.cm.ConsumerRequestConversation",
        json!({}),
    )
    .await;
    assert_frame("response_request_conversation_first", &created);
    let id = created["body"]["conversationId"].clone();
    let subscribed = ask(
        &mut socket,
        "2",
        ".ams.ms.SubscribeMessagingEvents",
        json!({"dialogId": id}),
    )
    .await;
    assert_frame("response_subscribe_messages_first", &subscribed);
    let text = json!({"type": "ContentEvent", "contentType": "text/plain", "message": "x"});
    let published = ask(
        &mut socket,
        "3",
        "ms.PublishEvent",
        json!({"dialogId": id, "event": text}),
    )
    .await;
    assert_frame("response_publish", &published);
    assert_frame(
        "response_clock",
        &ask(&mut socket, "4", ".GetClock", json!({})).await,
    );
    let upload = json!({"fileSize": "1000", "fileType": "PNG"});
    assert_frame(
        "response_upload_url",
        &ask(&mut socket, "5", "ms.GenerateURLForUploadFile", upload).await,
    );
    assert_frame(
        "response_error",
        &ask(&mut socket, "6", "ms.PublishEvent", json!({})).await,
    );

    let of = |event: &'static str| move |body: &Value| body["changes"][0]["event"]["type"] == event;
    let message = socket
        .notification_where("MessagingEventNotification", of("ContentEvent"))
        .await;
    assert_frame("notification_messaging_event_second", &message);
    for (action, event, frame) in [
        ("type", "ChatStateEvent", "notification_chat_state"),
        ("read", "AcceptStatusEvent", "notification_receipt"),
    ] {
        service
            .post("/control/agent", &json!({"do": action}).to_string())
            .await;
        let seen = socket
            .notification_where("MessagingEventNotification", of(event))
            .await;
        assert_frame(frame, &seen);
    }
    ask(&mut socket, "7", "cqm.SubscribeExConversations", json!({})).await;
    let list = socket
        .notification("ExConversationChangeNotification")
        .await;
    assert_frame("notification_conversation_second", &list);
}

#[tokio::test]
async fn frames_for_agents_have_the_documented_format() {
    let service = start().await;
    let bearer = service.log_in("anna").await;
    let mut agent = service.brand(&bearer).await;
    let online = json!({"availability": "ONLINE", "channels": ["MESSAGING"]});
    assert_frame(
        "response_agent_state",
        &ask(&mut agent, "1", ".ams.routing.SetAgentState", online).await,
    );
    ask(
        &mut agent,
        "2",
        ".ams.routing.SubscribeRoutingTasks",
        json!({}),
    )
    .await;
    ask(
        &mut agent,
        "3",
        ".ams.aam.SubscribeExConversations",
        json!({}),
    )
    .await;
    let token = service.sign_up().await;
    let mut consumer = service.consumer(&token).await;
    let created = ask(
        &mut consumer,
        "1",
        "cm.ConsumerRequestConversation",
        json!({}),
    )
    .await;
    let id = created["body"]["conversationId"].clone();
    let rings = |body: &Value| body["changes"][0].is_object();
    let ring = agent
        .notification_where("RoutingTaskNotification", rings)
        .await;
    assert_frame("notification_routing_task", &ring);
    service.post("/control/agent", r#"{"do": "accept"}"#).await;
    let text = json!({"type": "ContentEvent", "contentType": "text/plain", "message": "x"});
    ask(
        &mut consumer,
        "2",
        "ms.PublishEvent",
        json!({"dialogId": id, "event": text}),
    )
    .await;
    let received = agent.notification("OnlineEventDistribution").await;
    assert_frame("notification_online_event_distribution", &received);
    let rate = json!({"field": "CSATRate", "csatRate": 4, "csatResolutionConfirmation": true, "status": "FILLED"});
    let close = json!({"field": "ConversationStateField", "conversationState": "CLOSE"});
    for (request, field) in [("3", close), ("4", rate)] {
        let body = json!({"conversationId": id, "conversationField": field});
        ask(&mut consumer, request, "cm.UpdateConversationField", body).await;
    }
    let closed =
        |body: &Value| body["changes"][0]["result"]["conversationDetails"]["csat"].is_object();
    let seen = agent
        .notification_where("ExConversationChangeNotification", closed)
        .await;
    let mut expected = documented("notification_conversation_first");
    // One document has the rating as a number, the other as an object (protocol §4.1). The stand-in
    // sends the object.
    expected["body"]["changes"][0]["result"]["conversationDetails"]
        .as_object_mut()
        .unwrap()
        .remove("csatRate");
    assert_shape(&expected, &seen, "notification_conversation_first");
}
