//! The actions of `POST /control/agent`.

mod support;

use serde_json::{Value, json};
use support::start;

#[tokio::test]
async fn share_sends_a_picture_with_a_preview_or_another_file() {
    let service = start().await;
    let (mut consumer, _) = service.consumer_of("-1").await;
    service
        .control("agent", json!({"do": "share", "text": "A pilea"}))
        .await;
    let is_file = |event: &Value| event["event"]["contentType"] == "hosted/file";
    let seen = consumer.event_where(is_file).await;
    let message = &seen["event"]["message"];
    assert_eq!(
        (&message["caption"], &message["fileType"]),
        (&json!("A pilea"), &json!("PNG"))
    );
    let preview = message["preview"].as_str().unwrap();
    assert!(preview.starts_with("data:image/png;base64,") && preview.len() < 40_000);
    let address = consumer.download_address(&message["relativePath"]).await;
    let reply = service.request("GET", &address, &[], b"").await;
    assert_eq!(
        (reply.status, &*reply.headers["content-type"]),
        (200, "image/png")
    );
    service
        .control("agent", json!({"do": "share", "fileType": "PDF"}))
        .await;
    let seen = consumer.event_where(is_file).await;
    assert_eq!(seen["event"]["message"]["fileType"], "PDF");
}

#[tokio::test]
async fn each_invite_sends_a_new_invitation() {
    let service = start().await;
    let (mut consumer, id) = service.consumer_of("-1").await;
    let mut invitations = Vec::new();
    for _ in 0..2 {
        service
            .control("agent", json!({"do": "invite", "text": "Card"}))
            .await;
        let is_it = |event: &Value| event["event"]["contentType"] == "forms/secure-invitation";
        let seen = consumer.event_where(is_it).await;
        let message = &seen["event"]["message"];
        assert_eq!(message["title"], "Card");
        let asked = json!({"uploadable": {"type": "SecureForm", "dialogId": id,
            "formId": message["formId"], "invitationId": message["invitationId"]}});
        let tokens = consumer.gets("ms.token.GenerateUploadToken", asked).await;
        assert!(tokens["writeOtk"].is_string());
        invitations.push(message["invitationId"].clone());
    }
    assert_ne!(invitations[0], invitations[1]);
}
