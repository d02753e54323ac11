//! The consumer's tutorials of the documents, sent literally. Only account, host, token and ids are
//! replaced.

mod support;

use serde_json::{Value, json};
use support::{ACCOUNT, start};

const CREATE: &str =
    r#"{"kind":"req","id":1,"type":".ams.cm.ConsumerRequestConversation","body":{}}"#;

fn text_of(body: &Value) -> Vec<&str> {
    let changes = body["changes"].as_array().unwrap();
    changes
        .iter()
        .filter_map(|change| change["event"]["message"].as_str())
        .collect()
}

#[tokio::test]
async fn the_getting_started_tutorial_runs_literally() {
    let service = start().await;
    // Step 2: POST https://$LP_IDP/api/account/$LP_ACCOUNT/signup
    let token = service.sign_up().await;
    assert_eq!(token.split('.').count(), 3, "a JWT has three parts");
    // Step 3: the bare token in the header.
    let mut socket = service.consumer(&token).await;
    // Step 4
    let created = socket.asks("1", CREATE).await;
    assert_eq!(created["kind"], "resp");
    assert_eq!(created["reqId"], "1", "a numeric id comes back as a string");
    assert_eq!(created["code"], 200);
    assert_eq!(
        created["type"],
        ".ams.cm.types.RequestConversation$Response"
    );
    let conversation = created["body"]["conversationId"].as_str().unwrap();
    // Step 5. The document's sample lacks its last brace (protocol §8.2, row 39). The form with the
    // brace is accepted, and the one without is refused.
    let lacking = r#"{"kind": "req", "id": 2, "type": ".ams.ms.PublishEvent", "body": {"dialogId": "__YOUR_CONVERSATION_ID__", "event": {"type": "ContentEvent", "contentType": "text/plain", "message": "hi there"}}"#;
    let lacking = lacking.replace("__YOUR_CONVERSATION_ID__", conversation);
    let published = socket.asks("2", &format!("{lacking}}}")).await;
    assert_eq!(published["code"], 200);
    assert_eq!(published["type"], ".ams.ms.PublishEvent$Response");
    assert_eq!(published["body"], json!({"sequence": 0}));
    socket.sends(&lacking).await;
    assert_eq!(socket.answer("null").await["code"], 400);
}

#[tokio::test]
async fn the_get_messages_tutorial_runs_literally() {
    let service = start().await;
    let token = service.sign_up().await;
    // The prefixed header of the API reference (S2).
    let mut socket = service.consumer(&format!("jwt {token}")).await;
    let created = socket.asks("1", CREATE).await;
    let conversation = created["body"]["conversationId"]
        .as_str()
        .unwrap()
        .to_owned();
    // Step 3: the agent sends messages.
    for text in ["message from the agent", "and another"] {
        let action = json!({"do": "say", "text": text}).to_string();
        assert_eq!(service.post("/control/agent", &action).await.0, 200);
    }
    // Step 4: the type is inside the body here (protocol §8.2, row 3). Other clients send it at the
    // top level, and both are accepted.
    let request = r#"{
  "kind": "req",
  "id": "22",
  "body": {
    "fromSeq": 0,
    "dialogId": "__YOUR_CONVERSATION_ID__",
    "type": ".ams.ms.SubscribeMessagingEvents"
  }
}"#;
    let request = request.replace("__YOUR_CONVERSATION_ID__", &conversation);
    let answer = socket.asks("22", &request).await;
    assert_eq!(answer["code"], 200);
    assert_eq!(answer["body"], json!({}));
    assert_eq!(answer["type"], ".ams.GenericSubscribe$Response");
    let history = socket.notification("MessagingEventNotification").await;
    assert_eq!(
        text_of(&history["body"]),
        ["message from the agent", "and another"]
    );
    let first = &history["body"]["changes"][0];
    assert_eq!(first["sequence"], 0);
    assert_eq!(first["dialogId"], conversation.as_str());
    assert!(first["serverTimestamp"].is_u64() && first["originatorId"].is_string());
    assert_eq!(first["event"]["contentType"], "text/plain");
}

#[tokio::test]
async fn the_keep_alive_works_with_and_without_a_body() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut socket = service.consumer(&token).await;
    for request in [
        r#"{"kind": "req", "id": "1", "body": {}, "type": ".GetClock"}"#,
        r#"{"kind":"req","id":"1","type":".GetClock"}"#,
        r#"{"kind":"req","id":"1","type":"GetClock"}"#,
    ] {
        let answer = socket.asks("1", request).await;
        assert_eq!(answer["code"], 200);
        assert!(answer["body"]["currentTime"].is_u64(), "{answer}");
    }
}

