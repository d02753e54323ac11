//! Data about consumers besides messages: the profile (protocol §3.10), the context (§3.1), and the
//! shift status (§6.8).

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use support::{ACCOUNT, Service, conversation, start};

const GET: &str = "userprofile.GetUserProfile";
const SET: &str = "userprofile.SetUserProfile";

/// Exchanges a brand's token for a token that sockets accept.
async fn token_for(service: &Service, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let external = format!(
        "{}.{}.signature",
        part(&json!({"alg": "RS256"})),
        part(claims)
    );
    let path = format!("/api/account/{ACCOUNT}/authenticate");
    let body = json!({"authCode": external}).to_string();
    service.post(&path, &body).await.1["jwt"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn the_profile_that_a_consumer_sets_reaches_the_agent() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    let (mut consumer, _) = service.consumer_of("-1").await;
    let ring = anna.ring("WAITING").await;
    let profile = json!({
        "firstName": "Cleo", "lastName": "Vale", "nickName": null, "avatarUrl": "https://a.example/c.png",
        "privateData": {"mail": "cleo@example.com", "mobileNum": "+1 555"},
        "authenticatedData": {"lp_sdes": [{"type": "personal", "personal": {"language": "de-DE"}}]},
        "userId": "somebody else", "shoeSize": 39,
    });
    let said = consumer.gets(SET, profile).await;
    assert_eq!(said, "OK User Profile set successfully");
    consumer
        .gets(SET, json!({"description": "Grows ferns"}))
        .await;
    let seen = anna.gets(GET, json!({"userId": ring["consumerId"]})).await;
    assert_eq!(seen["userId"], ring["consumerId"]);
    assert_eq!(
        (&seen["firstName"], &seen["lastName"]),
        (&json!("Cleo"), &json!("Vale"))
    );
    assert_eq!(seen["privateData"]["mobileNum"], "+1 555");
    assert_eq!(
        seen["authenticatedData"]["lp_sdes"][0]["personal"]["language"],
        "de-DE"
    );
    assert_eq!(
        seen["description"], "Grows ferns",
        "the second request keeps the first"
    );
    assert_eq!(seen["shoeSize"], Value::Null, "it is not documented");
    for wrong in [
        json!({"firstName": 7}),
        json!({"privateData": "mail"}),
        json!("Cleo"),
    ] {
        assert_eq!(consumer.is_refused(SET, wrong).await.0, 400);
    }
    assert_eq!(
        anna.is_refused(SET, json!({"firstName": "Ann"})).await.0,
        403
    );
}

#[tokio::test]
async fn the_claims_of_the_brands_token_reach_the_agent() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    let sdes = json!([{"type": "ctmrinfo", "info": {"cstatus": "gold"}}]);
    let claims = json!({"sub": "customer-7", "iss": "https://shop.example", "given_name": "Cleo", "lp_sdes": sdes});
    let token = token_for(&service, &claims).await;
    let payload = URL_SAFE_NO_PAD
        .decode(token.split('.').nth(1).unwrap())
        .unwrap();
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    let expected = json!({"sub": "customer-7", "iss": "https://shop.example", "lp_sdes": sdes});
    assert_eq!(payload["lp.ext"], expected);
    let (mut consumer, _) = conversation(&service, &token).await;
    let ring = anna.ring("WAITING").await;
    let seen = anna.gets(GET, json!({"userId": ring["consumerId"]})).await;
    assert_eq!(seen["firstName"], "Cleo");
    assert_eq!(
        seen["claims"],
        json!({"iss": "https://shop.example", "lp_sdes": sdes})
    );
    let known = &seen["authenticatedData"]["lp_sdes"][0]["info"]["customerId"];
    assert_eq!(known, "customer-7");
    consumer.gets(SET, json!({"firstName": "Cleopatra"})).await;
    let seen = anna.gets(GET, json!({"userId": ring["consumerId"]})).await;
    assert_eq!(
        seen["firstName"], "Cleopatra",
        "the name that the consumer set takes precedence"
    );
}

#[tokio::test]
async fn the_context_of_a_new_conversation_reaches_the_agent() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    let token = service.sign_up().await;
    let mut consumer = service.client_with(&token, &["RICH_CONTENT"]).await;
    let context = json!({
        "type": "SharkContext", "visitorId": "v1", "sessionId": "s1", "interactionContextId": "1",
        "lang": "de-DE", "pageUrl": "https://shop.example/ferns", "pageTitle": "Ferns",
    });
    let asked = json!({"conversationContext": context, "campaignInfo": {"campaignId": 9, "engagementId": "8"}});
    consumer.gets("cm.ConsumerRequestConversation", asked).await;
    let seen = anna
        .conversation_where(|one| one["context"].is_object())
        .await;
    for (name, value) in context.as_object().unwrap() {
        assert_eq!(seen["context"][name], *value, "{name}");
    }
    assert_eq!(
        seen["context"]["clientProperties"]["features"][0],
        "RICH_CONTENT"
    );
    assert_eq!(
        seen["campaignInfo"],
        json!({"campaignId": 9, "engagementId": "8"})
    );
    let (_, stored) = service.get("/control/conversations", None).await;
    assert_eq!(stored[0]["context"], seen["context"]);
    let token = service.sign_up().await;
    let mut other = service.client_with(&token, &[]).await;
    let wrong = json!({"conversationContext": "SharkContext"});
    assert_eq!(
        other
            .is_refused("cm.ConsumerRequestConversation", wrong)
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn a_shift_changes_when_the_clock_reaches_its_times() {
    let service = start().await;
    let token = format!("Bearer {}", service.sign_up().await);
    let path = format!("/api/account/{ACCOUNT}/shift-status");
    let status = async || service.get(&path, Some(&token)).await;
    let (_, time) = service.get("/control/clock", None).await;
    let now_ms = time["currentTime"].as_u64().unwrap();
    let (on_ms, off_ms) = (now_ms + 3_600_000, now_ms + 7_200_000);
    let shift =
        json!({"skillId": "3848332110", "onShift": false, "nextOn": on_ms, "nextOff": off_ms});
    service.control("shifts", shift).await;
    let (code, skills) = status().await;
    assert_eq!(code, 200, "consumers may send this request");
    let off =
        json!({"skillId": 3_848_332_110_u64, "onShift": false, "nextOn": on_ms, "nextOff": off_ms});
    assert_eq!(
        skills,
        json!([off, {"skillId": 3_848_332_111_u64, "onShift": true}])
    );
    service.later(3_600).await;
    let on = json!({"skillId": 3_848_332_110_u64, "onShift": true, "nextOff": off_ms});
    assert_eq!(status().await.1[0], on);
    service.later(3_600).await;
    assert_eq!(status().await.1[0]["onShift"], false);
    service.control("shifts", json!({"onShift": false})).await;
    let (_, skills) = status().await;
    assert!(
        skills
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["onShift"] == false)
    );
    assert_eq!(service.get(&path, Some("Bearer rubbish")).await.0, 401);
}
