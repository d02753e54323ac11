//! Strictness, identities, discovery.

mod support;

use serde_json::{Value, json};
use std::process::Command;
use support::{ACCOUNT, conversation, start, start_with};

fn init(token: &str) -> String {
    json!({"kind": "req", "id": "0", "type": "InitConnection", "headers": {
        "type": ".ams.headers.ConsumerAuthentication", "jwt": token}})
    .to_string()
}

#[tokio::test]
async fn discovery_responds_in_every_format() {
    let service = start().await;
    for path in [
        "api/account/{}/service/baseURI.json",
        "csdr/account/{}/service/baseURI.json",
        "api/account/{}/service/baseURI",
    ] {
        let (status, all) = service
            .get(
                &format!("/{}?version=1.0", path.replace("{}", ACCOUNT)),
                None,
            )
            .await;
        assert_eq!(status, 200, "{path}");
        let services = all["baseURIs"].as_array().unwrap();
        assert!(
            services
                .iter()
                .any(|one| one["service"] == "idp" && one["baseURI"] == service.host.as_str())
        );
    }
    let (_, one) = service
        .get(
            &format!("/api/account/{ACCOUNT}/service/asyncMessagingEnt/baseURI.json?version=1.0"),
            None,
        )
        .await;
    assert_eq!(one["baseURI"], service.host.as_str());
    let (_, script) = service
        .get(
            &format!("/csdr/account/{ACCOUNT}/service/idp/baseURI.lpCsds?version=1.0&cb=f"),
            None,
        )
        .await;
    assert!(
        script.as_str().unwrap().starts_with("f({\"ResultSet\""),
        "{script}"
    );
    assert_eq!(
        service
            .get("/api/account/999/service/baseURI.json", None)
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn requests_before_init_connection_and_a_second_one_are_refused() {
    let service = start().await;
    let token = service.sign_up().await;
    let mut socket = service
        .socket(
            &format!("/ws_api/account/{ACCOUNT}/messaging/consumer?v=3"),
            None,
        )
        .await;
    let early = socket
        .asks(
            "7",
            r#"{"kind":"req","id":"7","type":"ms.PublishEvent","body":{}}"#,
        )
        .await;
    assert_eq!(
        (early["code"].clone(), early["body"].clone()),
        (json!(401), json!("Send InitConnection first"))
    );
    assert_eq!(
        socket.asks("0", &init(&token)).await["code"],
        200,
        "a single header stands for an array"
    );
    let again = socket.asks("0", &init(&token)).await;
    assert_eq!(again["code"], 400);
}

#[tokio::test]
async fn a_long_history_is_split_into_several_notifications() {
    let service = start().await;
    let token = service.sign_up().await;
    let (mut socket, id) = conversation(&service, &token).await;
    let flood = json!({"do": "say", "text": "x".repeat(400_000), "times": 12});
    let (status, _) = service.post("/control/agent", &flood.to_string()).await;
    assert_eq!(status, 200);
    let ask = json!({"kind": "req", "id": "2", "type": "ms.SubscribeMessagingEvents",
        "body": {"dialogId": id, "fromSeq": 0}});
    socket.asks("2", &ask.to_string()).await;
    let mut pages = Vec::new();
    while pages.iter().sum::<usize>() < 12 {
        let page = socket.notification("MessagingEventNotification").await;
        assert!(page.to_string().len() < 5_000_000);
        pages.push(page["body"]["changes"].as_array().unwrap().len());
    }
    assert_eq!(pages, [10, 2]);
}

#[tokio::test]
async fn a_bad_token_closes_the_socket_with_a_code() {
    let service = start().await;
    let path = format!("/ws_api/account/{ACCOUNT}/messaging/consumer?v=3");
    let mut socket = service.socket(&path, None).await;
    socket.sends(&init("not.a.token")).await;
    assert_eq!(socket.close_code().await, 4401);
    let mut socket = service.socket(&path, Some("jwt rubbish")).await;
    assert_eq!(socket.close_code().await, 4401);
}

#[tokio::test]
async fn a_silent_socket_without_init_connection_is_closed() {
    let service =
        start_with(|config| config.init_grace = std::time::Duration::from_millis(30)).await;
    let mut socket = service
        .socket(
            &format!("/ws_api/account/{ACCOUNT}/messaging/consumer?v=3"),
            None,
        )
        .await;
    assert_eq!(socket.close_code().await, 4401);
}

#[tokio::test]
async fn an_anonymous_identity_expires_with_4407_and_is_extended_for_the_same_consumer() {
    let service = start().await;
    let token = service.sign_up().await;
    let (_, first) = conversation(&service, &token).await;
    service
        .post("/control/sockets", r#"{"expireTokens": true}"#)
        .await;
    assert_eq!(service.consumer(&token).await.close_code().await, 4407);
    let step = |body: Value| body["token"].as_str().unwrap().to_owned();
    let path = format!("/api/account/{ACCOUNT}/anonymous/authorize");
    let external = step(
        service
            .post(&path, &json!({"id_token": token}).to_string())
            .await
            .1,
    );
    let path = format!("/api/account/{ACCOUNT}/app/4712/authenticate?v=3.0");
    let extended = step(
        service
            .post(&path, &json!({"id_token": external}).to_string())
            .await
            .1,
    );
    let (_, again) = conversation(&service, &extended).await;
    assert_eq!(first, again, "the same consumer's open conversation");
    assert_eq!(
        service.consumer(&external).await.close_code().await,
        4407,
        "an external token opens no socket"
    );
}

#[tokio::test]
async fn a_consumer_of_the_brand_keeps_their_identity_and_expires_with_4401() {
    let service = start().await;
    let path = format!("/api/account/{ACCOUNT}/authenticate");
    let log_in = async || {
        service.post(&path, r#"{"authCode":"customer-7"}"#).await.1["jwt"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (one, other) = (log_in().await, log_in().await);
    let (_, first) = conversation(&service, &one).await;
    let (_, again) = conversation(&service, &other).await;
    assert_eq!(first, again);
    service
        .post("/control/sockets", r#"{"expireTokens": true}"#)
        .await;
    assert_eq!(service.consumer(&one).await.close_code().await, 4401);
}

#[tokio::test]
async fn client_errors_are_refused_with_a_reason() {
    let service = start().await;
    let token = service.sign_up().await;
    let (mut socket, id) = conversation(&service, &token).await;
    let long = "x".repeat(8_001);
    let cases = [
        (
            json!({"type": "AcceptStatusEvent", "status": "READ", "sequenceList": [99]}),
            "There is no message 99 in this dialog",
        ),
        (
            json!({"type": "ContentEvent", "contentType": "text/plain", "message": long}),
            "A message has at most 8000 characters",
        ),
        (
            json!({"type": "RichContentEvent", "content": {}}),
            "A consumer cannot publish rich content",
        ),
        (
            json!({"type": "HologramEvent"}),
            "Unknown event type HologramEvent",
        ),
    ];
    for (event, sentence) in cases {
        let request = json!({"kind": "req", "id": "5", "type": "ms.PublishEvent", "body": {"dialogId": id, "event": event}});
        let answer = socket.asks("5", &request.to_string()).await;
        assert_eq!(answer["body"], sentence);
        assert_eq!(answer["type"], "StringResponse");
    }
    let other = service.sign_up().await;
    let mut stranger = service.consumer(&other).await;
    let peek = json!({"kind": "req", "id": "6", "type": "ms.SubscribeMessagingEvents", "body": {"dialogId": id}});
    assert_eq!(stranger.asks("6", &peek.to_string()).await["code"], 404);
}

#[tokio::test]
async fn the_built_in_agent_answers_and_leaves_on_bye() {
    let service = start_with(|config| config.auto_agent = true).await;
    let token = service.sign_up().await;
    let (mut socket, id) = conversation(&service, &token).await;
    socket
        .asks(
            "2",
            &json!({"kind": "req", "id": "2", "type": "cqm.SubscribeExConversations", "body": {}})
                .to_string(),
        )
        .await;
    socket.asks("3", &json!({"kind": "req", "id": "3", "type": "ms.SubscribeMessagingEvents", "body": {"dialogId": id}}).to_string()).await;
    let publish = json!({"kind": "req", "id": "4", "type": "ms.PublishEvent", "body": {"dialogId": id, "event": {"type": "ContentEvent", "contentType": "text/plain", "message": "Well, bye!"}}});
    socket.asks("4", &publish.to_string()).await;
    let read = |body: &Value| body["changes"][0]["event"]["status"] == "READ";
    socket
        .notification_where("MessagingEventNotification", read)
        .await;
    let typing = |body: &Value| body["changes"][0]["event"]["chatState"] == "COMPOSING";
    socket
        .notification_where("MessagingEventNotification", typing)
        .await;
    let closed = |body: &Value| {
        body["changes"][0]["result"]["conversationDetails"]["closeReason"] == "AGENT"
    };
    socket
        .notification_where("ExConversationChangeNotification", closed)
        .await;
}

#[tokio::test]
async fn the_built_in_agent_leaves_conversations_to_an_available_agent() {
    let service = start_with(|config| config.auto_agent = true).await;
    let mut ben = service.online_agent("ben").await;
    let (mut consumer, id) = service.consumer_of("3848332110").await;
    ben.ring("WAITING").await;
    // The built-in agent would have answered by now if it had ignored the ring. To show that it is
    // running, it answers another conversation, which no other agent can answer.
    let (mut other, others) = service.consumer_of("3848332111").await;
    other.says(&others, "Hello?").await;
    let is_agents =
        |body: &Value| body["changes"][0]["originatorMetadata"]["role"] == "ASSIGNED_AGENT";
    other
        .notification_where("MessagingEventNotification", is_agents)
        .await;
    let is_answered = |one: &Value| one["participantsPId"]["ASSIGNED_AGENT"].is_array();
    assert!(
        !consumer
            .has_received("ExConversationChangeNotification", |body| {
                is_answered(&body["changes"][0]["result"]["conversationDetails"])
            })
            .await,
        "{id}"
    );
}

#[test]
fn a_port_in_use_is_reported_in_one_sentence_with_a_remedy() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let host = taken.local_addr().unwrap().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_hailer-stand-in"))
        .args(["--listen", &host])
        .output()
        .unwrap();
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(
        sentence.contains("choose another address with --listen") && sentence.lines().count() == 1,
        "{sentence}"
    );
}