#[tokio::test]
async fn an_unknown_request_type_is_refused_with_a_reason() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut socket = service.consumer(&token).await;
    // A placeholder of the protocol overview, not a request of the service.
    let request = r#"{"kind" : "req", "type" : ".ams.cm.MyRequest", "id" : "hsjshka8162s", "body" : { "ttrDefName" : "NORMAL" }}"#;
    let answer = socket.asks("hsjshka8162s", request).await;
    assert_eq!(answer["code"], 400);
    assert_eq!(answer["type"], ".ReqBody$StringResp");
    assert_eq!(answer["body"], "Unknown request type MyRequest");
}

#[tokio::test]
async fn the_agents_public_profile_needs_no_login() {
    let service = start().await;
    let pid = "734d9867-40e3-52b9-a401-07e877676d64";
    let path = format!("/api/account/{ACCOUNT}/configuration/le-users/users/{pid}");
    let (status, profile) = service.get(&path, None).await;
    assert_eq!(status, 200);
    assert_eq!(profile["nickname"], "Ben");
}

#[tokio::test]
async fn every_interaction_command_of_the_reference_is_answered_in_the_second_generation() {
    let service = start().await;
    let token = service.sign_up().await;
    let path = format!("/ws_api/account/{ACCOUNT}/messaging/consumer?v=3");
    let mut socket = service.socket(&path, None).await;
    let init = json!({"kind": "req", "id": "0", "type": "InitConnection", "headers": [
        {"type": ".ams.headers.ConsumerAuthentication", "jwt": token},
        {"type": ".ams.headers.ClientProperties", "appId": "webAsync"}]});
    assert_eq!(socket.asks("0", &init.to_string()).await["code"], 200);
    let created = socket
        .asks("1", r#"{"kind":"req","id":"1","type":"cm.ConsumerRequestConversation","body":{"ttrDefName":"NORMAL"}}"#)
        .await;
    assert_eq!(created["type"], "cm.RequestConversationResponse");
    let id = created["body"]["conversationId"]
        .as_str()
        .unwrap()
        .to_owned();
    let subscribed = socket
        .asks("2", r#"{"kind":"req","id":"2","type":"cqm.SubscribeExConversations","body":{"convState":["OPEN"]}}"#)
        .await;
    assert!(subscribed["body"]["subscriptionId"].is_string());
    let list = socket
        .notification("cqm.ExConversationChangeNotification")
        .await;
    assert_eq!(list["body"]["changes"][0]["result"]["convId"], id.as_str());
    let commands = [
        (
            "3",
            "ms.SubscribeMessagingEvents",
            json!({"dialogId": id}),
            "GenericSubscribeResponse",
        ),
        (
            "4",
            "ms.PublishEvent",
            json!({"dialogId": id, "event": {"type": "ContentEvent", "contentType": "text/plain", "message": "x"}}),
            "ms.PublishEventResponse",
        ),
        (
            "5",
            "ms.PublishEvent",
            json!({"dialogId": id, "event": {"type": "ChatStateEvent", "chatState": "COMPOSING"}}),
            "ms.PublishEventResponse",
        ),
        (
            "6",
            "cm.UpdateConversationField",
            json!({"conversationId": id, "conversationField": {"field": "TTRField", "ttrType": "URGENT", "value": 300}}),
            "StringResponse",
        ),
        (
            "7",
            "cm.UpdateConversationField",
            json!({"conversationId": id, "conversationField": [{"field": "ConversationStateField", "conversationState": "CLOSE"}]}),
            "StringResponse",
        ),
        (
            "8",
            "cm.UpdateConversationField",
            json!({"conversationId": id, "conversationField": {"field": "CSATRate", "csatRate": "5", "csatResolutionConfirmation": true, "status": "FILLED"}}),
            "StringResponse",
        ),
        (
            "9",
            "cqm.UnsubscribeExConversations",
            subscribed["body"].clone(),
            "StringResponse",
        ),
    ];
    for (request, kind, body, answer_kind) in commands {
        let frame = json!({"kind": "req", "id": request, "type": kind, "body": body});
        let answer = socket.asks(request, &frame.to_string()).await;
        assert_eq!(answer["code"], 200, "{kind}: {answer}");
        assert_eq!(answer["type"], answer_kind);
    }
}
