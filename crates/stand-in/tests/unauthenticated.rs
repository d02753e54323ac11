//! Unauthenticated messaging (protocol §1.2), and the step-up from it (§5.11).

mod support;

use serde_json::{Value, json};
use support::process::{DataFile, Process};
use support::{ACCOUNT, Service, conversation, start, start_with};

fn account(path: &str) -> String {
    format!("/api/account/{ACCOUNT}/{path}")
}

const CONNECTORS: &str = "configuration/le-connectors/all-connectors";

/// Step one, which returns an external token.
async fn authorize(service: &Service, earlier: Option<&str>) -> (u16, String) {
    let body = earlier.map_or_else(String::new, |token| json!({"id_token": token}).to_string());
    token(service.post(&account("anonymous/authorize"), &body).await)
}

/// Sends a body to a connector.
async fn authenticate(service: &Service, connector: &str, body: Value) -> (u16, String) {
    let path = account(&format!("app/{connector}/authenticate?v=3.0"));
    token(service.post(&path, &body.to_string()).await)
}

/// Step two, which returns a token for sockets.
async fn exchange(service: &Service, external: &str) -> (u16, String) {
    authenticate(service, "4712", json!({"id_token": external})).await
}

fn token((status, body): (u16, Value)) -> (u16, String) {
    (
        status,
        body["token"].as_str().unwrap_or_default().to_owned(),
    )
}

/// The claims of a token, as a client reads them.
fn claims(token: &str) -> Value {
    use base64::Engine as _;
    let part = token.split('.').nth(1).unwrap();
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(part)
        .unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// The token of a new anonymous consumer.
async fn anonymous(service: &Service) -> String {
    let (_, external) = authorize(service, None).await;
    exchange(service, &external).await.1
}

#[tokio::test]
async fn an_anonymous_consumer_logs_in_through_the_listed_connector() {
    let service = start_with(|config| config.switches.signup = false).await;
    let (status, connectors) = service.get(&account(CONNECTORS), None).await;
    assert_eq!(status, 200);
    let connectors = connectors.as_array().unwrap();
    let connector = connectors.iter().find(|one| one["type"] == 2).unwrap();
    let (status, external) = authorize(&service, None).await;
    assert_eq!(status, 200);
    let body = json!({"id_token": external});
    let (status, token) = authenticate(&service, &connector["id"].to_string(), body).await;
    assert_eq!(status, 200);
    assert_eq!(claims(&token)["aud"], format!("acc:{ACCOUNT}"));
    conversation(&service, &token).await;
    assert_eq!(service.post(&account("signup"), "").await.0, 403);
    assert_eq!(
        service
            .get(&account("signup.jsonp?callback=f"), None)
            .await
            .0,
        403
    );
}

#[tokio::test]
async fn an_external_token_expires_after_ten_minutes_and_is_renewable_for_730_hours() {
    let service = start().await;
    let (_, external) = authorize(&service, None).await;
    let token = exchange(&service, &external).await.1;
    assert_eq!(
        claims(&external)["exp"].as_u64(),
        claims(&external)["iat"].as_u64().map(|at| at + 600)
    );
    service.later(601).await;
    assert_eq!(exchange(&service, &external).await.0, 401);
    let (status, renewed) = authorize(&service, Some(&external)).await;
    assert_eq!(status, 200);
    let again = exchange(&service, &renewed).await.1;
    assert_eq!(claims(&renewed)["sub"], claims(&external)["sub"]);
    assert_eq!(claims(&again)["sub"], claims(&token)["sub"]);
    service.later(730 * 3_600).await;
    assert_eq!(authorize(&service, Some(&external)).await.0, 401);
    assert_eq!(authorize(&service, Some(&renewed)).await.0, 401);
    assert_eq!(authorize(&service, Some("rubbish")).await.0, 401);
}

#[tokio::test]
async fn an_expired_identity_closes_with_4407_and_continues_after_its_renewal() {
    let service = start().await;
    let (_, external) = authorize(&service, None).await;
    let token = exchange(&service, &external).await.1;
    let (mut socket, id) = conversation(&service, &token).await;
    service
        .control("sockets", json!({"expireTokens": true, "close": 4407}))
        .await;
    assert_eq!(socket.close_code().await, 4407);
    assert_eq!(service.consumer(&token).await.close_code().await, 4407);
    assert_eq!(
        exchange(&service, &external).await.0,
        401,
        "it expired with the rest"
    );
    let (_, renewed) = authorize(&service, Some(&external)).await;
    let (_, same) = conversation(&service, &exchange(&service, &renewed).await.1).await;
    assert_eq!(same, id);
}

#[tokio::test]
async fn an_account_may_lack_the_feature_or_the_connector() {
    let service = start().await;
    let (_, external) = authorize(&service, None).await;
    service
        .control("account", json!({"connector": false}))
        .await;
    let (_, connectors) = service.get(&account(CONNECTORS), None).await;
    assert!(
        connectors
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["type"] != 2)
    );
    assert_eq!(exchange(&service, &external).await.0, 404);
    service
        .control(
            "account",
            json!({"connector": true, "unauthenticated": false}),
        )
        .await;
    assert_eq!(authorize(&service, None).await.0, 428);
    service
        .control("account", json!({"unauthenticated": true}))
        .await;
    assert_eq!(exchange(&service, &external).await.0, 200);
    let body = json!({"id_token": external});
    assert_eq!(authenticate(&service, "9", body.clone()).await.0, 404);
    assert_eq!(
        authenticate(&service, "4711", body).await.0,
        401,
        "the brand did not issue it"
    );
    assert_eq!(authenticate(&service, "4712", json!({})).await.0, 400);
    let token = exchange(&service, &external).await.1;
    assert_eq!(
        exchange(&service, &token).await.0,
        401,
        "it is not an external token"
    );
}

