//! Opening, closing and changing a conversation.

use super::support::start;
use super::{ANNA, anna_answers, role_of};
use serde_json::{Value, json};

#[tokio::test]
async fn create_conversation_with_a_consumer_after_the_previous_one_was_closed() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let (_, all) = service.get("/control/conversations", None).await;
    let context = json!({"type": "ProactiveContext", "originConversationId": id});
    let request = json!({"consumerId": all[0]["consumer"], "channelType": "MESSAGING", "conversationContext": context});
    let kind = "cm.AgentRequestConversation";
    assert_eq!(
        anna.is_refused(kind, request.clone()).await.0,
        409,
        "one is open"
    );
    let close = json!({"field": "ConversationStateField", "conversationState": "CLOSE"});
    anna.updates(&id, close).await;
    let created = anna.gets(kind, request.clone()).await;
    let new = created["conversationId"].as_str().unwrap();
    assert_ne!(new, id);
    let seen = consumer
        .conversation_where(|one| one["convId"] == new)
        .await;
    assert!(
        role_of(&seen, "ASSIGNED_AGENT").is_array(),
        "it needs no ring"
    );
    let is_new = |body: &Value| body["changes"][0]["result"]["conversationId"] == new;
    assert!(!anna.has_received("RoutingTaskNotification", is_new).await);
    anna.says(new, "It has arrived?").await;
    let mut wrong = request.clone();
    wrong["consumerId"] = json!("nobody");
    assert_eq!(anna.is_refused(kind, wrong).await.0, 404);
    let not_agent = consumer.is_refused(kind, request).await;
    assert_eq!(not_agent.0, 403);
}

#[tokio::test]
async fn update_conversation_closes_it_and_its_dialog() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let dialog =
        json!({"dialogId": id, "state": "CLOSE", "closedCause": "Done", "closedBy": "AGENT"});
    let close = json!([{"field": "DialogChange", "type": "UPDATE", "dialog": dialog}]);
    assert_eq!(
        anna.updates(&id, close.clone()).await,
        "OK Conversation resolved successfully"
    );
    let seen = consumer
        .conversation_where(|one| one["stage"] == "CLOSE")
        .await;
    assert_eq!(seen["dialogs"][0]["closedBy"], "AGENT");
    let text = json!({"type": "ContentEvent", "contentType": "text/plain", "message": "x"});
    let body = json!({"dialogId": id, "event": text});
    assert_eq!(anna.is_refused("ms.PublishEvent", body).await.0, 409);
    let body = json!({"conversationId": id, "conversationField": close});
    assert_eq!(
        anna.is_refused("cm.UpdateConversationField", body).await.0,
        409
    );
}

#[tokio::test]
async fn update_conversation_sets_response_time_delay_and_notes() {
    let service = start().await;
    let (mut anna, mut consumer, id) = anna_answers(&service).await;
    let fields = [
        (
            json!({"field": "TTRField", "ttrType": "URGENT", "value": 300}),
            "Update TTR ended successfully",
        ),
        (
            json!({"field": "DelayField", "type": "NIGHT", "tillWhen": 1_900_000_000_000_u64}),
            "Update delay ended successfully",
        ),
        (
            json!({"field": "ManualETTR", "time": 1_900_000_000_000_u64}),
            "Update manual Ettr ended successfully",
        ),
        (
            json!({"field": "TopicField", "note": "parcel"}),
            "OK Update topic success",
        ),
        (
            json!({"field": "Note", "note": "prefers mail"}),
            "OK Update note success",
        ),
    ];
    for (field, said) in fields {
        assert_eq!(anna.updates(&id, field).await, said);
    }
    let seen = anna
        .conversation_where(|one| one["note"] == "prefers mail")
        .await;
    assert_eq!(seen["ttr"], json!({"ttrType": "URGENT", "value": 300}));
    assert_eq!(
        seen["delay"],
        json!({"type": "NIGHT", "tillWhen": 1_900_000_000_000_u64})
    );
    assert_eq!(seen["manualETTR"], 1_900_000_000_000_u64);
    assert_eq!(seen["topic"], "parcel");
    let seen = consumer
        .conversation_where(|one| one["manualETTR"].is_u64())
        .await;
    assert_eq!(seen["ttr"]["ttrType"], "URGENT");
    let kind = "cm.UpdateConversationField";
    let back = json!({"field": "ManualETTR", "time": null});
    anna.updates(&id, back).await;
    anna.conversation_where(|one| one["note"] == "prefers mail" && one["manualETTR"].is_null())
        .await;
    for field in [
        json!({"field": "Note", "note": "x"}),
        json!({"field": "Skill", "skill": "-1"}),
        json!({"field": "ParticipantsChange", "type": "REMOVE", "userId": ANNA}),
    ] {
        let body = json!({"conversationId": id, "conversationField": field});
        assert_eq!(
            consumer.is_refused(kind, body).await.0,
            403,
            "only agents do that"
        );
    }
    let wrong = json!({"conversationId": id, "conversationField": {"field": "TTRField", "ttrType": "SOON"}});
    let (_, words) = anna.is_refused(kind, wrong).await;
    assert_eq!(
        words,
        "ttrType must be one of NORMAL, URGENT, PRIORITIZED, CUSTOM"
    );
}

#[tokio::test]
async fn update_conversation_treats_a_time_of_0_as_the_default() {
    let service = start().await;
    let (mut anna, _consumer, id) = anna_answers(&service).await;
    let brand = anna.gets("brandprofile.GetBrandProfile", json!({})).await;
    let own = |name: &str| brand[name].as_u64().unwrap() / 1_000;
    let (urgent, normal) = (own("ttrUrgent"), own("ttrNormal"));
    assert!(0 < urgent && urgent < normal);
    let cases = [
        (json!({"ttrType": "URGENT", "value": 0}), urgent),
        (json!({"ttrType": "URGENT", "value": "0"}), urgent),
        (json!({"ttrType": "URGENT", "value": null}), urgent),
        (json!({"ttrType": "URGENT"}), urgent),
        (json!({"ttrType": "NORMAL", "value": 0}), normal),
        (json!({"ttrType": "URGENT", "value": 60}), 60),
    ];
    for (case, secs) in cases {
        let mut field = case.clone();
        field["field"] = json!("TTRField");
        anna.updates(&id, field).await;
        let is_case = json!({"ttrType": case["ttrType"], "value": secs});
        anna.conversation_where(|one| one["ttr"] == is_case).await;
    }
    let mut consumer = service.consumer(&service.sign_up().await).await;
    let asked = json!({"ttrDefName": "URGENT"});
    consumer.gets("cm.ConsumerRequestConversation", asked).await;
    let is_urgent = json!({"ttrType": "URGENT", "value": urgent});
    anna.conversation_where(|one| one["convId"] != id && one["ttr"] == is_urgent)
        .await;
}