/// The fields of a takeover.
fn takeover(earlier: &Value, now: &Value) -> Value {
    let change = |kind: &str, id: &Value| json!({"field": "ParticipantsChange", "type": kind, "userId": id, "role": "CONSUMER"});
    json!([change("REMOVE", earlier), change("ADD", now)])
}

#[tokio::test]
async fn a_consumer_who_logs_in_takes_over_their_anonymous_conversation() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    let old = anonymous(&service).await;
    let mut before = service.client_with(&old, &[]).await;
    let created = before
        .gets("cm.ConsumerRequestConversation", json!({}))
        .await;
    let id = created["conversationId"].as_str().unwrap().to_owned();
    let ring = anna.ring("WAITING").await;
    anna.answers(&ring, "ACCEPTED").await;
    before
        .gets("ms.SubscribeMessagingEvents", json!({"dialogId": id}))
        .await;
    before.says(&id, "Who knows me?").await;
    let body = json!({"lp_jwt": old, "code": "customer-7"});
    let (status, new) = authenticate(&service, "4711", body).await;
    assert_eq!(status, 200);
    let (earlier, now) = (claims(&old)["sub"].clone(), claims(&new)["sub"].clone());
    assert_ne!(earlier, now);
    let mut after = service.client_with(&new, &[]).await;
    let close = json!({"conversationId": id, "conversationField": {"field": "ConversationStateField", "conversationState": "CLOSE"}});
    assert_eq!(
        after
            .is_refused("cm.UpdateConversationField", close)
            .await
            .0,
        404,
        "not theirs yet"
    );
    let said = after.updates(&id, takeover(&earlier, &now)).await;
    assert_eq!(said, "OK Agent removed successfully");
    let is_theirs = |one: &Value| one["participantsPId"]["CONSUMER"] == json!([now]);
    after.conversation_where(is_theirs).await;
    anna.conversation_where(is_theirs).await;
    let is_gone = |body: &Value| body["changes"][0]["type"] == "DELETE";
    before
        .notification_where("ExConversationChangeNotification", is_gone)
        .await;
    after
        .gets("ms.SubscribeMessagingEvents", json!({"dialogId": id}))
        .await;
    after
        .event_where(|event| event["originatorId"] == earlier)
        .await;
    before.forget();
    anna.says(&id, "You are customer 7.").await;
    after
        .event_where(|event| event["event"]["message"] == "You are customer 7.")
        .await;
    assert!(
        !before
            .has_received("MessagingEventNotification", |_| true)
            .await
    );
    let created = after
        .gets("cm.ConsumerRequestConversation", json!({}))
        .await;
    assert_eq!(
        created["conversationId"], id,
        "it is their open conversation"
    );
    let created = before
        .gets("cm.ConsumerRequestConversation", json!({}))
        .await;
    assert_ne!(created["conversationId"], id);
}

#[tokio::test]
async fn a_takeover_requires_the_step_up_and_no_other_open_conversation() {
    let service = start().await;
    let old = anonymous(&service).await;
    let (_, id) = conversation(&service, &old).await;
    let earlier = claims(&old)["sub"].clone();
    let kind = "cm.UpdateConversationField";
    let asks = |fields: Value| json!({"conversationId": id, "conversationField": fields});
    let stranger = authenticate(&service, "4711", json!({"code": "customer-8"}))
        .await
        .1;
    let mut socket = service.consumer(&stranger).await;
    let fields = takeover(&earlier, &claims(&stranger)["sub"]);
    assert_eq!(socket.is_refused(kind, asks(fields)).await.0, 404);
    let body = json!({"lp_jwt": old, "code": "customer-7"});
    let new = authenticate(&service, "4711", body).await.1;
    let mut socket = service.consumer(&new).await;
    let fields = takeover(&earlier, &claims(&new)["sub"]);
    let half = asks(json!([fields[0]]));
    assert_eq!(socket.is_refused(kind, half).await.0, 409);
    let other = asks(takeover(&earlier, &claims(&stranger)["sub"]));
    assert_eq!(socket.is_refused(kind, other).await.0, 403);
    socket
        .gets("cm.ConsumerRequestConversation", json!({}))
        .await;
    assert_eq!(socket.is_refused(kind, asks(fields)).await.0, 409);
    let body = json!({"lp_jwt": "rubbish", "code": "customer-7"});
    assert_eq!(authenticate(&service, "4711", body).await.0, 401);
}

#[tokio::test]
async fn a_step_up_survives_a_kill_and_flags_switch_features_off() {
    let data = DataFile::new("step-up");
    let process = Process::start_with(&data.0, &["--no-signup"]);
    let old = anonymous(&process.1).await;
    let (_, id) = conversation(&process.1, &old).await;
    let body = json!({"lp_jwt": old, "code": "customer-7"});
    let new = authenticate(&process.1, "4711", body).await.1;
    process.kill();
    let flags = ["--no-unauthenticated", "--no-connector", "--no-tokenizer"];
    let process = Process::start_with(&data.0, &flags);
    let mut socket = process.1.consumer(&new).await;
    let fields = takeover(&claims(&old)["sub"], &claims(&new)["sub"]);
    socket.updates(&id, fields).await;
    assert_eq!(authorize(&process.1, None).await.0, 428);
    let tokenizer = account("service/tokenizer/baseURI.json?version=1.0");
    assert_eq!(process.1.get(&tokenizer, None).await.0, 404);
    assert_eq!(process.1.post(&account("signup"), "").await.0, 200);
}
